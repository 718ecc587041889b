"""换一台手机: the phone that opened the QR code makes the face check of a waiting page (T20).

Nobody signs in here. The page names the matter and no person; what it allows goes to the session
that waits, never to this phone.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import FaceLinkGone
from accounts.models import FaceHandover
from accounts.selectors import face_handovers as found
from accounts.services import face
from accounts.services import face_handovers as service
from accounts.web.forms import PageForm, posted
from yibao.kernel import facestep
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep

_FRAMED = "accounts/face_phone.html"


class NumberForm(PageForm):
    """The four digits of the other screen."""

    number = forms.RegexField(
        r"^\d{4}$",
        label="原来那台设备上的 4 位数字",
        error_messages={"required": "请输入 4 位数字。", "invalid": "请输入 4 位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}
        ),
    )


class SecondPhone(FaceStep):
    """The check of a waiting page; its result is not kept here."""

    has_other_phone = False

    def __init__(self, request: HttpRequest, row: FaceHandover) -> None:
        self.row = row
        super().__init__(request, faces=face, person=row.person, purpose=row.purpose, by=row.user)

    def before_sending(self) -> None:
        """From now on the waiting page may fetch what comes of it."""
        service.attach(by=self.by, ref=self.row.ref, phone=self.session, check=self.check)

    def keep(self) -> None:
        """The waiting session signs it for itself."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def face_phone(request: HttpRequest, token: str) -> HttpResponse:
    """Begin, type the number, show the face; then back to the other screen."""
    row = found.by_token(token)
    if row is None:
        return _gone(request)
    is_own = bool(row.phone_hash) and row.phone_hash == found.hash_of(facestep.bound(request))
    state = found.state(row)
    try:
        outcome = row.check_made.outcome if is_own and row.check_made else ""
        if outcome in (facestep.PASSED, facestep.REVIEW):
            context = {"part": "done", "is_sure": outcome == facestep.PASSED}
            return render(request, _FRAMED, context)
        if state == found.OPEN:
            return _begin(request, row)
        if not is_own or state == found.ENDED:
            return _gone(request)
        return _show(request, row) if row.confirmed_at else _number(request, row)
    except FaceLinkGone:
        return _gone(request)


@require_safe
@never_cache
def face_waiting(request: HttpRequest, ref: str) -> JsonResponse:
    """How far the phone is, asked by the page of the session that waits for it."""
    row = (
        FaceHandover.objects.select_related("check_made")
        .filter(user=request.user, ref=ref, session_hash=found.hash_of(facestep.bound(request)))
        .first()
    )
    if row is None:
        raise Http404
    return JsonResponse({"state": found.state(row)})


def _begin(request: HttpRequest, row: FaceHandover) -> HttpResponse:
    if request.method == "POST":
        service.claim(by=row.user, ref=row.ref, phone=facestep.binding(request))
        return redirect(request.path)
    context = {"part": "begin", "matter": row.get_purpose_display()}
    return render(request, _FRAMED, context)


def _number(request: HttpRequest, row: FaceHandover) -> HttpResponse:
    form = NumberForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_right(request, row, form):
        return redirect(request.path)
    return render(request, _FRAMED, {"part": "number", "form": form})


def _is_right(request: HttpRequest, row: FaceHandover, form: NumberForm) -> bool:
    try:
        service.confirm(
            by=row.user,
            ref=row.ref,
            phone=facestep.bound(request),
            number=form.cleaned_data["number"],
        )
    except FaceLinkGone:
        raise
    except DomainError as refused:
        form.add_error("number", refused.said)
        return False
    return True


def _show(request: HttpRequest, row: FaceHandover) -> HttpResponse:
    step = SecondPhone(request, row)
    if step.passed() or step.outcome == facestep.REVIEW:
        return redirect(request.path)
    if isinstance(step.refusal, FaceLinkGone):
        return _gone(request)
    context: dict[str, Any] = {**step.context, "part": "face"}
    return render(request, _FRAMED, context)


def _gone(request: HttpRequest) -> HttpResponse:
    refusal = FaceLinkGone()
    context = {"part": "gone", "refusal": refusal}
    return render(request, _FRAMED, context, status=refusal.status)
