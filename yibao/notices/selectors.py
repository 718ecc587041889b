"""Reading notices; a person sees the own inbox only."""

from typing import Any

from django.db.models import QuerySet

from yibao.kernel import crypto
from yibao.kernel.errors import NotFound

from .models import Notice, SmsMessage

PAGE = 20


def inbox(user: Any, *, before: Any | None = None, limit: int = PAGE) -> list[Notice]:
    """Newest first; ``before`` is the time of the last row of the previous page."""
    rows = Notice.objects.filter(user=user)
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    return list(rows.order_by("-created_at")[:limit])


def unread_count(user: Any) -> int:
    """How many notices wait to be read."""
    return Notice.objects.filter(user=user, read_at__isnull=True).count()


def own_notice(user: Any, ref: str) -> Notice:
    """One notice of this person; anybody else's looks like none."""
    notice = Notice.objects.filter(user=user, ref=ref).first()
    if notice is None:
        raise NotFound
    return notice


def demo_messages(phone: str | None = None, limit: int = 50) -> QuerySet[SmsMessage]:
    """Messages of demo numbers for the outbox page, newest first."""
    rows = SmsMessage.objects.filter(is_demo=True)
    if phone:
        rows = rows.filter(phone_index=crypto.blind_index(phone, "phone"))
    return rows.order_by("-created_at")[:limit]
