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
from accounts.services import recovery as service
from accounts.web import devices, drafts, face_step
from accounts.web.forms import PageForm, posted
from yibao.kernel import clock, proof

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
    form = face_step.form_of(request, person)
    if request.method == "POST" and form.is_valid():
        ref = face_step.passed(request, form, person, service.PURPOSE)
        answer = _recovered(request, form, person, ref) if ref else None
        if answer is not None:
            return answer
    context = face_step.context(request, form, person)
    return render(request, "accounts/recover_face.html", context)


def _recovered(
    request: HttpRequest, form: PageForm, person: Person, ref: str
) -> HttpResponse | None:
    user: Any = request.user
    try:
        old = service.recover(by=user, person=person, face_ref=ref)
    except (FaceNotValid, RecoveryNotPossible, CounterOnly) as refused:
        form.refuse(refused)
        return None
    drafts.forget(request, drafts.RECOVERY, drafts.REAL_NAME)
    devices.sign_in(request, old, way=SignIn.Way.RECOVERY, proved_by=proof.FACE)
    messages.success(request, "账号已找回，以后用这个手机号登录。")
    return devices.remember(request, redirect("accounts:security"))
