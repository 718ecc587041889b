"""One face check on a page of accounts: consent, photo, outcome; what follows is the caller's."""

from typing import Any

from django.http import HttpRequest

from accounts.errors import (
    FaceAway,
    FaceConsentMissing,
    FaceNoReference,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    FaceUnclear,
    TooYoung,
)
from accounts.models import FaceCheck, Person
from accounts.services import face as service
from accounts.web.forms import StepFaceForm, posted

REFUSALS = (
    FaceAway,
    FaceConsentMissing,
    FaceNoReference,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    FaceUnclear,
    TooYoung,
)


def form_of(request: HttpRequest, person: Person) -> StepFaceForm:
    """The form, with the consent where none is in force (T21)."""
    standing = service.standing(by=request.user, person=person)
    return StepFaceForm(
        posted(request),
        request.FILES or None,
        outcomes=service.acted_outcomes(),
        has_consent=standing.consent is None,
    )


def passed(request: HttpRequest, form: StepFaceForm, person: Person, purpose: str) -> str:
    """The reference of a passed check, or nothing; the form says why."""
    user: Any = request.user
    try:
        if "agree" in form.fields:
            service.agree(by=user)
        check = service.begin(by=user, person=person, purpose=purpose)
        check = service.submit(by=user, ref=check.ref, frame=form.frame, acted=form.acted)
    except REFUSALS as refused:
        form.refuse(refused)
        return ""
    if check.outcome == FaceCheck.Outcome.PASSED:
        return check.ref
    form.add_error(None, _NOT_PASSED[check.outcome])
    return ""


_NOT_PASSED = {
    FaceCheck.Outcome.REVIEW: "这次要由工作人员看一看。可以先用下面别的办法，也可以等结果短信。",
    FaceCheck.Outcome.FAILED: (
        "这次没认出来。请到亮一点的地方，露出整张脸，摘下眼镜、帽子和口罩，再试一次。"
        "换一部手机或网络也行；身份证照片太旧的，先去派出所更新。"
    ),
}


def context(request: HttpRequest, form: StepFaceForm, person: Person) -> dict[str, Any]:
    """What ``accounts/_face_step.html`` shows."""
    standing = service.standing(by=request.user, person=person)
    return {
        "form": form,
        "consent": standing.consent,
        "tries_left": standing.tries_left,
        "paused_until": standing.paused_until,
    }
