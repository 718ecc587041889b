"""Bound cards: default, limits, unbinding, and whether the card pays at all (P166, P171, P174)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.services import consents
from yibao.audit import services as audit
from yibao.kernel import clock, locks, outbox
from yibao.kernel.money import format_yuan
from yibao.notices import services as notices

from .. import gateways
from ..data.agreements import CARD_PAYMENT
from ..errors import CardBusy, CardLimitsRefused
from ..models import BankCard, CardBinding
from ..selectors import cards
from ..states import CardState
from . import card_states

UNBIND_TOPIC = "settlement.card.unbound"


def lock_person(*, by: Any, person: Any) -> None:
    """One change of a person's cards at a time, until the transaction ends."""
    locks.advisory(f"settlement.cards:{person.pk}")


def agree(*, by: Any) -> None:
    """The holder lets the default card pay; the consent is its own record and is the switch."""
    consents.give(
        by=by, kind=CARD_PAYMENT.kind, version=CARD_PAYMENT.version, text=CARD_PAYMENT.text
    )


def disagree(*, by: Any) -> None:
    """No card pays any more; bound cards stay."""
    consents.withdraw(by=by, kind=CARD_PAYMENT.kind)


def keep(*, by: Any, binding: CardBinding, token: str, valid_until: Any) -> BankCard:
    """A confirmed card becomes one of the person's; the first one is the default.

    The caller holds the lock of the person and has checked room and uniqueness.
    """
    card = BankCard.objects.create(
        tenant_id=binding.tenant_id,
        person_id=binding.person_id,
        issuer_code=binding.issuer_code,
        issuer=binding.issuer,
        kind=binding.kind,
        last_four=binding.last_four,
        number_hash=binding.number_hash,
        reserved_phone=binding.reserved_phone,
        token=token,
        is_default=not cards.of_person(by.person).exists(),
        per_payment_fen=settings.CARD_PAYMENT_START_FEN,
        per_day_fen=settings.CARD_DAY_START_FEN,
        valid_until=valid_until,
        bound_at=clock.now(),
    )
    audit.record("settlement.card.bound", by=by, subject=card)
    _tell(by, card, "card_bound")
    return card


def renew(*, by: Any, binding: CardBinding, token: str, valid_until: Any) -> BankCard:
    """A card that was checked again pays again, with its new phone and token."""
    card = BankCard.objects.select_for_update().get(pk=binding.card_id)
    changes = {
        "token": token,
        "reserved_phone": binding.reserved_phone,
        "valid_until": valid_until,
    }
    card_states.move(by=by, card=card, to=CardState.ACTIVE, **changes)
    return card


def make_default(*, by: Any, ref: str) -> BankCard:
    """This card pays from now on."""
    with transaction.atomic():
        lock_person(by=by, person=by.person)
        card = cards.own(by.person, ref)
        if not card.is_default:
            cards.of_person(by.person).filter(is_default=True).update(is_default=False)
            card.is_default = True
            card.save(update_fields=["is_default"])
            audit.record("settlement.card.made_default", by=by, subject=card)
    return card


def set_limits(*, by: Any, ref: str, per_payment_fen: int, per_day_fen: int) -> BankCard:
    """The holder's own limits in 分, never above the region's. Raises ``CardLimitsRefused``."""
    most, most_a_day = settings.CARD_PAYMENT_MAX_FEN, settings.CARD_DAY_MAX_FEN
    in_order = 0 < per_payment_fen <= per_day_fen
    if not in_order or per_payment_fen > most or per_day_fen > most_a_day:
        raise CardLimitsRefused(most=format_yuan(most), most_a_day=format_yuan(most_a_day))
    with transaction.atomic():
        card = cards.own(by.person, ref)
        card = BankCard.objects.select_for_update().get(pk=card.pk)
        before = {"per_payment_fen": card.per_payment_fen, "per_day_fen": card.per_day_fen}
        card.per_payment_fen, card.per_day_fen = per_payment_fen, per_day_fen
        card.save(update_fields=["per_payment_fen", "per_day_fen"])
        audit.record("settlement.card.limits_set", by=by, subject=card, data=before)
    return card


def remove(*, by: Any, ref: str) -> BankCard:
    """Unbind (P174). Raises ``CardBusy`` while a payment or refund of it is open."""
    with transaction.atomic():
        lock_person(by=by, person=by.person)
        card = BankCard.objects.select_for_update().get(pk=cards.own(by.person, ref).pk)
        if cards.is_busy(card):
            raise CardBusy
        end(by=by, card=card)
    return card


def end_all(*, by: Any, person: Any) -> None:
    """Every card of a person stops, in the caller's transaction."""
    lock_person(by=by, person=person)
    for card in cards.of_person(person).select_for_update().order_by("is_default"):
        end(by=by, card=card)


def end(*, by: Any, card: BankCard) -> None:
    """The card stops here; the bank voids the token afterwards. The caller holds the row lock."""
    card_states.move(
        by=by, card=card, to=CardState.REMOVED, is_default=False, removed_at=clock.now()
    )
    _next_default(card.person)
    outbox.emit(UNBIND_TOPIC, key=f"{UNBIND_TOPIC}:{card.pk}", payload={"card": str(card.pk)})
    _tell(by, card, "card_removed")


def _next_default(person: Any) -> None:
    """The newest remaining card becomes the default one (P174)."""
    left = cards.of_person(person)
    if left.filter(is_default=True).exists():
        return
    newest = left.order_by("-bound_at").first()
    if newest is not None:
        newest.is_default = True
        newest.save(update_fields=["is_default"])


def void_token(*, by: Any, card_id: Any) -> None:
    """Tell the bank that a card was unbound, then forget the token; safe to repeat."""
    card = BankCard.objects.get(pk=card_id)
    if card.state != CardState.REMOVED or card.token is None:
        return
    try:
        gateways.current_bank().unbind(token=card.token)
    except (gateways.BankAway, gateways.BankSilent) as silent:
        raise outbox.HandlerFailed(f"bank: {silent}") from silent
    except gateways.BankRefused:
        pass  # the bank does not know the token any more
    card.token = None
    card.save(update_fields=["token"])
    audit.record("settlement.card.token_voided", by=by, subject=card)


def _tell(by: Any, card: BankCard, code: str) -> None:
    user = getattr(card.person, "user", None)
    if user is None:
        return
    notices.post(
        code,
        by=by,
        user=user,
        context={"card": card.label},
        link=notices.Link(reverse("settlement:cards"), "看银行卡"),
        sms=True,
    )
