"""Text messages and calls: owed in the transaction of the fact, sent from the outbox."""

from typing import Any

from django.db import transaction
from django.db.models import F

from yibao.kernel import clock, crypto, facts, masking, outbox

from .. import gateways
from ..data import ONE_TIME, SECURITY
from ..errors import NotResendable
from ..models import SmsMessage
from ..rules import leaves_at

DEMO_PHONE_PREFIX = "138000000"
SEND_TOPIC = "notices.sms.send"
_Medium = SmsMessage.Medium
_State = SmsMessage.State


def owe_sms(
    code: str, *, by: object | None, phone: str, text: str, tenant_id: int | None = None
) -> SmsMessage:
    """Owe one text message; it leaves after commit, at night only if it guards an account (P192).

    Numbers 138000000NN are demo numbers. ``tenant_id`` is whose person it is for; that of who acts
    where it is not said.
    """
    return _owe(code, phone, text, _Medium.SMS, tenant_id or _tenant_of(by))


def owe_voice(
    code: str, *, by: object | None, phone: str, digits: str, tenant_id: int | None = None
) -> SmsMessage:
    """Owe a call that reads out a one-time code; the person has just asked for it."""
    return _owe(code, phone, digits, _Medium.VOICE, tenant_id or _tenant_of(by))


def _tenant_of(by: object | None) -> int | None:
    return getattr(by, "tenant_id", None)


def _owe(
    code: str,
    phone: str,
    text: str,
    medium: str,
    tenant_id: int | None,
    resent_from: SmsMessage | None = None,
) -> SmsMessage:
    moment = clock.now()
    leaves = leaves_at(moment, is_security=code in SECURITY or medium == _Medium.VOICE)
    message = SmsMessage.objects.create(
        tenant_id=tenant_id,
        code=code,
        medium=medium,
        phone=phone,
        phone_index=crypto.blind_index(phone, "phone"),
        text=text.strip(),
        is_demo=phone.startswith(DEMO_PHONE_PREFIX),
        created_at=moment,
        not_before=leaves if leaves > moment else None,
        resent_from=resent_from,
    )
    outbox.emit(
        SEND_TOPIC, key=f"sms:{message.pk}", payload={"sms": str(message.pk)}, due_at=leaves
    )
    return message


def send_sms(*, by: object | None, sms_id: str) -> None:
    """Hand one owed message to the sender; safe to repeat.

    No lock is held during the foreign call: the sender drops repeats by reference.
    """
    message = SmsMessage.objects.filter(pk=sms_id).first()
    if message is None or message.state == _State.SENT:
        return
    rows = SmsMessage.objects.filter(pk=sms_id)
    rows.update(attempts=F("attempts") + 1)
    try:
        _hand_over(message)
    except gateways.SmsUnavailable as away:
        rows.update(failure=f"发送平台没有回应，会再试（{away}）"[:200])
        raise outbox.HandlerFailed(f"sms: {away}") from away
    except gateways.SmsRefused as refused:
        rows.update(state=_State.FAILED, failure=str(refused)[:200])
        return
    rows.update(state=_State.SENT, sent_at=clock.now(), failure="")


def _hand_over(message: SmsMessage) -> None:
    sent: dict[str, Any] = {
        "phone": message.phone,
        "is_demo": message.is_demo,
        "reference": str(message.pk),
    }
    if message.medium == _Medium.VOICE:
        gateways.current_voice().call(digits=message.text, **sent)
        return
    gateways.current().send(text=message.text, **sent)


def may_resend(message: SmsMessage) -> bool:
    """Whether staff may send it again: it failed or was sent, and holds no one-time code."""
    return message.state != _State.PENDING and message.code not in ONE_TIME


def resend(*, by: Any, message: SmsMessage, reason: str) -> SmsMessage:
    """Send the same words to the same number again. Raises ``notices.sms.not_resendable``."""
    if not may_resend(message):
        raise NotResendable
    with transaction.atomic():
        again = _owe(
            message.code, message.phone, message.text, message.medium, message.tenant_id, message
        )
        facts.tell(
            "notices.sms.resent",
            by=by,
            subject=again,
            data={"of": str(message.pk), "reason": masking.mask_text(reason)},
        )
    return again
