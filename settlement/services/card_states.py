"""Moving a card along its table, and what a bank's refusal says about the card."""

from typing import Any

from yibao.audit import services as audit
from yibao.kernel import outbox

from ..models import BankCard
from ..states import CARD_MOVES, CardState

DOUBTED_TOPIC = "settlement.card.doubted"
_CHECKS = {"phone_changed": BankCard.Check.PHONE, "expired": BankCard.Check.EXPIRED}


def move(*, by: Any, card: BankCard, to: str, check_reason: str = "", **changes: Any) -> None:
    """Step along the table with the changes that belong to it; the caller holds the row lock."""
    verb = CARD_MOVES.verb(card.state, to)
    card.state, card.check_reason = to, check_reason
    for name, value in changes.items():
        setattr(card, name, value)
    card.save(update_fields=["state", "check_reason", *changes])
    audit.record(verb, by=by, subject=card)


def doubt(*, by: Any, card_id: Any, code: str) -> None:
    """The bank refused for a reason that lasts: the holder must check the card again."""
    reason = _CHECKS.get(code)
    if reason is None:
        return
    card = BankCard.objects.select_for_update().get(pk=card_id)
    if card.state != CardState.ACTIVE:
        return
    move(by=by, card=card, to=CardState.NEEDS_CHECK, check_reason=reason)
    outbox.emit(
        DOUBTED_TOPIC,
        key=f"{DOUBTED_TOPIC}:{card.pk}:{card.charges.count()}",
        payload={"card": str(card.pk)},
    )
