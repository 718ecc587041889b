"""Consent, pictures, result (T20, T21)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.data import FACE_CONSENT
from accounts.errors import FacePaused
from accounts.models import FaceCheck, Person
from accounts.selectors import consents, people, verifications
from accounts.services import face as service
from accounts.services import real_name
from accounts.web import devices, drafts
from accounts.web.forms import AgreeForm, posted
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep

from .guards import STEPS, before_real_name, citizens_only

page = require_http_methods(["GET", "HEAD", "POST"])
PLACE = {"step_number": 3, "steps": STEPS}
Outcome = FaceCheck.Outcome


def _person(request: HttpRequest) -> Person | None:
    """Whose face is to be checked: the person of the confirmed real-name step."""
    step = drafts.real_name(request)
    return people.get(step.person_id) if step and step.is_confirmed else None


@page
@before_real_name
def face_consent(request: HttpRequest) -> HttpResponse:
    """Separate consent, with the other way beside it."""
    if _person(request) is None:
        return redirect("accounts:real-name")
    form = AgreeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        service.agree(by=request.user)
        return redirect("accounts:face")
    context = {"form": form, "consent": FACE_CONSENT, **PLACE}
    return render(request, "accounts/face_consent.html", context)


@page
@before_real_name
def face(request: HttpRequest) -> HttpResponse:
    """Camera or photo; nothing is begun before a button is pressed (T24)."""
    person = _person(request)
    if person is None:
        return redirect("accounts:real-name")
    if consents.live(request.user, FACE_CONSENT.kind, FACE_CONSENT.version) is None:
        return redirect("accounts:face-consent")
    step = FaceStep(request, faces=service, person=person, purpose=FaceCheck.Purpose.REGISTER)
    if step.passed() and not _is_attached(request, step, person):
        return render(request, "accounts/face.html", {**step.context, **PLACE})
    if step.check is not None and not step.form.is_start:
        request.session[drafts.FACE] = step.check.ref
    if isinstance(step.refusal, FacePaused):
        request.session.pop(drafts.FACE, None)
        return redirect("accounts:face-result")
    if step.outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.REVIEW):
        return redirect("accounts:face-result")
    return render(request, "accounts/face.html", {**step.context, **PLACE})


def _is_attached(request: HttpRequest, step: FaceStep, person: Person) -> bool:
    """Tie account and person at once; the form says why where that is refused."""
    try:
        real_name.attach(by=request.user, person=person, face_ref=step.token, session=step.session)
    except DomainError as refused:
        step.form.add_error(None, refused.said)
        return False
    drafts.forget(request, drafts.REAL_NAME)
    request.session[drafts.FIRST_TIME] = True
    devices.prove_here(request)
    return True


@require_safe
@citizens_only
def face_result(request: HttpRequest) -> HttpResponse:
    """Passed, failed, with a clerk, still running, or paused until tomorrow."""
    check = verifications.face_check(request.user, request.session.get(drafts.FACE, ""))
    person = check.person if check else _person(request)
    if person is None:
        return redirect("accounts:insured" if request.user.person_id else "accounts:real-name")
    paused_until = verifications.face_paused_until(request.user, person)
    result = _word(check, paused_until)
    if result is None:
        return redirect("accounts:face")
    context = {
        "result": result,
        "next_url": reverse("accounts:insured"),
        "retry_url": reverse("accounts:face"),
        "tries_left": verifications.face_tries_left(request.user, person),
        "paused_until": paused_until,
        "reference": check.ref if check else "",
        "face": {
            "standing": service.standing(by=request.user, person=person),
            "advice": service.advice(check=check),
            "help": service.HELP,
            "has_video": settings.FACE_VIDEO_BY_APPOINTMENT,
        },
        **PLACE,
    }
    return render(request, "accounts/face_result.html", context)


def _word(check: FaceCheck | None, paused_until: Any) -> str | None:
    if check is not None and check.outcome == Outcome.PASSED:
        return "passed"
    if check is not None and check.outcome == Outcome.PENDING and check.engine:
        return "pending"
    if check is not None and check.outcome == Outcome.REVIEW:
        return "review"
    if paused_until is not None:
        return "paused"
    if check is not None and check.outcome == Outcome.FAILED:
        return "failed"
    return None
