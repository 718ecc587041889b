"""What an area asks for, and whether a person may be paid for: place and year first (P172)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.selectors import enrolments, people, regions
from accounts.services import area_versions
from yibao.kernel import clock, rates

from .. import errors
from ..data.premiums import EMPLOYEE, ENDED, NORMAL, RESIDENT, PremiumRules
from ..models import PremiumPlan
from ..selectors import premiums
from ..states import PremiumState

LOOKUPS_A_DAY, DAY = 20, 24 * 3600


@dataclass(frozen=True, slots=True)
class Offer:
    """One person's premium of a year; amounts in 分, ``place`` in words."""

    member: Any
    plan: PremiumPlan
    insuplc_admdvs: str
    place: str
    psn_type: str
    psn_type_word: str
    is_normal: bool
    amount_fen: int

    @property
    def year(self) -> int:
        """The insured year."""
        return self.plan.year


def set_plan(*, by: Any, region_code: str, valid_from: date, rules: PremiumRules) -> PremiumPlan:
    """Begin a new version of what an area asks for (P195). Raises ``premium.plan_day``."""
    return area_versions.begin(
        by=by,
        model=PremiumPlan,
        region_code=region_code,
        valid_from=valid_from,
        rules=rules,
        verb="settlement.premium_plan.set",
        taken=errors.PremiumPlanDayTaken,
    )


def find(*, by: Any, name: str, certno: str) -> Any:
    """The person with this parsed number and name, under a limit a day (T26).

    Raises ``PremiumTooManyLookups``, ``PremiumPersonUnknown``.
    """
    if rates.hit(f"premium-lookup:{by.person_id}", seconds=DAY) > LOOKUPS_A_DAY:
        raise errors.PremiumTooManyLookups
    person = people.by_certno(by.person.tenant, certno)
    if person is None or not person.carries_name(name):
        raise errors.PremiumPersonUnknown
    return person


def offer(*, by: Any, member: Any) -> Offer:
    """What is to be paid for a person now, with the insured place and the year (P172).

    Raises ``PremiumPersonUnknown``, ``PremiumEmployee``, ``PremiumNotEnrolled``,
    ``PremiumElsewhere``, ``PremiumWindowClosed``, ``PremiumPaidAlready``, ``PremiumUnderWay``.
    """
    if member.deceased_on is not None:
        raise errors.PremiumPersonUnknown
    name = member.masked_name
    enrolment = _resident(member, name)
    place = regions.name_of(enrolment.insuplc_admdvs)
    day = clock.today(member.tenant)
    plan = premiums.plan_of(enrolment, day)
    if plan is None:
        raise errors.PremiumElsewhere(name=name, place=place)
    amount = premiums.amount_of(plan, enrolment.psn_type)
    if amount is None:
        raise errors.PremiumNotEnrolled(name=name)
    _refuse_paid(member, plan.year, name)
    if not plan.opens_on <= day <= plan.closes_on:
        raise errors.PremiumWindowClosed(
            place=place, year=plan.year, opens=_words(plan.opens_on), closes=_words(plan.closes_on)
        )
    return Offer(
        member=member,
        plan=plan,
        insuplc_admdvs=enrolment.insuplc_admdvs,
        place=place,
        psn_type=enrolment.psn_type,
        psn_type_word=enrolment.get_psn_type_display(),
        is_normal=enrolment.psn_insu_stas == NORMAL,
        amount_fen=amount,
    )


def _resident(member: Any, name: str) -> Any:
    """The resident relation in use; employee insurance in force anywhere comes first."""
    known = enrolments.of(member)
    for row in known:
        if row.insutype == EMPLOYEE and (row.is_current or row.psn_insu_stas == NORMAL):
            raise errors.PremiumEmployee(name=name, place=regions.name_of(row.insuplc_admdvs))
    current = next((row for row in known if row.is_current), None)
    if current is None or current.insutype != RESIDENT or current.psn_insu_stas == ENDED:
        raise errors.PremiumNotEnrolled(name=name)
    return current


def _refuse_paid(member: Any, year: int, name: str) -> None:
    taken = premiums.counted(member, year)
    if taken is not None and taken.state == PremiumState.PENDING:
        raise errors.PremiumUnderWay(name=name, year=year)
    if taken is not None or premiums.is_contributed(member, year):
        raise errors.PremiumPaidAlready(name=name, year=year)


def _words(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
