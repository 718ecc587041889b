"""刷脸 before a password: the first one where the check is not fresh, and a new one (P28)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import errors as account_errors
from accounts.data import FACE_CONSENT
from accounts.selectors import consents, verifications
from accounts.services import consents as consent_service
from accounts.services import face as service

from ... import errors, selectors
from .. import guards
from ..forms import FaceForm, posted

PURPOSE = "PIN_RESET"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a passed check leads, and whether one has passed already."""

    page: str
    is_open: Callable[[Any], Any]


FIRST = Way("vouchers:password", selectors.has_fresh_face)
RESET = Way("vouchers:reset", selectors.reset_face)
REFUSALS = (
    account_errors.FaceAway,
    account_errors.FaceNotValid,
    account_errors.FacePaused,
    account_errors.FacePhotoUnusable,
    account_errors.TooYoung,
)


@require_http_methods(["GET", "HEAD", "POST"])
@guards.for_insured
def face(request: HttpRequest) -> HttpResponse:
    """One page: consent where none is in force, photo, and on to the password."""
    user = request.user
    voucher = selectors.voucher_of(user.person)
    if voucher is None:
        return redirect("vouchers:activate")
    way = RESET if voucher.pin_hash else FIRST
    if way.is_open(user):
        return redirect(way.page)
    consent = consents.live(user, FACE_CONSENT.kind, FACE_CONSENT.version)
    form = FaceForm(
        posted(request),
        request.FILES or None,
        outcomes=service.acted_outcomes(),
        has_consent=consent is not None,
    )
    if request.method == "POST" and form.is_valid() and _passed(request, form, way):
        return redirect(way.page)
    context = {
        "form": form,
        "consent": None if consent else FACE_CONSENT,
        "tries_left": verifications.face_tries_left(user, user.person),
    }
    return render(request, "vouchers/face.html", context)


def _passed(request: HttpRequest, form: FaceForm, way: Way) -> bool:
    user = request.user
    try:
        consent_service.give(
            by=user,
            kind=FACE_CONSENT.kind,
            version=FACE_CONSENT.version,
            text=FACE_CONSENT.text,
        )
        check = service.begin(by=user, person=user.person, purpose=PURPOSE)
        service.submit(by=user, ref=check.ref, frame=form.frame, acted=form.acted)
    except REFUSALS as refusal:
        form.add_error(None, f"{refusal.title}。{refusal.message}{refusal.advice}")
        return False
    if not way.is_open(user):
        failure = errors.FaceNotRecognised()
        form.add_error(None, f"{failure.title}。{failure.message}")
        return False
    return True
