"""Filing for care elsewhere: asking, taking back, carrying out decisions (P157–P162)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from accounts.selectors import enrolments
from vouchers.errors import NotInsured
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.states import CaseState
from yibao.kernel import clock, locks, moments
from yibao.kernel.errors import NotFound
from yibao.kernel.transitions import START
from yibao.notices import services as notices

from ..data.filings import LONG_TERM, FilingAsk
from ..errors import (
    FilingAreaClosed,
    FilingDateRefused,
    FilingNeedsReferral,
    FilingOverlaps,
    FilingSamePlace,
    FilingStateRefused,
)
from ..models import RemoteArea, RemoteFiling
from ..rules import filings as rules
from ..selectors import packs, remote
from ..states import FILING_MOVES, FilingState

CASE_TYPE = "settlement.filing"
REMIND_BEFORE = timedelta(days=15)
_UNDECIDED = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)


def file(*, by: Any, person: Any, ask: FilingAsk) -> RemoteFiling:
    """File for ``person``: oneself or a child in one's charge.

    Holds at once where nothing is to be checked; an officer answers within 2 working days else
    (P161). Raises ``NotFound`` for somebody else, ``NotInsured``, ``FilingSamePlace``,
    ``FilingAreaClosed``, ``FilingDateRefused``, ``FilingNeedsReferral``, ``FilingOverlaps``.
    """
    if person.pk not in {one.person.pk for one in remote.charges(by)}:
        raise NotFound
    enrolment = enrolments.current(person)
    if enrolment is None:
        raise NotInsured
    area = _area(ask, enrolment.insuplc_admdvs)
    check_start(by=by, person=person, area_code=ask.area, starts_on=ask.starts_on)
    if ask.kind == RemoteFiling.Kind.REFERRAL and not ask.referral_no:
        raise FilingNeedsReferral
    months = _months(ask, enrolment.insuplc_admdvs)
    period = DateRange(ask.starts_on, rules.end_of(ask.kind, ask.starts_on, months))
    with transaction.atomic():
        locks.advisory(f"settlement.filing:{person.pk}")
        _refuse_overlap(person, ask.area, period)
        row = _create(by, person, area, ask, period, enrolment.insuplc_admdvs)
        if row.state == FilingState.APPROVED:
            _end_former(by, row)
            _tell(by, row, "filing_filed")
            return row
        row.case = _open_case(by, row, enrolment)
        row.save(update_fields=["case"])
        _tell(by, row, "filing_asked", due=row.case.due_at)
    return row


def _area(ask: FilingAsk, insured_place: str) -> RemoteArea:
    if rules.is_same_place(ask.area, insured_place):
        raise FilingSamePlace
    area = RemoteArea.objects.select_related("region").filter(region=ask.area, is_open=True).first()
    if area is None or ask.kind not in RemoteFiling.Kind.values:
        raise FilingAreaClosed
    return area


def check_start(*, by: Any, person: Any, area_code: str, starts_on: date) -> None:
    """Raise ``FilingDateRefused`` unless a filing may begin on this day (P162)."""
    today = clock.today(person.tenant)
    admitted = remote.admitted_on(person, area_code)
    if not rules.may_start(starts_on, today=today, admitted_on=admitted):
        latest = today + timedelta(days=rules.FIRST_DAYS_AHEAD)
        earliest = today if admitted is None else min(today, admitted)
        raise FilingDateRefused(earliest=earliest.isoformat(), latest=latest.isoformat())


def least_months(*, by: Any, insured_place: str, day: date) -> int:
    """How long a temporary filing lasts at least in a region, in months (P158)."""
    pack = packs.pack_on(insured_place, day)
    parameters = packs.compiled(pack.pk).parameters if pack else {}
    return rules.least_months(parameters.get("TEMP_FILING_MONTHS"))


def _months(ask: FilingAsk, insured_place: str) -> int:
    least = least_months(by=None, insured_place=insured_place, day=ask.starts_on)
    return min(max(ask.months, least), 2 * least)


def _refuse_overlap(person: Any, area: str, period: DateRange) -> None:
    rows = RemoteFiling.objects.filter(
        person=person, region=area, state__in=remote.LIVE, period__overlap=period
    )
    if rows.exists():
        raise FilingOverlaps


def _create(
    by: Any,
    person: Any,
    area: RemoteArea,
    ask: FilingAsk,
    period: DateRange,
    insured_place: str,
) -> RemoteFiling:
    is_at_once = rules.is_at_once(ask.kind, promised=ask.promised)
    state = FilingState.APPROVED if is_at_once else FilingState.IN_REVIEW
    moment = clock.now()
    row = RemoteFiling.objects.create(
        tenant_id=person.tenant_id,
        person=person,
        filed_by=by,
        kind=ask.kind,
        region=area.region,
        insuplc_admdvs=insured_place,
        period=period,
        state=state,
        promised=ask.promised and rules.is_long_term(ask.kind),
        referral_no=ask.referral_no if ask.kind == RemoteFiling.Kind.REFERRAL else "",
        filed_at=moment,
        decided_at=moment if is_at_once else None,
    )
    audit.record(FILING_MOVES.verb(START, state), by=by, subject=row)
    return row


def _open_case(by: Any, row: RemoteFiling, enrolment: Any) -> Any:
    return cases.open_case(
        by=by,
        tenant_id=row.tenant_id,
        case_type=CASE_TYPE,
        subject=row.ref,
        summary=f"{row.person.masked_name}去{row.region.name}，{row.get_kind_display()}",
        applicant=by,
        region_code=enrolment.district_admdvs or enrolment.insuplc_admdvs,
    )


def _end_former(by: Any, row: RemoteFiling) -> None:
    """A long-term filing lasts until the next one (P158): people live in one place."""
    if not rules.is_long_term(row.kind):
        return
    former = RemoteFiling.objects.select_for_update().filter(
        person=row.person,
        kind__in=LONG_TERM,
        state=FilingState.APPROVED,
        period__endswith__isnull=True,
    )
    for one in former.exclude(pk=row.pk).order_by("pk"):
        if one.period.lower >= row.period.lower:
            _move(by, one, FilingState.CANCELLED)
            continue
        one.period = DateRange(one.period.lower, row.period.lower)
        one.save(update_fields=["period"])
        audit.record("settlement.filing.replaced", by=by, subject=one, data={"by": row.ref})


def _move(by: Any, row: RemoteFiling, to: str, **changes: Any) -> None:
    if not FILING_MOVES.allows(row.state, to):
        raise FilingStateRefused(state=row.get_state_display())
    verb = FILING_MOVES.verb(row.state, to)
    row.state = to
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changes])
    audit.record(verb, by=by, subject=row)


def cancel(*, by: Any, ref: str) -> RemoteFiling:
    """Take a filing back; visits that were registered before keep what they were given.

    Raises ``NotFound``, ``FilingStateRefused``, and what cases say of one just being decided.
    """
    found = remote.own(by, ref)
    if found is None:
        raise NotFound
    with transaction.atomic():
        if found.state == FilingState.IN_REVIEW and found.case is not None:
            cases.withdraw(by=by, ref=found.case.ref)  # the case is locked before its filing
        row = _locked(ref)
        _move(by, row, FilingState.CANCELLED)
    return row


def _locked(ref: str) -> RemoteFiling:
    return (
        RemoteFiling.objects.select_for_update(of=("self",))
        .select_related("person", "region", "filed_by", "case")
        .get(ref=ref)
    )


def decide(*, by: Any, case: Any, is_approved: bool) -> None:
    """Carry out an officer's decision, under the lock of its case; safe to repeat."""
    with transaction.atomic():
        row = _locked(case.subject)
        if row.state != FilingState.IN_REVIEW:
            return
        to = FilingState.APPROVED if is_approved else FilingState.REJECTED
        _move(by, row, to, decided_at=clock.now())
        if is_approved:
            _end_former(by, row)
        code = "filing_approved" if is_approved else "filing_rejected"
        _tell(by, row, code, sms=True, words=remote.words_of(row))


