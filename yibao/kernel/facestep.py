"""One face check on any page: consent, camera, photo of the sandbox, outcome, result (T20, T21).

A view of any app asks for a face like this; ``faces`` is ``accounts.services.face``::

    step = FaceStep(request, faces=face, person=request.user.person, purpose="RESTORE")
    if step.passed():
        suspension.restore(by=request.user, face=step.token, session=step.session)
        return redirect("vouchers:code")
    return render(request, "vouchers/restore_face.html", step.context)

The template includes ``_components/face_step.html``. The service behind it spends the result:
``face.consume(by=by, ref=face, person=…, purpose="RESTORE", session=session)``. Where the result
is spent by a later page, ``keep(request, purpose)`` there returns the token again.
"""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yibao.kernel.errors import DomainError

from .photoform import PhotoForm

NOT_RECOGNISED = (
    "这次没认出来。请到亮一点的地方，摘下口罩和帽子，再试一次。换一部手机也行。"
    "还不行，可以带身份证去窗口办。"
)
_BINDING, _RESULT = "face_binding", "face_result:"
PASSED, FAILED, REVIEW = "PASSED", "FAILED", "REVIEW"


def binding(request: HttpRequest) -> str:
    """A secret of this session; it survives the session's new names, not its end."""
    if _BINDING not in request.session:
        request.session[_BINDING] = secrets.token_urlsafe(16)
    return request.session[_BINDING]


def kept(request: HttpRequest, purpose: str) -> str:
    """The signed result of this session for this purpose; empty where there is none."""
    return request.session.get(f"{_RESULT}{purpose}", "")


def forget(request: HttpRequest, purpose: str) -> None:
    """Drop a result that has been spent."""
    request.session.pop(f"{_RESULT}{purpose}", None)


class FaceStep:
    """The state of one page: which form, which part of it, what came out."""

    def __init__(self, request: HttpRequest, *, faces: Any, person: Any, purpose: str) -> None:
        self.request = request
        self.faces = faces
        self.person = person
        self.purpose = purpose
        self.check: Any = None
        self.refusal: DomainError | None = None
        self.token = ""
        self._standing = faces.standing(by=request.user, person=person)
        is_post = request.method == "POST"
        self.form = PhotoForm(
            request.POST if is_post else None,
            request.FILES if is_post else None,
            outcomes=faces.acted_outcomes(),
            compares=faces.compares_photos(),
            takes_photo=settings.SANDBOX_ENABLED,
            has_consent=self._standing.consent is None,
        )

    @property
    def session(self) -> str:
        """What the result is bound to; hand it on together with ``token``."""
        return binding(self.request)

    @property
    def outcome(self) -> str:
        """Of the check in this request: PASSED, FAILED, REVIEW; empty where none was made."""
        return str(self.check.outcome) if self.check is not None else ""

    def passed(self) -> bool:
        """Do what was posted; True where a check of this request has passed."""
        if self.request.method != "POST" or not self.form.is_valid():
            return False
        try:
            self._act()
        except DomainError as refusal:
            self.refusal = refusal
            self.form.add_error(None, f"{refusal.title}。{refusal.message}{refusal.advice}")
            return False
        if self.outcome == FAILED:
            self.form.add_error(None, NOT_RECOGNISED)
        if self.outcome != PASSED:
            return False
        by = self.request.user
        self.token = self.faces.result_token(by=by, check=self.check, session=self.session)
        self.request.session[f"{_RESULT}{self.purpose}"] = self.token
        return True

    @property
    def context(self) -> dict[str, Any]:
        """What ``_components/face_step.html`` shows."""
        by = self.request.user
        standing = self.faces.standing(by=by, person=self.person)
        return {
            "form": self.form,
            "consent": standing.consent,
            "face": {
                "stage": self._stage(standing),
                "standing": standing,
                "steps": self.faces.steps(check=self.check),
                "advice": self.faces.advice(check=self.check),
                "help": self.faces.HELP,
                "takes_photo": settings.SANDBOX_ENABLED,
                "compares": self.faces.compares_photos(),
                "has_video": settings.FACE_VIDEO_BY_APPOINTMENT,
            },
        }

    def _act(self) -> None:
        by = self.request.user
        if "agree" in self.form.fields:
            self.faces.agree(by=by)
        self.check = self.faces.begin(by=by, person=self.person, purpose=self.purpose)
        if self.form.is_start:
            return
        self.check = self.faces.submit(
            by=by,
            ref=self.check.ref,
            frame=self.form.frame,
            acted=self.form.acted,
            frames=self.form.frames,
        )

    def _stage(self, standing: Any) -> str:
        if self.outcome == REVIEW:
            return "review"
        if standing.paused_until is not None:
            return "paused"
        return "camera" if self.outcome == "PENDING" and not self.refusal else "start"
