"""Sources of a premium in words, for the page before paying and for the receipt."""

from dataclasses import dataclass
from typing import Any

from ....models import Premium, PremiumPart
from ....selectors import premiums

Kind = PremiumPart.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One source: words and 分."""

    words: str
    amount_fen: int


def lines_of(split: Any, viewer: Any) -> list[Line]:
    """What the accounts will give."""
    return [Line(_account_word(one.payer, viewer), one.amount_fen) for one in split.sources]


def lines_of_premium(premium: Premium, viewer: Any) -> list[Line]:
    """What each source gave; the card's tail is for its holder only."""
    return [
        Line(_word(premium, part, viewer), part.amount_fen)
        for part in premium.parts.select_related("payer").order_by("place")
    ]


def _word(premium: Premium, part: PremiumPart, viewer: Any) -> str:
    if part.kind != Kind.CARD:
        return _account_word(part.payer, viewer)
    charge = premiums.charge_of(premium)
    if viewer.pk != premium.payer_id or charge is None:
        return f"{premium.payer.masked_name}的银行卡"
    return charge.card.label


def _account_word(owner: Any, viewer: Any) -> str:
    return "您的个人账户" if owner.pk == viewer.pk else f"{owner.masked_name}的个人账户"
