"""Bank cards of the demo people, bound through the service and the simulated bank."""

import re
from contextlib import suppress
from typing import Any

from settlement.errors import CardBankAway, CardNotYours, CardTriesSpent
from settlement.services import card_bindings, cards

from ..demo.cards import CARDS, DemoCard
from ..demo.neighbours import person
from . import register
from .tables import table

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def bound(owner: Any) -> int:
    """Everybody's cards that are not bound yet; outside a transaction, as the bank demands.

    The simulated bank outlives a database: where it knows a card as another person's, or is
    switched off, the city goes without that card. Returns how many are bound.
    """
    done = 0
    for one in CARDS:
        row = register.row_of(owner, person(one.person))
        # Whoever unbound a demo card keeps it unbound.
        if row.bank_cards.filter(last_four=one.number[-4:]).exists():
            done += 1
            continue
        with suppress(CardNotYours, CardBankAway, CardTriesSpent):
            _bind(row.user, one)
            done += 1
    return done


def _bind(user: Any, one: DemoCard) -> None:
    cards.agree(by=user)
    binding = card_bindings.begin(by=user, number=one.number, phone=user.phone)
    card_bindings.confirm(by=user, ref=binding.ref, code=_last_code())


def _last_code() -> str:
    """The digits of the newest message of the simulated bank."""
    message = table("SmsMessage").objects.filter(code="bank_code").order_by("-created_at").first()
    return _CODE.search(message.text).group()
