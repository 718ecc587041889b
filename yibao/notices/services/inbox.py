"""Posting notices to people's inboxes."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibao.kernel import clock

from ..models import Notice
from .messages import owe_sms
from .texts import words_of


@dataclass(frozen=True, slots=True)
class Link:
    """Where the one button of a notice leads."""

    url: str
    text: str


def post(
    code: str,
    *,
    by: object | None,
    user: Any,
    context: dict[str, Any] | None = None,
    link: Link | None = None,
    sms: bool = False,
    key: str | None = None,
) -> Notice:
    """Put a notice into a person's inbox, and owe a text message where ``sms`` is set.

    The words are the active template's, or the product's own in ``templates/notices/<code>.txt``:
    first line the title, the rest the body; the message text from ``<code>.sms.txt``. Call it
    inside the transaction of the fact.
    """
    title, body = words_of(code, "INBOX", context)
    notice = Notice.objects.create(
        user=user,
        code=code,
        key=key,
        title=title,
        body=body,
        link=link.url if link else "",
        link_text=link.text if link else "",
        created_at=clock.now(),
    )
    if sms and user.phone:
        text = words_of(code, "SMS", context)[1]
        owe_sms(code, by=by, phone=user.phone, text=text, tenant_id=user.tenant_id)
    return notice


def post_once(code: str, *, key: str, by: object | None, user: Any, **more: Any) -> Notice:
    """Post unless a notice with this key exists; the caller holds a lock for the key."""
    known = Notice.objects.filter(key=key).first()
    return known or post(code, by=by, user=user, key=key, **more)


def mark_read(*, by: Any, ref: str) -> None:
    """The owner has opened the notice."""
    with transaction.atomic():
        Notice.objects.filter(user=by, ref=ref, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(*, by: Any) -> None:
    """The owner has seen everything in the inbox."""
    Notice.objects.filter(user=by, read_at__isnull=True).update(read_at=clock.now())
