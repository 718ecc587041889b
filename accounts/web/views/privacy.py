"""个人信息和授权: consents, who looked, and taking a consent back (feature 62, PIPL 44–48)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.data import ConsentKind
from accounts.errors import ConsentUnknown, FaceNotValid
from accounts.models import Consent, FaceCheck
from accounts.selectors import consent_kinds, consents, looks
from accounts.services import face as faces
from accounts.services import withdrawals
from yibao.kernel.facestep import FaceStep

from .guards import citizens_only, fresh, still

page = require_http_methods(["GET", "HEAD", "POST"])
_NO_WORDS = "这一版的全文不再保存，可以拨 12393 索取。"


@require_safe
@citizens_only
def privacy(request: HttpRequest) -> HttpResponse:
    """Every consent with its date, who looked, and the ways to a copy and to leaving."""
    user: Any = request.user
    kinds = consent_kinds.all_kinds()
    given = consents.of(user)
    seen = looks.of(user.person, before=_moment(request)) if user.person_id else []
    more = urlencode({"before": seen[-1].at.isoformat()}) if len(seen) == looks.PAGE else ""
    context = {
        "live": [_row(one, kinds) for one in given if one.withdrawn_at is None],
        "ended": [_row(one, kinds) for one in given if one.withdrawn_at is not None],
        "looks": seen,
        "next_url": f"?{more}" if more else "",
        "is_first": "before" not in request.GET,
    }
    return render(request, "accounts/privacy.html", context)


def _moment(request: HttpRequest) -> datetime | None:
    try:
        moment = datetime.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _row(consent: Consent, kinds: dict[str, ConsentKind]) -> dict[str, Any]:
    kind = kinds.get(consent.kind)
    return {
        "consent": consent,
        "title": kind.title if kind else "其他授权",
        "purpose": kind.purpose if kind else "",
        "text_url": reverse("accounts:consent", args=[consent.kind]),
        "withdraw_url": _way_out(consent.kind, kind),
    }


def _way_out(code: str, kind: ConsentKind | None) -> str:
    if kind is not None and kind.elsewhere:
        return kind.elsewhere
    return reverse("accounts:withdraw", args=[code])


@require_safe
@citizens_only
def consent(request: HttpRequest, kind: str) -> HttpResponse:
    """The very words of the newest consent of a kind, and when it was given or taken back."""
    given = [one for one in consents.of(request.user) if one.kind == kind]
    if not given:
        raise Http404
    known = consent_kinds.one(kind)
    newest = given[0]
    context = {
        "title": known.title if known else "其他授权",
        "given": given,
        "text": consent_kinds.text_of(known, newest),
        "no_words": _NO_WORDS,
        "withdraw_url": _way_out(kind, known) if newest.withdrawn_at is None else "",
    }
    return render(request, "accounts/consent.html", context)


@page
@citizens_only
@fresh
def withdraw(request: HttpRequest, kind: str) -> HttpResponse:
    """An interruption: what stops, what stays; what only the person may end goes on to the face."""
    known = _withdrawable(request, kind)
    if known.elsewhere:
        return redirect(known.elsewhere)
    if request.method == "POST" and known.needs_face:
        return redirect("accounts:withdraw-face", kind)
    if request.method == "POST":
        return _done(request, known)
    context = {
        "title": known.title,
        "points": known.effects,
        "keeps": known.keeps,
        "action": "继续，刷脸确认" if known.needs_face else "撤回授权",
        "busy": "正在撤回，请稍等",
        "cancel_url": reverse("accounts:privacy"),
    }
    return render(request, "accounts/withdraw.html", context)


@page
@citizens_only
@still
def withdraw_face(request: HttpRequest, kind: str) -> HttpResponse:
    """The face that confirms it (P37)."""
    user: Any = request.user
    known = _withdrawable(request, kind)
    if not known.needs_face or user.person_id is None:
        return redirect("accounts:withdraw", kind)
    step = FaceStep(request, faces=faces, person=user.person, purpose=FaceCheck.Purpose.CLOSE)
    if step.passed():
        try:
            return _done(request, known, face_ref=step.token, session=step.session)
        except FaceNotValid as refused:
            step.form.add_error(None, refused.said)
    context = step.context | {"title": known.title, "kind": kind}
    return render(request, "accounts/withdraw_face.html", context)


def _withdrawable(request: HttpRequest, kind: str) -> ConsentKind:
    if consents.live(request.user, kind) is None:
        raise Http404
    known = consent_kinds.one(kind)
    return known or ConsentKind(kind, "其他授权", "", ("这项授权马上不再使用",), "")


def _done(request: HttpRequest, known: ConsentKind, **proof: str) -> HttpResponse:
    user: Any = request.user
    try:
        withdrawals.withdraw(by=user, kind=known.kind, **proof)
    except ConsentUnknown as gone:
        raise Http404 from gone
    messages.success(request, f"已撤回“{known.title}”的授权")
    return redirect("accounts:privacy")
