"""One face check on any page: consent, camera, photo of the sandbox, outcome, result (T20, T21).

A view of any app asks for a face like this; ``faces`` is ``accounts.services.face``::

    step = FaceStep(request, faces=face, person=request.user.person, purpose="RESTORE")
    if step.passed():
        suspension.restore(by=request.user, face=step.token, session=step.session)
        return redirect("vouchers:code")
    return render(request, "vouchers/restore_face.html", step.context)

The template includes ``_components/face_step.html``. The service behind it spends the result:
``face.consume(by=by, ref=face, person=…, purpose="RESTORE", session=session)``. Where the result
is spent by a later page, ``kept(request, purpose)`` there returns the token again.

"换一台手机": the page shows a QR code; the phone that opens it makes the check with a step of its
own (``accounts.web.views.face_phone``), and the page fetches the result for its own session.
"""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel.errors import DomainError

from .photoform import PhotoForm
from .qr import qr_of

NOT_RECOGNISED = (
    "这次没认出来。请到亮一点的地方，摘下口罩和帽子，再试一次。换一部手机也行。"
    "还不行，可以带身份证去窗口办。"
)
NOT_DONE_YET = "手机上还没有刷好。请在手机上刷完，再按“我在手机上刷好了”。"
_BINDING, _RESULT = "face_binding", "face_result:"
PASSED, FAILED, REVIEW = "PASSED", "FAILED", "REVIEW"


def binding(request: HttpRequest) -> str:
    """A secret of this session; it survives the session's new names, not its end."""
    if _BINDING not in request.session:
        request.session[_BINDING] = secrets.token_urlsafe(16)
    return request.session[_BINDING]


def bound(request: HttpRequest) -> str:
    """The same where it is there already; reading a page makes none."""
    return request.session.get(_BINDING, "")


def kept(request: HttpRequest, purpose: str) -> str:
    """The signed result of this session for this purpose; empty where there is none."""
    return request.session.get(f"{_RESULT}{purpose}", "")


def forget(request: HttpRequest, purpose: str) -> None:
    """Drop a result that has been spent."""
    request.session.pop(f"{_RESULT}{purpose}", None)


class FaceStep:
    """The state of one page: which form, which part of it, what came out."""

    has_other_phone = True

    def __init__(
        self, request: HttpRequest, *, faces: Any, person: Any, purpose: str, by: Any = None
    ) -> None:
        self.request = request
        self.by: Any = by or request.user
        self.faces = faces
        self.person = person
        self.purpose = purpose
        self.check: Any = None
        self.refusal: DomainError | None = None
        self.token = ""
        self._standing = faces.standing(by=self.by, person=person, purpose=purpose)
        is_post = request.method == "POST"
        self.form = PhotoForm(
            request.POST if is_post else None,
            request.FILES if is_post else None,
            outcomes=faces.acted_outcomes(),
            compares=faces.compares_photos(),
            takes_photo=settings.SANDBOX_ENABLED,
            has_consent=self._standing.consent is None or self._is_left_to_other_phone(),
            whose=self._standing.whose,
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
            self.form.add_error(None, refusal.said)
            return False
        if self.outcome == FAILED:
            self.form.add_error(None, NOT_RECOGNISED)
        if self.outcome != PASSED:
            return False
        self.keep()
        return True

    def keep(self) -> None:
        """Sign what the check allows, for this session."""
        self.token = self.faces.result_token(by=self.by, check=self.check, session=self.session)
        self.request.session[f"{_RESULT}{self.purpose}"] = self.token

    @property
    def context(self) -> dict[str, Any]:
        """What ``_components/face_step.html`` shows."""
        standing = self.faces.standing(by=self.by, person=self.person, purpose=self.purpose)
        if standing.consent is None:
            self.form.fields.pop("agree", None)
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
                "has_other_phone": self.has_other_phone,
                "other": self._other_phone(),
            },
        }

    def before_sending(self) -> None:
        """The check is about to be judged."""

    def _is_left_to_other_phone(self) -> bool:
        """Somebody else agrees on the phone that makes the check, not on this page."""
        posted = self.request.POST
        return bool(self._standing.whose) and ("other_phone" in posted or "fetch" in posted)

    def _act(self) -> None:
        has_ticked = "agree" in self.form.fields
        if has_ticked:
            self.faces.agree(by=self.by, person=self.person)
        whose = {"by": self.by, "person": self.person, "purpose": self.purpose}
        if self.has_other_phone and self.form.is_handover:
            self.faces.face_handovers.start(**whose, session=self.session)
            return
        if self.has_other_phone and self.form.is_fetch:
            self._fetch(whose)
            return
        self.check = self.faces.begin(**whose, has_ticked=has_ticked)
        if self.form.is_start:
            return
        self.before_sending()
        self.check = self.faces.submit(
            by=self.by,
            ref=self.check.ref,
            frame=self.form.frame,
            acted=self.form.acted,
            frames=self.form.frames,
        )

    def _fetch(self, whose: dict[str, Any]) -> None:
        wait = self._waiting()
        if wait is not None and wait.state == "passed":
            self.check = self.faces.face_handovers.collect(**whose, session=self.session)
        else:
            self.form.add_error(None, NOT_DONE_YET)

    def _waiting(self) -> Any:
        return self.faces.face_handovers.waiting(
            by=self.by, person=self.person, purpose=self.purpose, session=bound(self.request)
        )

    def _other_phone(self) -> dict[str, Any] | None:
        wait = self._waiting() if self.has_other_phone else None
        if wait is None:
            return None
        link = reverse(settings.FACE_PHONE_PAGE, args=[wait.token])
        return {"wait": wait, "qr": qr_of(self.request.build_absolute_uri(link))}

    def _stage(self, standing: Any) -> str:
        if self.outcome == REVIEW:
            return "review"
        if standing.paused_until is not None:
            return "paused"
        return "camera" if self.outcome == "PENDING" and not self.refusal else "start"
