"""One-time codes by text message (T13–T17).

Every number gets the same answer, known or not: a code is sent and checked in the same way.
Counts live in the database under one named lock a number; a wrong try is committed before the
refusal is raised, so a caller's roll-back cannot give it back.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
    TooManyCodes,
)
from accounts.models import PhoneChallenge
from accounts.rules import limits
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, locks, phones, rates
from yibao.kernel.errors import DomainError
from yibao.notices import services as notices

HOUR = 3600
# Signing up and signing in are one door: the page does not tell them apart, so a code opens both.
_WAYS_IN = frozenset({PhoneChallenge.Purpose.REGISTER, PhoneChallenge.Purpose.LOGIN})
# A code that somebody else may ask for says in its message what it would agree to.
_WORDS: dict[str, str] = {PhoneChallenge.Purpose.CONSENT: "consent_code"}


def send_code(
    *,
    by: object | None,
    tenant: Any,
    phone: str,
    purpose: str,
    source: str,
    medium: str = PhoneChallenge.Medium.SMS,
) -> PhoneChallenge:
    """Send a new code by message, or read it out by a call; older ones stop working.

    ``source`` is the caller's address. Messages and calls share their limits.
    Raises ``SendTooSoon``, ``TooManyCodes``, ``PhoneLocked``
    and ``NotAPhone``.
    """
    phone = phones.parse_mobile(phone)
    index = crypto.blind_index(phone, "phone")
    with transaction.atomic(durable=True):
        _lock(index)
        refusal = _send_refusal(index, source)
        if refusal is None:
            return _send(
                by=by, tenant=tenant, phone=phone, purpose=purpose, source=source, medium=medium
            )
    raise refusal


def check_code(
    *, by: object | None, tenant: Any, phone: str, purpose: str, code: str, source: str
) -> None:
    """Use up the newest code of the number for this purpose; returns quietly when it is right.

    Signing up and signing in take each other's codes (T17).

    Raises ``CodeWrong`` (``tries_left``), ``CodeExpired``, ``CodeSpent``, ``PhoneLocked``.
    """
    index = crypto.blind_index(phones.parse_mobile(phone), "phone")
    with transaction.atomic(durable=True):
        _lock(index)
        challenge = _newest(tenant, index, purpose)
        refusal = _guess_refusal(by=by, challenge=challenge, index=index, code=code, source=source)
        if refusal is None:
            _use(by, challenge)
    if refusal is not None:
        raise refusal


def _lock(phone_index: str) -> None:
    locks.advisory(f"accounts.phone:{phone_index}")


def _source_key(kind: str, source: str) -> str:
    return f"{kind}:{crypto.blind_index(limits.source_of(source), 'source')}"


def _send_refusal(index: str, source: str) -> DomainError | None:
    """Why no code may go out; also counts the wish against its source."""
    now = clock.now()
    if _wrong_today(index) >= limits.WRONG_A_DAY:
        return PhoneLocked(_until=_lock_ends(index))
    sent = PhoneChallenge.objects.filter(phone_index=index, sent_at__gt=now - limits.DAY)
    until = limits.next_send_at(list(sent.values_list("sent_at", flat=True)), now)
    if until is not None:
        wait = max(1, int((until - now).total_seconds()))
        kind = SendTooSoon if limits.is_short_wait(until, now) else TooManyCodes
        return kind(retry_after=wait, _until=until)
    wishes = rates.hit(_source_key("otp-send", source), seconds=HOUR)
    if wishes > settings.OTP_SENDS_PER_SOURCE_HOUR:
        return _source_is_spent(TooManyCodes)
    return None


def _source_is_spent(kind: type[DomainError]) -> DomainError:
    left = rates.seconds_left(HOUR)
    return kind(retry_after=left, _until=clock.now() + timedelta(seconds=left))


def _send(
    *, by: object | None, tenant: Any, phone: str, purpose: str, source: str, medium: str
) -> PhoneChallenge:
    code = f"{secrets.randbelow(10**limits.CODE_DIGITS):0{limits.CODE_DIGITS}d}"
    now = clock.now()
    challenge = PhoneChallenge(
        tenant=tenant,
        purpose=purpose,
        medium=medium,
        phone_index=crypto.blind_index(phone, "phone"),
        source_index=crypto.blind_index(limits.source_of(source), "source"),
        sent_at=now,
        expires_at=now + limits.CODE_LIFE,
    )
    challenge.code_hash = _hash(challenge, code)
    challenge.save(force_insert=True)
    _owe(by, tenant, phone, code, medium, purpose)
    audit.record("accounts.phone.code_sent", by=by, subject=challenge)
    return challenge


def _owe(by: object | None, tenant: Any, phone: str, code: str, medium: str, purpose: str) -> None:
    to = {"by": by, "phone": phone, "tenant_id": tenant.pk}
    if medium == PhoneChallenge.Medium.VOICE:
        notices.owe_voice("login_code", digits=code, **to)
        return
    words = _WORDS.get(purpose, "login_code")
    text = notices.render_sms(words, {"code": code, "service": settings.SERVICE_NAME})
    notices.owe_sms(words, text=text, **to)


def _hash(challenge: PhoneChallenge, code: str) -> str:
    """Keyed and bound to the challenge: equal codes of two challenges look different."""
    return crypto.keyed_hash(settings.CODE_KEY, f"phone\x00{challenge.pk}\x00{code}")


def _newest(tenant: Any, index: str, purpose: str) -> PhoneChallenge | None:
    purposes = _WAYS_IN if purpose in _WAYS_IN else {purpose}
    return (
        PhoneChallenge.objects.filter(tenant=tenant, phone_index=index, purpose__in=purposes)
        .order_by("-sent_at")
        .first()
    )


def _wrong_today(index: str) -> int:
    recent = PhoneChallenge.objects.filter(phone_index=index, sent_at__gt=clock.now() - limits.DAY)
    return recent.aggregate(wrong=Sum("wrong_tries"))["wrong"] or 0


def _lock_ends(index: str) -> datetime:
    """When the oldest wrong try of the day falls out of the count."""
    now = clock.now()
    oldest = (
        PhoneChallenge.objects.filter(
            phone_index=index, sent_at__gt=now - limits.DAY, wrong_tries__gt=0
        )
        .order_by("sent_at")
        .first()
    )
    return (oldest.sent_at if oldest else now) + limits.DAY


def _guess_refusal(
    *, by: object | None, challenge: PhoneChallenge | None, index: str, code: str, source: str
) -> DomainError | None:
    """Judge one guess and count it where it is wrong."""
    now = clock.now()
    key = _source_key("otp-wrong", source)
    if rates.peek(key, seconds=HOUR) >= limits.SOURCE_WRONG_AN_HOUR:
        return _source_is_spent(PhoneLocked)
    if _wrong_today(index) >= limits.WRONG_A_DAY:
        return PhoneLocked(_until=_lock_ends(index))
    if challenge is None or challenge.used_at is not None or challenge.expires_at <= now:
        rates.hit(key, seconds=HOUR)
        return CodeExpired()
    if challenge.wrong_tries >= limits.CODE_TRIES:
        return CodeSpent()
    if hmac.compare_digest(challenge.code_hash, _hash(challenge, code)):
        return None
    return _count_wrong(by, challenge, key)


def _count_wrong(by: object | None, challenge: PhoneChallenge, source_key: str) -> DomainError:
    rates.hit(source_key, seconds=HOUR)
    challenge.wrong_tries += 1
    challenge.save(update_fields=["wrong_tries"])
    audit.record("accounts.phone.code_refused", by=by, subject=challenge)
    left = limits.CODE_TRIES - challenge.wrong_tries
    return CodeWrong(tries_left=left) if left else CodeSpent()


def _use(by: object | None, challenge: PhoneChallenge) -> None:
    challenge.used_at = clock.now()
    challenge.save(update_fields=["used_at"])
    audit.record("accounts.phone.code_accepted", by=by, subject=challenge)
