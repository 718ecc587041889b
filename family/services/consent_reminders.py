"""再发提醒, and the word to a relative who has no account yet (P75, P78; wireframe 3 e)."""

from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, phones, rates
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors, selectors
from ..models import ConsentAsk
from ..states import ConsentState
from . import consent_steps as steps
from . import consents, handover

DAY = 86400
INVITES_A_DAY = 3


def resend(*, by: Any, ref: str) -> ConsentAsk:
    """Remind the member; ``ref`` is the holder's request or binding. Once in 12 hours.

    Where a display has stopped at 16 the member is asked anew. Raises ``request.not_found``,
    ``family.consent.over``, ``.reminded``, ``.no_phone`` (nobody to remind: invite instead).
    """
    ask = selectors.consents.asked_by(by, ref)
    if ask is None:
        raise NotFound
    if people.user_of(ask.member) is None:
        raise errors.ConsentNoPhone
    with transaction.atomic():
        row = steps.locked(by=by, ask=ask)
        _refuse_too_soon(row)
        if selectors.consents.standing(row) != ConsentState.OPEN:
            return _asked_anew(by, row)
        row.reminded_at = clock.now(row.member.tenant)
        row.save(update_fields=["reminded_at"])
        audit.record("family.consent.reminded", by=by, subject=row, tenant_id=row.member.tenant_id)
        steps.tell_member(by=by, ask=row, code="family_ask_again")
    return row


def _refuse_too_soon(row: ConsentAsk) -> None:
    until = selectors.consents.remind_at(row)
    if until is not None:
        local = clock.local(until)
        raise errors.RemindedAlready(until=f"{local.month} 月 {local.day} 日 {local:%H:%M}")


def _asked_anew(by: Any, row: ConsentAsk) -> ConsentAsk:
    if row.binding is None or not selectors.consents.may_ask_again(row.binding):
        raise errors.ConsentOver(state=selectors.consents.state_word(row))
    binding = handover.locked(by=by, binding=row.binding)
    return consents.ask(by=by, binding=binding)


def invite(*, by: Any, ref: str, phone: str) -> None:
    """A message to a number that the holder gives, for a relative without an account.

    It names the site and who asks, and holds no address with a token: whoever reads it can only
    register as themselves. At most once a day a number and three a day a holder; the number is not
    kept with the request. Raises ``NotAPhone``, ``family.consent.over``, ``.reminded``.
    """
    ask = selectors.consents.asked_by(by, ref)
    if ask is None or people.user_of(ask.member) is not None:
        raise NotFound
    number = phones.parse_mobile(phone)
    with transaction.atomic():
        row = steps.locked(by=by, ask=ask)
        steps.refuse_if_over(by=by, ask=row)
        _refuse_many(by, number)
        row.reminded_at = clock.now(row.member.tenant)
        row.save(update_fields=["reminded_at"])
        words = {**steps.words_of(by=by, ask=row), "service": settings.SERVICE_NAME}
        notices.owe_sms(
            "family_invite", by=by, phone=number, text=notices.render_sms("family_invite", words)
        )
        audit.record("family.consent.invited", by=by, subject=row, tenant_id=row.member.tenant_id)


def _refuse_many(by: Any, number: str) -> None:
    own = rates.hit(f"family.invite.of:{by.pk}", seconds=DAY)
    theirs = rates.hit(f"family.invite.to:{crypto.blind_index(number, 'phone')}", seconds=DAY)
    if own > INVITES_A_DAY or theirs > 1:
        raise errors.RemindedAlready(until="明天")
