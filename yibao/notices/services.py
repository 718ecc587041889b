"""Posting notices and sending text messages."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template import Context
from django.template.loader import get_template

from yibao.kernel import clock, crypto, outbox

from . import gateways
from .models import Notice, SmsMessage

DEMO_PHONE_PREFIX = "138000000"
SEND_TOPIC = "notices.sms.send"


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

    The words come from ``templates/notices/<code>.txt``: first line the title, the rest the body;
    the message text from ``<code>.sms.txt``. Call it inside the transaction of the fact.
    """
    title, _, body = _render(f"{code}.txt", context).partition("\n")
    notice = Notice.objects.create(
        user=user,
        code=code,
        key=key,
        title=title.strip(),
        body=body.strip(),
        link=link.url if link else "",
        link_text=link.text if link else "",
        created_at=clock.now(),
    )
    if sms and user.phone:
        owe_sms(code, by=by, phone=user.phone, text=_render(f"{code}.sms.txt", context))
    return notice


def post_once(code: str, *, key: str, by: object | None, user: Any, **more: Any) -> Notice:
    """Post unless a notice with this key exists; the caller holds a lock for the key."""
    known = Notice.objects.filter(key=key).first()
    return known or post(code, by=by, user=user, key=key, **more)


def owe_sms(code: str, *, by: object | None, phone: str, text: str) -> SmsMessage:
    """Owe one text message; it leaves after commit. Numbers 138000000NN are demo numbers."""
    message = SmsMessage.objects.create(
        code=code,
        phone=phone,
        phone_index=crypto.blind_index(phone, "phone"),
        text=text.strip(),
        is_demo=phone.startswith(DEMO_PHONE_PREFIX),
        created_at=clock.now(),
    )
    outbox.emit(SEND_TOPIC, key=f"sms:{message.pk}", payload={"sms": str(message.pk)})
    return message


def render_sms(code: str, context: dict[str, Any]) -> str:
    """The words of a text message from ``templates/notices/<code>.sms.txt``."""
    return _render(f"{code}.sms.txt", context)


def _render(name: str, context: dict[str, Any] | None) -> str:
    """Plain text: a page that shows it escapes it, a text message never does."""
    words = get_template(f"notices/{name}").template
    return words.render(Context(context or {}, autoescape=False)).strip()


def send_sms(*, by: object | None, sms_id: str) -> None:
    """Hand one owed message to the sender; safe to repeat.

    No lock is held during the foreign call: the sender drops repeats by reference.
    """
    message = SmsMessage.objects.get(pk=sms_id)
    if message.state == SmsMessage.State.SENT:
        return
    try:
        gateways.current().send(
            phone=message.phone,
            text=message.text,
            is_demo=message.is_demo,
            reference=str(message.pk),
        )
    except gateways.SmsUnavailable as away:
        raise outbox.HandlerFailed(f"sms: {away}") from away
    except gateways.SmsRefused as refused:
        SmsMessage.objects.filter(pk=sms_id).update(
            state=SmsMessage.State.FAILED, failure=str(refused)[:200]
        )
        return
    SmsMessage.objects.filter(pk=sms_id).update(state=SmsMessage.State.SENT, sent_at=clock.now())


def mark_read(*, by: Any, ref: str) -> None:
    """The owner has opened the notice."""
    with transaction.atomic():
        Notice.objects.filter(user=by, ref=ref, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(*, by: Any) -> None:
    """The owner has seen everything in the inbox."""
    Notice.objects.filter(user=by, read_at__isnull=True).update(read_at=clock.now())
