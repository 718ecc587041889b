"""Bound bank cards: numbers of the simulated bank, and the whole way of binding one."""

import re
from itertools import count
from pathlib import Path

from django.conf import settings

from settlement.gateways.bank_books import Books
from settlement.rules.cards import passes_luhn
from settlement.services import card_bindings, cards
from yibao.notices.models import SmsMessage

PREFIX = "622202"
_numbers = count(1)


def number(tail: str = "0000", *, prefix: str = PREFIX) -> str:
    """A fresh number of 19 digits with this tail that passes the check digit."""
    for body in range(next(_numbers) * 100, 10**9):
        found = f"{prefix}{body:09d}{tail}"
        if passes_luhn(found):
            return found
    raise AssertionError("no number left")


def last_code(phone: str) -> str:
    """The six digits of the bank's newest message to a phone."""
    rows = SmsMessage.objects.filter(code="bank_code").order_by("-created_at", "-pk")
    text = next(row.text for row in rows if row.phone == phone)
    return re.search(r"[0-9]{6}", text).group()


def bind(who, tail: str = "0000", *, agreed: bool = True, phone: str = "13900001234"):
    """Bind a card of this tail for an insured person, as the pages do."""
    if agreed:
        cards.agree(by=who.user)
    binding = card_bindings.begin(by=who.user, number=number(tail), phone=phone)
    return card_bindings.confirm(by=who.user, ref=binding.ref, code=last_code(phone))


def switch(words: str) -> None:
    """Tell the simulated bank how to behave; no words: as it should."""
    path = Path(settings.DATA_DIR) / "simulators" / "bank"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)


def bank_books() -> Books:
    """What the bank really did."""
    return Books(Path(settings.DATA_DIR) / "simulators" / "bank.sqlite3")


def taken() -> int:
    """分 that the bank took and has not given back, by its own books."""
    orders = bank_books().orders()
    done = [order for order in orders if order.state in ("DONE", "LATE")]
    return sum(-order.amount if order.charge else order.amount for order in done)
