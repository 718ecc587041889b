"""What institutions file for people: referrals, chronic illness, chosen institutions (待遇申报).

Runs inside the caller's transaction. A referral to another area is put on file for care elsewhere
too: the hospital's referral is the paper that an officer would check (P161).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.selectors import enrolments
from accounts.selectors import institutions as places
from vouchers.errors import NotInsured
from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.transitions import START

from ..errors import (
    BenefitFiledAlready,
    BenefitRefused,
    BenefitUnknown,
    FilingAreaClosed,
    FilingOverlaps,
)
from ..models import BenefitFiling, RemoteFiling
from ..rules import filings as rules
from ..selectors import remote
from ..states import BENEFIT_MOVES, FILING_MOVES, BenefitFilingState, FilingState

KINDS = BenefitFiling.Kind
_CHANNEL = "HOSPITAL"


@dataclass(frozen=True, slots=True)
class BenefitAsk:
    """``code`` and ``title`` name the illness or the institution; ``last_day`` is included.

    ``area`` is where a referral leads to.
    """

    kind: str
    code: str
    title: str
    first_day: date
    last_day: date | None = None
    business_type: str = ""
    rank: str = ""
    area: str = ""


def file(*, by: Any, institution: Any, person: Any, ask: BenefitAsk) -> BenefitFiling:
    """File for ``person``, who is at this institution now.

    Raises ``NotInsured``, ``BenefitRefused``, ``BenefitFiledAlready``, ``FilingAreaClosed`` and
    ``FilingOverlaps`` (P157–P162).
    """
    enrolment = enrolments.current(person)
    if enrolment is None:
        raise NotInsured
    _refuse(institution, person, ask)
    locks.advisory(f"settlement.filing:{person.pk}")
    period = _period(ask)
    same = BenefitFiling.objects.filter(
        person=person, kind=ask.kind, code=ask.code, business_type=ask.business_type,
        state=BenefitFilingState.FILED, period__overlap=period,
    )  # fmt: skip
    if same.exists():
        raise BenefitFiledAlready
    row = BenefitFiling(
        tenant_id=person.tenant_id, person=person, institution=institution, kind=ask.kind,
        code=ask.code, title=ask.title, business_type=ask.business_type, rank=ask.rank,
        period=period, state=BenefitFilingState.FILED, filed_at=clock.now(person.tenant),
    )  # fmt: skip
    if ask.area and not rules.is_same_place(ask.area, enrolment.insuplc_admdvs):
        row.remote = _refer(by, row, ask.area, enrolment.insuplc_admdvs)
    row.save(force_insert=True)
    audit.record(BENEFIT_MOVES.verb(START, row.state), by=by, subject=row)
    return row


def undo(*, by: Any, institution: Any, person: Any, kind: str, ref: str) -> BenefitFiling:
    """Take a filing back; what was settled under it stays. Raises ``BenefitUnknown``."""
    row = (
        BenefitFiling.objects.select_for_update(of=("self",))
        .select_related("remote")
        .filter(ref=ref, institution=institution, person=person, kind=kind)
        .first()
    )
    if row is None or not BENEFIT_MOVES.allows(row.state, BenefitFilingState.UNDONE):
        raise BenefitUnknown
    verb = BENEFIT_MOVES.verb(row.state, BenefitFilingState.UNDONE)
    row.state, row.undone_at = BenefitFilingState.UNDONE, clock.now(person.tenant)
    row.save(update_fields=["state", "undone_at"])
    audit.record(verb, by=by, subject=row)
    return row


def _refuse(institution: Any, person: Any, ask: BenefitAsk) -> None:
    if ask.last_day is not None and ask.last_day < ask.first_day:
        raise BenefitRefused(reason="结束日期早于开始日期")
    if ask.kind != KINDS.PLACE and institution.is_pharmacy:
        raise BenefitRefused(reason="药店不能办理这类备案")
    if ask.kind == KINDS.PLACE and places.by_code(person.tenant, ask.code) is None:
        raise BenefitRefused(reason="没有这家定点医药机构")


def _period(ask: BenefitAsk) -> DateRange:
    """A referral without an end lasts as long as a temporary filing does (P158)."""
    if ask.last_day is not None:
        return DateRange(ask.first_day, ask.last_day + timedelta(days=1))
    if ask.kind != KINDS.REFERRAL:
        return DateRange(ask.first_day, None)
    return DateRange(ask.first_day, rules.add_months(ask.first_day, rules.TEMP_MONTHS))


def _refer(by: Any, row: BenefitFiling, admdvs: str, insured_place: str) -> RemoteFiling:
    area = remote.area_of(admdvs)
    if area is None or not area.is_open:
        raise FilingAreaClosed
    taken = RemoteFiling.objects.filter(
        person=row.person, region=area.region_id, state__in=remote.LIVE, period__overlap=row.period
    )
    if taken.exists():
        raise FilingOverlaps
    made = RemoteFiling.objects.create(
        tenant_id=row.tenant_id, person=row.person, kind=RemoteFiling.Kind.REFERRAL,
        region_id=area.region_id, insuplc_admdvs=insured_place, period=row.period,
        state=FilingState.APPROVED, channel=_CHANNEL, referral_no=row.ref,
        filed_at=row.filed_at, decided_at=row.filed_at,
    )  # fmt: skip
    audit.record(FILING_MOVES.verb(START, made.state), by=by, subject=made)
    return made
