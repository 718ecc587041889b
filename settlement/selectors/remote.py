"""Care elsewhere: what is on file for a person and a place, which areas are open (P157–P163)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.selectors import places
from family.selectors import bindings
from yibao.cases.events import Involved
from yibao.cases.models import CaseEvent
from yibao.cases.states import CaseState
from yibao.kernel import clock

from ..models import RemoteArea, RemoteFiling, Stay, Visit
from ..rules import filings as rules
from ..rules.visits import needs_filing
from ..states import FilingState, StayState, VisitState

LIVE = (FilingState.IN_REVIEW, FilingState.APPROVED)
MOST_PLACES = 20
_NO_BILL = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def state_on(person: Any, admdvs: str, day: date, insured_place: str) -> str:
    """none, long_term, referral, emergency, other or unfiled for care at ``admdvs`` on a day.

    ``none`` where the place is the insured one; the best of the filings that cover the day else.
    """
    if rules.is_same_place(admdvs, insured_place):
        return rules.NONE
    rows = RemoteFiling.objects.filter(
        person=person,
        region_id__in={rules.area_of(admdvs), f"{admdvs[:4]}00"},
        state=FilingState.APPROVED,
        period__contains=day,
    )
    return rules.best(list(rows.values_list("kind", flat=True)))


def state_at(institution: Any, person: Any, enrolment: Any) -> str:
    """How an in-patient of this institution would count today; none without either of them."""
    if institution is None or enrolment is None:
        return rules.NONE
    today = clock.today(institution.tenant)
    return state_on(person, institution.admdvs, today, enrolment.insuplc_admdvs)


def state_of_visit(visit: Visit) -> str:
    """The same for a visit that was registered; a stay counts by its admission (P162)."""
    day = visit.service_date
    if visit.stay is not None:
        day = clock.local(visit.stay.admitted_at).date()
    return state_on(visit.person, visit.institution.admdvs, day, visit.insuplc_admdvs)


def area_of(admdvs: str) -> RemoteArea | None:
    """The area of a place of care; a listed city before its province."""
    codes = [f"{admdvs[:4]}00", rules.area_of(admdvs)]
    found = {
        row.region_id: row
        for row in RemoteArea.objects.select_related("region").filter(region_id__in=codes)
    }
    return next((found[code] for code in codes if code in found), None)


def admitted_on(person: Any, area_code: str) -> date | None:
    """The day of an admission there whose bill is not settled yet (P162)."""
    inside = Q(institution__admdvs__startswith=_prefix(area_code))
    stays = Stay.objects.filter(
        inside, person=person, state__in=[StayState.ADMITTED, StayState.DISCHARGED]
    )
    days = [clock.local(moment).date() for moment in stays.values_list("admitted_at", flat=True)]
    visits = Visit.objects.filter(inside, person=person, stay=None, state__in=_NO_BILL)
    days += [
        day for day, kind in visits.values_list("service_date", "med_type") if needs_filing(kind)
    ]
    return min(days, default=None)


def _prefix(area_code: str) -> str:
    return area_code[:2] if area_code.endswith("0000") else area_code[:4]


def areas(text: str = "", *, only_open: bool = False, besides: str = "") -> list[RemoteArea]:
    """Areas by code, the own province first; ``text`` is part of a name or province.

    ``besides`` is the insured place, which needs no filing.
    """
    rows = RemoteArea.objects.select_related("region").order_by("region_id")
    for word in text.split()[:4]:
        rows = rows.filter(Q(region__name__contains=word) | Q(province__contains=word))
    if only_open:
        rows = rows.filter(is_open=True)
    found = [row for row in rows if row.region_id[:4] != besides[:4]]
    return sorted(found, key=lambda row: row.region_id[:2] != besides[:2])


def places_in(tenant: Any, areas: Iterable[RemoteArea]) -> dict[str, list[Any]]:
    """Area code → institutions there that settle for people insured elsewhere; one statement."""
    found: dict[str, list[Any]] = {area.region_id: [] for area in areas if area.is_open}
    for row in places.settling_elsewhere(tenant, [_prefix(code) for code in found]):
        for code, rows in found.items():
            if row.admdvs.startswith(_prefix(code)) and len(rows) < MOST_PLACES:
                rows.append(row)
    return found


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody for whom this login may file: the own person, or a child (``ref`` of a binding)."""

    person: Any
    ref: str
    label: str


def charges(user: Any) -> list[Charge]:
    """The own person first, then the children under 16 whose parent or guardian this is."""
    found = [Charge(user.person, "", "我自己")]
    for row in bindings.of_holder(user.person):
        if bindings.is_guardian(user.person, row.member):
            label = f"{bindings.member_word(row)}（{row.member.masked_name}）"
            found.append(Charge(row.member, row.ref, label))
    return found


def _rows() -> "QuerySet[RemoteFiling]":
    return RemoteFiling.objects.select_related("region", "person__tenant", "case", "tenant")


def of_user(user: Any) -> list[RemoteFiling]:
    """Filings of everybody in this login's charge, the newest first."""
    people = [one.person.pk for one in charges(user)]
    return list(_rows().filter(person__in=people).order_by("-filed_at", "-pk"))


def own(user: Any, ref: str) -> RemoteFiling | None:
    """One of them; another's looks like none."""
    people = [one.person.pk for one in charges(user)]
    return _rows().filter(ref=ref, person__in=people).first()


def words_of(filing: RemoteFiling) -> str:
    """What the officer said of a filing that was decided."""
    if filing.case_id is None:
        return ""
    ends = (CaseState.APPROVED, CaseState.REJECTED)
    event = CaseEvent.objects.filter(case=filing.case_id, to_state__in=ends).order_by("-at").first()
    return event.note if event else ""


def is_over(filing: RemoteFiling, today: date) -> bool:
    """Approved, and its time has passed."""
    until = filing.period.upper
    return filing.state == FilingState.APPROVED and until is not None and until <= today


def involved(case: Any) -> Involved | None:
    """Whose care a case is about, and who filed."""
    filing = (
        RemoteFiling.objects.select_related("person", "filed_by__person")
        .filter(ref=case.subject)
        .first()
    )
    if filing is None:
        return None
    filer = filing.filed_by.person if filing.filed_by else None
    sides = [filing.person, filer]
    return Involved.of(one.certno_index for one in sides if one is not None)
