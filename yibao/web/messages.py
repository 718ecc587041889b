"""The inbox: what the service has told this person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from yibao.notices import selectors, services
from yibao.notices.models import Notice

SUMMARY = 40
READ_ALL = "read_all"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    ref: str
    title: str
    summary: str
    at: datetime
    unread: bool
    icon_name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is read."""

    title: str
    paragraphs: list[str]
    at: datetime
    action_url: str
    action_text: str
    done_text: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, unread before read on each page; POST marks all as read."""
    if request.method == "POST":
        if request.POST.get("action") == READ_ALL:
            services.mark_all_read(by=request.user)
        return redirect("notices:messages")
    notices = selectors.inbox(request.user, before=_before(request), limit=selectors.PAGE + 1)
    shown = notices[: selectors.PAGE]
    rows = sorted((_row(notice) for notice in shown), key=lambda row: not row.unread)
    context: dict[str, Any] = {
        "messages_list": rows,
        "next_url": _next(shown) if len(notices) > selectors.PAGE else "",
        "mark_all": any(row.unread for row in rows),
    }
    return render(request, "notices/message_list.html", context)


@require_safe
def message(request: HttpRequest, ref: str) -> HttpResponse:
    """One message; reading it marks it as read."""
    notice = selectors.own_notice(request.user, ref)
    services.mark_read(by=request.user, ref=ref)
    letter = Letter(
        title=notice.title,
        paragraphs=[line for line in notice.body.splitlines() if line.strip()],
        at=notice.created_at,
        action_url=notice.link,
        action_text=notice.link_text,
    )
    return render(request, "notices/message_detail.html", {"notice": letter})


def _row(notice: Notice) -> Row:
    text = " ".join(notice.body.split())
    summary = text if len(text) <= SUMMARY else f"{text[:SUMMARY]}…"
    is_unread = notice.read_at is None
    return Row(notice.ref, notice.title, summary, notice.created_at, is_unread, "message")


def _next(shown: list[Notice]) -> str:
    return f"{reverse('notices:messages')}?before={shown[-1].created_at:%Y-%m-%dT%H:%M:%S.%fZ}"


def _before(request: HttpRequest) -> datetime | None:
    try:
        return parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
