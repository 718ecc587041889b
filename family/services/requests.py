"""What the holder does with a request: send, mend, take back, ask for another look (P58, P73–P78).

Whoever answers first under the locks counts; every other attempt is refused by the table (T34).
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.cases import conflicts
from yibao.cases import services as cases
from yibao.cases.looks import steps as look_steps
from yibao.kernel import clock, crypto, moments
from yibao.kernel.errors import NotFound

from ..data import BRANCH_WORDS, relation_word
from ..data.reasons import MEMBER_DEAD, RETURN_OVERDUE
from ..errors import AppealNotPossible, AppealTooLate, RequestIncomplete
from ..models import BindingRequest, Defect, Document
from ..rules.appeals import APPEAL_DAYS
from ..selectors import policies, reviews
from ..selectors import requests as found
from ..states import OPEN_REQUESTS, RequestState
from . import consents, limits, moves, places
from . import request_steps as steps

REMIND_BEFORE = timedelta(hours=48)


def submit(*, by: Any, ref: str) -> BindingRequest:
    """Send a draft: branch and rules are fixed, the place is taken, the checks are owed (P58).

    From 16 the member is asked at the same moment: consent and review end in any order (P74). A
    second click changes nothing. Raises ``family.request.incomplete``, the refusals of
    ``limits.check_may_ask``, E-FAM-06 and E-FAM-09.
    """
    seen = _own(by, ref)
    with transaction.atomic():
        moves.lock_holder(by=by, holder=seen.holder)
        row = moves.locked(by=by, request_id=seen.pk)
        if row.state in OPEN_REQUESTS and row.round == 1:
            return row
        if row.state != RequestState.DRAFT:
            steps.refuse(by=by, request=row)
        missing = found.missing(row)
        if missing:
            raise RequestIncomplete(missing="、".join(one.words for one in missing))
        _fix(row)
        limits.check_may_ask(
            by=by,
            holder=row.holder,
            member_index=row.member_index,
            is_agreed=row.way == BindingRequest.Way.COUNTER
            and bool(row.draft.get("member_agrees")),
        )
        _take_place(by, row)
        verb = moves.move(by=by, request=row, to=RequestState.SUBMITTED, save=_SUBMITTED)
        steps.owe_precheck(by=by, request=row)
        if row.needs_consent and row.member is not None:
            consents.ask(by=by, request=row)
        steps.tell(by=by, request=row, verb=verb, due=reviews.promised_at(row))
    return row


_SUBMITTED = (
    "branch", "needs_consent", "policy", "region_code", "member_index", "place", "submitted_at",
    "round",
)  # fmt: skip


def _fix(row: BindingRequest) -> None:
    """What the day of submission decides (P58)."""
    row.region_code = row.region_code or policies.region_of(row.holder)
    row.branch = found.branch_of(row)
    row.needs_consent = found.is_grown(row)
    row.policy = asdict(found.policy_of(row))
    row.submitted_at = clock.now(row.tenant)
    row.round = 1
    if not row.member_index and row.birth_certificate_no:
        # A newborn without a number yet: one place a certificate.
        row.member_index = crypto.blind_index(f"birth:{row.birth_certificate_no}", "certno")


def _take_place(by: Any, row: BindingRequest) -> None:
    limit = int(row.policy["max_members"])
    row.place = places.take(by=by, holder=row.holder, member_index=row.member_index, limit=limit)


def correct(*, by: Any, ref: str) -> BindingRequest:
    """Send again what was returned; everything that was named must be mended (P77, feature 35).

    Raises ``family.request.incomplete`` with what is left, and ``family.request.not_possible``.
    """
    seen = _own(by, ref)
    with transaction.atomic():
        row = steps.lock_all(by=by, request=seen)
        is_late = row.return_due_at is not None and row.return_due_at <= clock.now(row.tenant)
        if row.state != RequestState.RETURNED or is_late:
            steps.refuse(by=by, request=row)
        left = [defect for defect in _defects(row) if not is_mended(by=by, defect=defect)]
        if left:
            titles = reviews.slot_titles(row)
            names = dict.fromkeys(titles.get(one.slot_code, one.words) for one in left)
            raise RequestIncomplete(missing="、".join(names))
        row.defects.filter(round=row.round).update(is_mended=True)
        row.round += 1
        row.return_due_at = None
        verb = moves.move(
            by=by, request=row, to=RequestState.SUBMITTED, save=("round", "return_due_at")
        )
        if row.case is not None:
            row.case = cases.come_back(by=by, ref=row.case.ref)
        steps.owe_precheck(by=by, request=row)
        steps.tell(by=by, request=row, verb=verb)
    return row


def _defects(row: BindingRequest) -> list[Defect]:
    return list(row.defects.filter(round=row.round))


def is_mended(*, by: Any, defect: Defect) -> bool:
    """Whether the place has a new picture since it was named."""
    if defect.is_mended or not defect.slot_code:
        return defect.is_mended
    newer = Document.objects.filter(
        request_id=defect.request_id,
        slot_code=defect.slot_code,
        state=Document.State.STORED,
        uploaded_at__gt=defect.created_at,
    )
    return newer.exists()


def withdraw(*, by: Any, ref: str) -> BindingRequest:
    """Take a request back, or throw a draft away; twice changes nothing."""
    seen = _own(by, ref)
    with transaction.atomic():
        row = steps.lock_all(by=by, request=seen)
        if row.state == RequestState.WITHDRAWN:
            return row
        return steps.finish(by=by, request=row, to=RequestState.WITHDRAWN)


def appeal(*, by: Any, ref: str, statement: str) -> BindingRequest:
    """Ask another officer to look again, once and in time (P184); ``statement`` is stored sealed.

    Raises ``family.appeal.not_possible`` and, after the term, ``family.appeal.too_late``.
    """
    seen = _own(by, ref)
    with transaction.atomic():
        row = steps.lock_all(by=by, request=seen)
        if not reviews.is_appealable(row):
            raise AppealNotPossible
        if reviews.is_too_late(row):
            raise AppealTooLate(days=APPEAL_DAYS)
        row.appeal_case = cases.open_case(
            by=by,
            tenant_id=row.tenant_id,
            case_type=reviews.APPEAL_TYPE,
            subject=audit.subject_of(row),
            summary=summary_of(by=by, request=row, what="亲情账户复核"),
            applicant=people.user_of(row.holder),
            region_code=row.region_code,
            statement=statement.strip(),
            at=clock.now(row.tenant),
            promised_days=int(row.policy.get("appeal_workdays", policies.DEFAULTS.appeal_workdays)),
            needs_second=reviews.needs_second(row),
            is_risky=row.is_risky,
        )
        row.save(update_fields=["appeal_case"])
        conflicts.note(by=by, case=row.appeal_case)
        if row.case is not None:
            look_steps.drop_for(by=by, case=row.case)  # who hears the appeal must read the review
        audit.record(
            "family.appeal.asked",
            by=by,
            subject=row,
            tenant_id=row.tenant_id,
            data={"number": row.number, "case": row.appeal_case.ref},
        )
        steps.post(by=by, request=row, code="family_appealed", due=row.appeal_case.due_at)
    return row


def end_all_of(*, by: Any, person: Any) -> int:
    """End what a person who leaves has asked for; after a death also what was asked about them.

    The caller holds the holders of all of them (``moves.lock_all_around``).
    """
    rows = BindingRequest.objects.filter(state__in=[RequestState.DRAFT, *OPEN_REQUESTS])
    rows = rows.select_related("tenant", "holder__tenant").order_by("pk")
    for one in rows.filter(holder=person):
        with transaction.atomic():
            row = steps.lock_all(by=by, request=one)
            steps.finish(by=by, request=row, to=RequestState.WITHDRAWN, tells=False)
    if person.deceased_on is None:
        return 0
    about = list(rows.filter(member=person, state__in=OPEN_REQUESTS).exclude(holder=person))
    for one in about:
        with transaction.atomic():
            row = steps.lock_all(by=by, request=one)
            steps.finish(
                by=by,
                request=row,
                to=RequestState.REJECTED,
                outcome=MEMBER_DEAD,
                verb="family.request.rejected",
            )
    return len(about)


def summary_of(*, by: Any, request: BindingRequest, what: str = "亲情账户申请") -> str:
    """What the case is about, without anybody's name."""
    words = (relation_word(request.relation), BRANCH_WORDS.get(request.branch, ""))
    return f"{what}：{'，'.join(filter(None, words))}"


