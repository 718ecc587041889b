"""Reading premiums of resident insurance: what an area asks for, what was paid and by whom."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.selectors import area_versions, contributions
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from ..data.premiums import AMOUNT_FIELDS, RESIDENT
from ..models import CardCharge, CardRefund, Premium, PremiumPlan
from ..states import CardRefundState, ChargeState, PremiumState
from .cards import OPEN_CHARGES

UNKNOWN_CHARGES = (ChargeState.AWAITING, ChargeState.PENDING, ChargeState.IN_DOUBT)
_BACK = (CardRefundState.DONE, CardRefundState.PAID_OUT)


def plan_of(enrolment: Any, day: date) -> PremiumPlan | None:
    """The version in force at a person's insured place; None where none was entered (P172)."""
    return area_versions.in_force(
        PremiumPlan, enrolment.district_admdvs or enrolment.insuplc_admdvs, day
    )


def amount_of(plan: PremiumPlan, psn_type: str) -> int | None:
    """What such a person pays, in 分; None where the plan knows no such person."""
    name = AMOUNT_FIELDS.get(psn_type)
    return None if name is None else getattr(plan, name)


def _rows() -> "QuerySet[Premium]":
    return Premium.objects.select_related("payer__tenant", "member__tenant", "plan__region")


def of_person(person: Any) -> list[Premium]:
    """What a person paid, for whomever, and what others paid for the person; newest first."""
    return list(_rows().filter(Q(payer=person) | Q(member=person)).order_by("-created_at")[:50])


def own(person: Any, ref: str) -> Premium:
    """One premium of a person as payer or insured; anybody else's looks like none (T31)."""
    found = _rows().filter(Q(payer=person) | Q(member=person), ref=ref).first()
    if found is None:
        raise NotFound
    return found


def by_key(payer: Any, key: str) -> Premium | None:
    """The premium that a page's submission made, however often it is sent."""
    return _rows().filter(payer=payer, key=key).first()


def counted(member: Any, year: int) -> Premium | None:
    """The premium that is under way or paid for a person and year."""
    states = (PremiumState.PENDING, PremiumState.PAID)
    return Premium.objects.filter(member=member, year=year, state__in=states).first()


def is_contributed(member: Any, year: int) -> bool:
    """Whether the register of contributions knows the year as paid, through whatever channel."""
    return contributions.is_paid(member, RESIDENT, str(year))


def open_of(person: Any) -> list[Premium]:
    """Premiums without a result that this person pays, the oldest first."""
    rows = _rows().filter(payer=person, state=PremiumState.PENDING)
    return list(rows.order_by("created_at"))


def charge_of(premium: Premium) -> CardCharge | None:
    """The card's part; None where no card pays."""
    return CardCharge.objects.select_related("card").filter(premium=premium).first()


def card_refund_of(premium: Premium) -> CardRefund | None:
    """The card's part on its way back."""
    return CardRefund.objects.filter(charge__premium=premium).first()


def is_card_known(premium: Premium) -> bool:
    """Whether the bank owes no word any more and what it took is back at the card."""
    charge = charge_of(premium)
    if charge is None:
        return True
    if charge.state in OPEN_CHARGES:
        return False
    refund = card_refund_of(premium)
    return refund is None or refund.state in _BACK


def took_money(premium: Premium) -> bool:
    """Whether anything left an account or a card for it."""
    charge = charge_of(premium)
    by_card = charge is not None and charge.state in (ChargeState.SETTLED, ChargeState.RETURNED)
    return by_card or premium.parts.exclude(kind="CARD").exists()


def due(moment: datetime, limit: int) -> list[Any]:
    """Ids of premiums about which the register must be asked now."""
    waiting = CardCharge.objects.filter(premium=OuterRef("pk"), state__in=UNKNOWN_CHARGES)
    rows = Premium.objects.filter(
        ~Exists(waiting), state=PremiumState.PENDING, next_ask_at__lte=moment
    )
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:limit])


def asked_now(person: Any, enrolment: Any) -> PremiumPlan | None:
    """The plan whose days have come for a person, while the year is not paid; for reminders."""
    day = clock.today(person.tenant)
    plan = plan_of(enrolment, day)
    if plan is None or not plan.opens_on <= day <= plan.closes_on:
        return None
    if counted(person, plan.year) is not None or is_contributed(person, plan.year):
        return None
    return plan
