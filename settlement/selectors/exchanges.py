"""Exchanges of bills, as their pages tell them."""

from dataclasses import dataclass
from typing import Any

from ..errors import ExchangeNotFound
from ..models import Exchange, Settlement


@dataclass(frozen=True, slots=True)
class Swap:
    """The other bill of an exchange; amounts in 分. ``is_newer``: it was made for this one."""

    setl_id: str
    is_newer: bool
    collected_fen: int
    handed_back_fen: int


def of_institution_by_id(institution: Any, exchange_id: str) -> Exchange:
    """An exchange of this institution, else ``exchange.not_found``: foreign ones too (T31)."""
    rows = Exchange.objects.select_related("refund", "replacement")
    row = rows.filter(exchange_id=exchange_id, settlement__institution=institution).first()
    if row is None:
        raise ExchangeNotFound
    return row


def of_bill(bill: Settlement) -> list[Swap]:
    """The bill that this one was made for, then those that were made for this one."""
    rows = Exchange.objects.select_related("settlement", "replacement")
    found = [
        Swap(one.settlement.setl_id, False, one.collected_fen, one.handed_back_fen)
        for one in rows.filter(replacement=bill)
    ]
    return found + [
        Swap(one.replacement.setl_id, True, one.collected_fen, one.handed_back_fen)
        for one in rows.filter(settlement=bill).order_by("created_at")
    ]