def insurance_changed(*, by: Any, persons: Iterable[Any]) -> int:
    """End what was filed with an area that insures the person no more (P163); says how many.

    Visits that were registered before keep what they were given; a review is closed by the rule.
    """
    rows = RemoteFiling.objects.filter(person__in=list(persons), state__in=remote.LIVE)
    over = rows.exclude(insuplc_admdvs="").select_related("person", "case")
    ended = 0
    for found in over.order_by("pk"):
        enrolment = enrolments.current(found.person)
        place = enrolment.insuplc_admdvs if enrolment else found.insuplc_admdvs
        if not rules.is_same_place(place, found.insuplc_admdvs):
            ended += _end_moved(by, found)
    return ended


def _end_moved(by: Any, found: RemoteFiling) -> bool:
    with transaction.atomic():
        if found.case is not None and found.case.state in _UNDECIDED:
            cases.close_by_rule(by=by, ref=found.case.ref, note="insurance_moved")
        row = _locked(found.ref)
        today = clock.today(row.person.tenant)
        upper = row.period.upper
        if row.state not in remote.LIVE or (upper is not None and upper <= today):
            return False
        if row.state == FilingState.APPROVED and row.period.lower < today:
            row.period = DateRange(row.period.lower, today)
            row.save(update_fields=["period"])
            audit.record("settlement.filing.moved_away", by=by, subject=row)
        else:
            _move(by, row, FilingState.CANCELLED)
        _tell(by, row, "filing_moved")
    return True


def remind(*, by: Any) -> int:
    """Tell people whose filing ends within 15 days, once each; says how many there are."""
    count = 0
    near = moments.due(_ends_soon, tenant="person__tenant")
    rows = RemoteFiling.objects.filter(near, state=FilingState.APPROVED)
    for ref in rows.order_by("pk").values_list("ref", flat=True):
        with transaction.atomic():
            row = _locked(ref)
            if row.state == FilingState.APPROVED:
                _tell(by, row, "filing_ending", key=f"filing_ending:{row.ref}", sms=True)
                count += 1
    return count


def _ends_soon(now: datetime) -> Q:
    today = clock.local(now).date()
    return Q(period__endswith__gt=today, period__endswith__lte=today + REMIND_BEFORE)


def _tell(by: Any, row: RemoteFiling, code: str, *, key: str = "", sms: bool = False, **more: Any):
    """The login that filed reads it; a closed one reads nothing."""
    user = row.filed_by
    if user is None or not user.is_active:
        return
    until = row.period.upper
    context = {
        "name": "" if row.person_id == user.person_id else row.person.masked_name,
        "place": row.region.name,
        "kind": row.get_kind_display(),
        "starts_on": row.period.lower,
        "last_day": until - timedelta(days=1) if until else None,
        "ref": row.ref,
        **more,
    }
    link = notices.Link(f"/remote-care/{row.ref}/", "看备案")
    post = notices.post_once if key else notices.post
    kept = {"key": key} if key else {}
    post(code, by=by, user=user, context=context, link=link, sms=sms, **kept)
