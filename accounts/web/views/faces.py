"""Consent, photo, result (T20, T21)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.data import FACE_CONSENT
from accounts.errors import (
    CounterOnly,
    FaceAway,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    IdentityTaken,
    TooYoung,
)
from accounts.models import FaceCheck, Person
from accounts.selectors import consents, people, verifications
from accounts.services import consents as consent_service
from accounts.services import face as service
from accounts.services import real_name
from accounts.web import drafts
from accounts.web.forms import AgreeForm, FaceForm, posted

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
        consent_service.give(
            by=request.user,
            kind=FACE_CONSENT.kind,
            version=FACE_CONSENT.version,
            text=FACE_CONSENT.text,
        )
        return redirect("accounts:face")
    context = {"form": form, "consent": FACE_CONSENT, **PLACE}
    return render(request, "accounts/face_consent.html", context)


@page
@before_real_name
def face(request: HttpRequest) -> HttpResponse:
    """The photo; nothing is begun before it is sent, so that a GET changes nothing (T24)."""
    person = _person(request)
    if person is None:
        return redirect("accounts:real-name")
    if consents.live(request.user, FACE_CONSENT.kind, FACE_CONSENT.version) is None:
        return redirect("accounts:face-consent")
    form = FaceForm(posted(request), request.FILES, outcomes=service.acted_outcomes())
    if request.method == "POST" and form.is_valid() and _check(request, person, form):
        return redirect("accounts:face-result")
    context: dict[str, Any] = {
        "form": form,
        "actions": [],
        "tries_left": verifications.face_tries_left(request.user, person),
        **PLACE,
    }
    return render(request, "accounts/face.html", context)


def _check(request: HttpRequest, person: Person, form: FaceForm) -> bool:
    """Have the photo judged and, where it passes, tie account and person at once."""
    try:
        check = service.begin(by=request.user, person=person, purpose=FaceCheck.Purpose.REGISTER)
        request.session[drafts.FACE] = check.ref
        check = service.submit(by=request.user, ref=check.ref, frame=form.frame, acted=form.acted)
        if check.outcome == Outcome.PASSED:
            real_name.attach(by=request.user, person=person, face_ref=check.ref)
            drafts.forget(request, drafts.REAL_NAME)
            request.session[drafts.FIRST_TIME] = True
    except FacePaused:
        request.session.pop(drafts.FACE, None)
        return True
    except FacePhotoUnusable as unusable:
        form.refuse(unusable, "photo")
        return False
    except (FaceAway, FaceNotValid, IdentityTaken, TooYoung, CounterOnly) as refused:
        form.refuse(refused)
        return False
    return True


@require_safe
@citizens_only
def face_result(request: HttpRequest) -> HttpResponse:
    """Passed, failed, still running, or paused until tomorrow."""
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
        **PLACE,
    }
    return render(request, "accounts/face_result.html", context)


def _word(check: FaceCheck | None, paused_until: Any) -> str | None:
    if check is not None and check.outcome == Outcome.PASSED:
        return "passed"
    if check is not None and check.outcome == Outcome.PENDING and check.engine:
        return "pending"
    if paused_until is not None:
        return "paused"
    if check is not None and check.outcome == Outcome.FAILED:
        return "failed"
    return None
