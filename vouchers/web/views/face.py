"""刷脸 before the first password, for those whose check is not fresh any more (P28)."""

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
    if voucher is None or voucher.pin_hash:
        return redirect("vouchers:activate")
    if selectors.has_fresh_face(user):
        return redirect("vouchers:password")
    consent = consents.live(user, FACE_CONSENT.kind, FACE_CONSENT.version)
    form = FaceForm(
        posted(request),
        request.FILES or None,
        outcomes=service.acted_outcomes(),
        has_consent=consent is not None,
    )
    if request.method == "POST" and form.is_valid() and _passed(request, form):
        return redirect("vouchers:password")
    context = {
        "form": form,
        "consent": None if consent else FACE_CONSENT,
        "tries_left": verifications.face_tries_left(user, user.person),
    }
    return render(request, "vouchers/face.html", context)


def _passed(request: HttpRequest, form: FaceForm) -> bool:
    user = request.user
    try:
        consent_service.give(
            by=user,
            kind=FACE_CONSENT.kind,
            version=FACE_CONSENT.version,
            text=FACE_CONSENT.text,
        )
        check = service.begin(by=user, person=user.person, purpose=PURPOSE)
        service.submit(by=user, ref=check.ref, frame=form.frame, acted=form.chosen)
    except REFUSALS as refusal:
        form.add_error(None, f"{refusal.title}。{refusal.message}{refusal.advice}")
        return False
    if not selectors.has_fresh_face(user):
        failure = errors.FaceNotRecognised()
        form.add_error(None, f"{failure.title}。{failure.message}")
        return False
    return True
