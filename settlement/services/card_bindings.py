"""Binding a card: four elements to the bank, a code to the phone, a token back (P167–P169).

The number passes through to the bank and is written nowhere: between the two steps the bank holds
it under the name of its session (T29). A try is committed before the bank is asked, so that a
caller who gives up has used one.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from accounts.selectors import money as holds
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, locks
from yibao.kernel.errors import DomainError

from .. import gateways
from ..data.bank import BoundCard, Holder, Issuer
from ..errors import (
    CardBankAway,
    CardBankRefused,
    CardCodeExpired,
    CardCodeWrong,
    CardMismatch,
    CardNotYours,
    CardNumberRefused,
    CardSendTooSoon,
    CardTaken,
    CardTriesSpent,
    TooManyCards,
)
from ..models import BankCard, CardBinding
from ..rules import cards as rules
from ..selectors import cards as found
from ..states import BINDING_MOVES, BindingState, CardState
from . import cards

log = structlog.get_logger(__name__)
CODE_LIFE = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
_REFUSALS = {
    "unsupported": "这种卡不支持",
    "expired": "卡已过期",
    "too_often": "银行说今天试得太多了",
}


def begin(*, by: Any, number: str, phone: str) -> CardBinding:
    """Ask the bank for a code; name and ID number come from the real-name record (P168).

    Raises ``CardNumberRefused``, ``CardTriesSpent``, ``TooManyCards``, ``CardTaken``,
    ``MoneyHeld``, and what the bank says: ``CardNotYours``, ``CardMismatch``, ``CardBankRefused``,
    ``CardBankAway``.
    """
    number, issuer = _accepted(number)
    number_hash = crypto.blind_index(number, "bank_card")
    with transaction.atomic(durable=True):
        cards.lock_person(by=by, person=by.person)
        _refuse_hold_and_haste(by)
        if found.of_person(by.person).count() >= settings.MAX_CARDS:
            raise TooManyCards(most=settings.MAX_CARDS)
        _refuse_taken(by, number_hash)
        binding = _try(by, issuer, number[-4:], number_hash, phone)
    gateway = gateways.current_bank()
    return _asked(
        by,
        binding,
        lambda: gateway.begin(reference=binding.ref, number=number, holder=_holder(by, binding)),
    )


def recheck(*, by: Any, ref: str, phone: str) -> CardBinding:
    """The reserved phone changed: the bank checks the bound card once more."""
    with transaction.atomic(durable=True):
        cards.lock_person(by=by, person=by.person)
        card = found.own(by.person, ref)
        _refuse_hold_and_haste(by)
        issuer = Issuer(card.issuer_code, card.issuer, card.kind)
        binding = _try(by, issuer, card.last_four, card.number_hash, phone, card)
    gateway = gateways.current_bank()
    return _asked(
        by,
        binding,
        lambda: gateway.recheck(
            reference=binding.ref, token=card.token, holder=_holder(by, binding)
        ),
    )


def _accepted(text: str) -> tuple[str, Issuer]:
    try:
        number = rules.parse_number(text)
        allowed = settings.CREDIT_CARDS_ALLOWED
        return number, rules.accepted_issuer(number, credit_allowed=allowed)
    except rules.NotACardNumber as wrong:
        raise CardNumberRefused(reason=wrong.message) from wrong


def _refuse_hold_and_haste(by: Any) -> None:
    held = holds.refusal(by)
    if held is not None:
        raise held
    until = found.tries_spent_until(by.person)
    if until is not None:
        local = clock.local(until)
        raise CardTriesSpent(
            most=rules.TRIES_A_DAY, until=f"{local.month} 月 {local.day} 日 {local:%H:%M}"
        )


def _refuse_taken(by: Any, number_hash: str) -> None:
    rows = BankCard.objects.filter(tenant_id=by.tenant_id, number_hash=number_hash)
    if rows.exclude(state=CardState.REMOVED).exists():
        raise CardTaken


def _holder(by: Any, binding: CardBinding) -> Holder:
    return Holder(by.person.name, by.person.certno, binding.reserved_phone)


def _try(
    by: Any, issuer: Issuer, last_four: str, number_hash: str, phone: str, card: Any = None
) -> CardBinding:
    binding = CardBinding(
        tenant_id=by.tenant_id,
        person=by.person,
        card=card,
        issuer_code=issuer.code,
        issuer=issuer.name,
        kind=issuer.kind,
        last_four=last_four,
        number_hash=number_hash,
        reserved_phone=phone,
        asked_at=clock.now(),
    )
    binding.save(force_insert=True)
    audit.record("settlement.binding.asked", by=by, subject=binding)
    return binding


def _asked(by: Any, binding: CardBinding, ask: Any) -> CardBinding:
    """Put the question; only a named session lets anybody go on (T100)."""
    try:
        session = ask()
        if not session:
            raise gateways.BankSilent("no session")
    except gateways.BankRefused as refused:
        _close(by, binding, BindingState.REFUSED, refused.code)
        raise _refusal(refused.code) from refused
    except (gateways.BankAway, gateways.BankSilent) as silent:
        _close(by, binding, BindingState.AWAY, type(silent).__name__)
        raise CardBankAway from silent
    moment = clock.now()
    binding.session, binding.sends = session, 1
    binding.sent_at, binding.expires_at = moment, moment + CODE_LIFE
    with transaction.atomic():
        _move(by, binding, BindingState.SENT)
    return binding


def _refusal(code: str) -> Exception:
    if code == "not_yours":
        return CardNotYours()
    if code == "mismatch":
        return CardMismatch()
    return CardBankRefused(reason=_REFUSALS.get(code, "原因银行没有说"))


def _close(by: Any, binding: CardBinding, to: str, refusal: str) -> None:
    binding.refusal, binding.ended_at = refusal, clock.now()
    with transaction.atomic():
        _move(by, binding, to)


def _move(by: Any, binding: CardBinding, to: str) -> None:
    verb = BINDING_MOVES.verb(binding.state, to)
    binding.state = to
    binding.save()
    audit.record(verb, by=by, subject=binding)


def _locked(by: Any, ref: str) -> CardBinding:
    """The try under its lock, where its code may still be used."""
    pk = found.own_binding(by.person, ref).pk
    binding = CardBinding.objects.select_for_update().get(pk=pk)
    is_late = binding.expires_at is None or binding.expires_at <= clock.now()
    if binding.state != BindingState.SENT or is_late or binding.wrong_tries >= rules.CODE_TRIES:
        raise CardCodeExpired
    return binding


def resend(*, by: Any, ref: str) -> None:
    """Another code after a minute, three in all. Raises ``CardSendTooSoon``, ``CardBankAway``."""
    with transaction.atomic(durable=True):
        binding = _locked(by, ref)
        is_early = binding.sent_at + RESEND_AFTER > clock.now()
        if is_early or binding.sends >= rules.SENDS:
            raise CardSendTooSoon(most=rules.SENDS)
        binding.sends += 1
        binding.sent_at = clock.now()
        binding.expires_at = binding.sent_at + CODE_LIFE
        binding.save(update_fields=["sends", "sent_at", "expires_at"])
        audit.record("settlement.binding.code_sent", by=by, subject=binding)
    try:
        gateways.current_bank().resend(session=binding.session)
    except (gateways.BankRefused, gateways.BankAway, gateways.BankSilent) as silent:
        raise CardBankAway from silent


def confirm(*, by: Any, ref: str, code: str) -> BankCard:
    """The code of the reserved phone binds the card. A try is counted before the bank hears it.

    Raises ``CardCodeWrong``, ``CardCodeExpired``, ``CardBankAway``, ``CardTaken``,
    ``TooManyCards``.
    """
    with transaction.atomic(durable=True):
        binding = _locked(by, ref)
        binding.wrong_tries += 1
        binding.save(update_fields=["wrong_tries"])
    try:
        bound = gateways.current_bank().confirm(session=binding.session, code=code)
        if not bound.token:
            raise gateways.BankSilent("no token")
    except gateways.BankRefused as refused:
        raise _code_refusal(by, binding, refused.code) from refused
    except (gateways.BankAway, gateways.BankSilent) as silent:
        raise CardBankAway from silent
    try:
        return _keep(by, binding, bound)
    except DomainError:
        _give_back(by, binding, bound)
        raise


def _give_back(by: Any, binding: CardBinding, bound: BoundCard) -> None:
    """The bank confirmed a card that we do not keep: it forgets the token again (P174)."""
    if binding.card_id is not None:
        return  # checked anew: the token may be the one of the card that stays
    try:
        gateways.current_bank().unbind(token=bound.token)
    except (gateways.BankRefused, gateways.BankAway, gateways.BankSilent) as silent:
        log.warning("settlement.token_left", binding=binding.ref, why=type(silent).__name__)
        return
    audit.record("settlement.binding.token_given_back", by=by, subject=binding)


def _code_refusal(by: Any, binding: CardBinding, code: str) -> Exception:
    left = rules.CODE_TRIES - binding.wrong_tries
    if code == "code_wrong" and left:
        return CardCodeWrong(tries_left=left)
    if code in ("code_wrong", "code_late"):
        _close(by, binding, BindingState.SPENT, code)
        return CardCodeExpired()
    _close(by, binding, BindingState.REFUSED, code)
    return _refusal(code)


def _keep(by: Any, binding: CardBinding, bound: BoundCard) -> BankCard:
    """One card of one number, five a person, whoever else confirmed in the same moment."""
    with transaction.atomic(durable=True):
        cards.lock_person(by=by, person=by.person)
        locks.advisory(f"settlement.card:{binding.tenant_id}:{binding.number_hash}")
        binding = CardBinding.objects.select_for_update().get(pk=binding.pk)
        if binding.state != BindingState.SENT:
            raise CardCodeExpired
        if binding.card_id is None:
            if found.of_person(by.person).count() >= settings.MAX_CARDS:
                raise TooManyCards(most=settings.MAX_CARDS)
            _refuse_taken(by, binding.number_hash)
        binding.ended_at = clock.now()
        _move(by, binding, BindingState.BOUND)
        kept = cards.keep if binding.card_id is None else cards.renew
        return kept(by=by, binding=binding, token=bound.token, valid_until=bound.valid_until)
