"""Open and past sessions, opening one with a reason, ending it, the lead's word (T94)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel.console import InOrderForm, ReasonForm, console_page, page_context
from yibao.kernel.errors import DomainError

from .. import glass, glass_subjects
from ..errors import GlassNoteMissing
from ..models import GlassSession

_PAGE = 50
_TABS = {"open": "正在看", "waiting": "等复核", "signed": "已复核", "all": "全部"}
_reader = console_page(glass.OPEN_RIGHT, glass.VIEW_RIGHT)
_opener = console_page(glass.OPEN_RIGHT)
_signer = console_page(glass.SIGN_RIGHT)


@_reader
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Who saw what in full, why, and what a lead said of it; officers see their own."""
    user: Any = request.user
    tab = request.GET.get("tab", "")
    tab = tab if tab in _TABS else "all"
    rows = glass.seen_by(user)
    narrowed = {
        "open": rows.filter(is_running=True),
        "waiting": rows.filter(is_running=False, signed_by=None),
        "signed": rows.exclude(signed_by=None),
        "all": rows,
    }
    page = Paginator(narrowed[tab], _PAGE).get_page(request.GET.get("page"))
    may_sign = user.has_perm(glass.SIGN_RIGHT)
    context = page_context(
        request,
        "临时提权",
        tabs=[{"code": code, "word": word, "here": code == tab} for code, word in _TABS.items()],
        tab=tab,
        page=page,
        rows=[_row(user, one) for one in page],
        sees_all=user.has_perm(glass.VIEW_RIGHT),
        overdue=glass.overdue(user).count() if may_sign else 0,
    )
    return render(request, "admin/break_glass/list.html", context)


@_opener
@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """Say what will be shown, ask why, open it and go back to where it is shown."""
    title = glass_subjects.title_for(request.user, subject, kind)
    if title is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            glass.open_session(by=request.user, subject=subject, kind=kind, reason=reason)
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            messages.success(request, "可以看 10 分钟。看完请点“结束”。")
            return redirect(back)
    context = page_context(
        request, glass.Kind(kind).label, form=form, subject_title=title, back=back
    )
    return render(request, "admin/break_glass/open.html", context)


@_reader
@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session: reason, each showing, and where a lead says whether it was in order."""
    return _page(request, _own_or_seen(request, session_id), InOrderForm())


@_reader
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End it now: the own one, or a lead anybody's."""
    _own_or_seen(request, session_id)
    try:
        glass.end(by=request.user, session_id=session_id)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, "已经结束。")
    return redirect("glass:session", session_id=session_id)


@_signer
@require_POST
def sign(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The lead's word."""
    row, form = _own_or_seen(request, session_id), InOrderForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        glass.sign_off(by=request.user, session_id=session_id, **form.cleaned_data)
    except GlassNoteMissing as missing:
        form.add_error("note", missing.message)
        return _page(request, row, form)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("glass:session", session_id=session_id)
    messages.success(request, "已复核。")
    return redirect(f"{reverse('glass:list')}?tab=waiting")


def _page(request: HttpRequest, row: GlassSession, form: InOrderForm) -> HttpResponse:
    user: Any = request.user
    is_own, is_running = row.staff_id == user.pk, row.is_running
    may_sign = user.has_perm(glass.SIGN_RIGHT)
    context = page_context(
        request,
        f"临时提权 {_word(row)}",
        row=row,
        word=_word(row),
        state=_state(row),
        showings=glass.showings(row),
        form=form,
        may_end=is_running and (is_own or may_sign),
        may_sign=may_sign and not is_own and not is_running and row.signed_by_id is None,
        is_own=is_own,
    )
    return render(request, "admin/break_glass/session.html", context)


def _own_or_seen(request: HttpRequest, session_id: UUID) -> Any:
    found = glass.seen_by(request.user).filter(pk=session_id).first()
    if found is None:
        raise Http404
    return found


def _row(user: Any, row: Any) -> dict[str, Any]:
    return {
        "session": row,
        "word": _word(row),
        "state": _state(row),
        "who": row.staff.display_name or row.staff.username,
        "may_end": row.is_running and row.staff_id == user.pk,
    }


def _word(row: GlassSession) -> str:
    return glass_subjects.word_for(row.subject, row.kind)


def _state(row: Any) -> tuple[str, str]:
    """Colour and word."""
    if row.is_running:
        return "warn", "正在看"
    if row.signed_by_id is None:
        return "info", "等复核"
    return ("ok", "符合规定") if row.is_in_order else ("error", "不符合规定")


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else reverse("glass:list")
