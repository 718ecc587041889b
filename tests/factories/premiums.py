"""Premiums of resident insurance for tests: plans, residents, the simulated register."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import Region
from settlement.gateways.premium_simulator import SimulatedPremiumRegister
from settlement.models import CardCharge, CardRefund, Premium, PremiumPlan
from settlement.services import premium_plans, premium_sources, premium_steps, premiums
from tests.factories import world
from yibao.kernel import clock, outbox

ADULT = 40000


def plan(region: str = "510600", *, days: int = 30, **values: Any) -> PremiumPlan:
    """A plan of the area that is open today; adults pay 400 yuan."""
    today = clock.today()
    row, _ = Region.objects.get_or_create(code=region, defaults={"name": "德阳市"})
    fields = {
        "valid_from": today - timedelta(days=days),
        "year": today.year + 1,
        "opens_on": today - timedelta(days=days),
        "closes_on": today + timedelta(days=days),
        "preschool_fen": 38000,
        "pupil_fen": 38000,
        "student_fen": 38000,
        "adult_fen": ADULT,
        "elder_fen": ADULT,
        "subsidy_fen": 67000,
    }
    return PremiumPlan.objects.create(region=row, **{**fields, **values})


def resident(city: Any, **values: Any) -> Any:
    """An adult resident with a login."""
    return world.insured(city, insutype="390", psn_type="50", **values)


def shown(payer: Any, member: Any) -> tuple[int, int]:
    """What the page shows: the amount and the card's part, in 分."""
    offer = premium_plans.offer(by=payer.user, member=member.person)
    split = premium_sources.split(
        by=payer.user, payer=payer.person, offer=offer, day=clock.today(), lock=False
    )
    return offer.amount_fen, split.card_fen


def begin(payer: Any, member: Any, *, key: str = "k1") -> Premium:
    """Only the first step: taken from the accounts, written down for the card."""
    return premiums.begin(by=payer.user, member=member.person, key=key, shown=shown(payer, member))


def pay(payer: Any, member: Any, *, key: str = "k1") -> Premium:
    """The whole way, as the pages go it."""
    premium = begin(payer, member, key=key)
    return premium_steps.carry_on(by=payer.user, premium_id=premium.pk)


def parts_of(premium: Premium) -> list[tuple[str, int]]:
    """Sources in their order."""
    return list(premium.parts.order_by("place").values_list("kind", "amount_fen"))


def switch(words: str) -> None:
    """Tell the simulated register how to behave; no words: as it should."""
    path = Path(settings.DATA_DIR) / "simulators" / "premiums"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"\s+", " ", words))


def entered() -> int:
    """How many premiums the register holds, by its own books."""
    return len(SimulatedPremiumRegister().entered())


def age(seconds: int) -> None:
    """Let time pass for every question that waits."""
    past = timedelta(seconds=seconds)
    for row in Premium.objects.exclude(next_ask_at=None):
        Premium.objects.filter(pk=row.pk).update(next_ask_at=row.next_ask_at - past)
    for model in (CardCharge, CardRefund):
        for row in model.objects.exclude(next_ask_at=None):
            model.objects.filter(pk=row.pk).update(next_ask_at=row.next_ask_at - past)


def work_off() -> None:
    """Everything that the outbox owes."""
    while outbox.work_off():
        pass
