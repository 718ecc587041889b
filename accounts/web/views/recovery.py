"""身份证号已被使用: the own account of a lost number, found again (P5, T16, T22)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import CounterOnly, FaceNotValid, RecoveryNotPossible
from accounts.models import Person, SignIn
from accounts.rules import limits
from accounts.selectors import people, recoveries
from accounts.services import face
from accounts.services import recovery as service
from accounts.web import devices, drafts
from accounts.web.forms import PageForm, posted
from yibao.kernel import clock, proof
from yibao.kernel.facestep import FaceStep

from .guards import before_real_name

page = require_http_methods(["GET", "HEAD", "POST"])


def _person(request: HttpRequest) -> Person | None:
    """Whose name and number were right in this session."""
    step = drafts.recovery(request)
    return people.get(step.person_id) if step else None


@page
@before_real_name
def recover(request: HttpRequest) -> HttpResponse:
    """Face, counter, or a request that a clerk decides within two working days."""
    case = recoveries.newest_case(request.user)
    person = _person(request)
    if person is None and case is None:
        return redirect("accounts:real-name")
    form = PageForm(posted(request))
    if request.method == "POST" and person is not None and _asked(request, form, person):
        return redirect("accounts:recover")
    is_grown_up = person is not None and _is_grown_up(person)
    context = {"form": form, "case": case, "may_show_face": is_grown_up, "person": person}
    return render(request, "accounts/recover.html", context)


def _is_grown_up(person: Person) -> bool:
    return person.age_on(clock.today(person.tenant)) >= limits.FACE_MIN_AGE


def _asked(request: HttpRequest, form: PageForm, person: Person) -> bool:
    user: Any = request.user
    form.is_valid()
    try:
        service.ask_for_review(by=user, person=person)
    except (RecoveryNotPossible, CounterOnly) as refused:
        form.refuse(refused)
        return False
    messages.success(request, "已申请人工核实。")
    return True


@page
@before_real_name
def recover_face(request: HttpRequest) -> HttpResponse:
    """The face of the person whose account it is."""
    person = _person(request)
    if person is None:
        return redirect("accounts:real-name")
    if not _is_grown_up(person):
        return redirect("accounts:recover")
    step = FaceStep(request, faces=face, person=person, purpose=service.PURPOSE)
    if step.passed() and _is_recovered(request, step):
        return devices.remember(request, redirect("accounts:security"))
    return render(request, "accounts/recover_face.html", step.context)


def _is_recovered(request: HttpRequest, step: FaceStep) -> bool:
    user: Any = request.user
    try:
        old = service.recover(
            by=user, person=step.person, face_ref=step.token, session=step.session
        )
    except (FaceNotValid, RecoveryNotPossible, CounterOnly) as refused:
        step.form.add_error(None, refused.said)
        return False
    drafts.forget(request, drafts.RECOVERY, drafts.REAL_NAME)
    devices.sign_in(request, old, way=SignIn.Way.RECOVERY, proved_by=proof.FACE)
    messages.success(request, "账号已找回，以后用这个手机号登录。")
    return True