def expire_old(*, by: Any) -> int:
    """End requests whose papers did not come back in time (P178, settled 18); how many."""
    return sum(_expire(by, one) for one in _returned(timedelta()))


def _expire(by: Any, one: BindingRequest) -> bool:
    with transaction.atomic():
        row = steps.lock_all(by=by, request=one)
        if not _is_overdue(row):
            return False
        steps.finish(by=by, request=row, to=RequestState.EXPIRED, outcome=RETURN_OVERDUE)
    return True


def _is_overdue(row: BindingRequest) -> bool:
    waits = row.state == RequestState.RETURNED and row.return_due_at is not None
    return waits and row.return_due_at <= clock.now(row.tenant)


def remind(*, by: Any) -> int:
    """Say on the last day but one that papers are still wanted, once a round; how many."""
    return sum(_remind(by, one) for one in _returned(REMIND_BEFORE))


def _remind(by: Any, one: BindingRequest) -> bool:
    key = f"family.remind:{one.pk}:{one.round}"
    with transaction.atomic():
        row = steps.lock_all(by=by, request=one)
        is_near = row.state == RequestState.RETURNED and not _is_overdue(row)
        if not is_near or row.return_due_at > clock.now(row.tenant) + REMIND_BEFORE:
            return False
        steps.post(by=by, request=row, code="family_return_reminder", key=key)
    return True


def _returned(ahead: timedelta) -> list[BindingRequest]:
    """Returned requests whose time is over so soon, by the clock of their tenant."""
    near = moments.due(lambda now: Q(return_due_at__lte=now + ahead), tenant="tenant")
    rows = BindingRequest.objects.filter(near, state=RequestState.RETURNED)
    return list(rows.select_related("tenant", "holder__tenant").order_by("return_due_at"))


def _own(by: Any, ref: str) -> BindingRequest:
    """The holder's own request, or one that this clerk began; others find nothing (T31)."""
    rows = BindingRequest.objects.select_related("tenant", "holder__tenant")
    if by.is_staff:
        row = rows.filter(ref=ref, clerk=by).first()
    else:
        row = rows.filter(ref=ref, holder=by.person_id).first() if by.person_id else None
    if row is None:
        raise NotFound
    return row
