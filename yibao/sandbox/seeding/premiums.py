"""Premiums of resident insurance in the demo city: what next year costs, and one that was paid."""

from contextlib import suppress
from datetime import date
from typing import Any

from settlement.data.premiums import PremiumRules
from settlement.errors import PremiumPaidAlready, PremiumWindowClosed
from settlement.services import premium_plans, premium_steps, premiums
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan, to_fen

from ..demo.neighbours import person
from ..demo.regions import DEYANG
from ..demo.stories import PREMIUMS
from . import register, staff
from .tables import table

_ASKED = {
    "preschool_fen": "400.00",
    "pupil_fen": "400.00",
    "student_fen": "400.00",
    "adult_fen": "400.00",
    "elder_fen": "400.00",
    "subsidy_fen": "670.00",
}


def plan(owner: Any) -> str:
    """What Deyang asks for next year, payable all this year; an older plan ends there."""
    today = clock.today(owner)
    newest = table("PremiumPlan").objects.filter(region=DEYANG).order_by("-year").first()
    if newest is not None and (newest.year > today.year or newest.valid_from >= today):
        return f"{newest.year} 年"
    amounts = {name: to_fen(parse_yuan(text)) for name, text in _ASKED.items()}
    rules = PremiumRules(
        year=today.year + 1,
        opens_on=date(today.year, 1, 1),
        closes_on=date(today.year, 12, 31),
        **amounts,
    )
    premium_plans.set_plan(
        by=staff.member("admin"), region_code=DEYANG, valid_from=today, rules=rules
    )
    return f"{rules.year} 年"


def paid(owner: Any) -> int:
    """What was paid before today, from the account of the payer; outside a transaction, because
    the register is asked."""
    for one in PREMIUMS:
        payer = register.row_of(owner, person(one.payer))
        member = register.row_of(owner, person(one.member))
        if table("Premium").objects.filter(payer=payer, member=member).exists():
            continue
        # A city that is seeded again after the days of paying goes without.
        with suppress(PremiumWindowClosed, PremiumPaidAlready):
            offer = premium_plans.offer(by=payer.user, member=member)
            premium = premiums.begin(
                by=payer.user, member=member, key="demo", shown=(offer.amount_fen, 0)
            )
            premium_steps.carry_on(by=None, premium_id=premium.pk)
    return len(PREMIUMS)
