"""One act on many cases: preview, check again when carried out, a minute to undo (feature 41).

Only giving out, putting back and priority; nothing here decides about anybody (P182, settled 18).
Each case keeps its own audit row. Whom it concerns hears of it when the minute is over, through the
outbox; an act that was undone is told to nobody.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking, outbox
from yibao.kernel.errors import DomainError, NotFound
from yibao.notices import services as notices

from .. import duty
from ..desk_errors import BulkEmpty, BulkNotPossible, BulkUndoOver
from ..errors import LeadNeeded, OfficerUnfit, ReasonNeeded
from ..models import Bulk, BulkItem, Case, Priority
from ..queues import tabs as queues
from . import bulk_steps, profiles
from .bulk_steps import GONE, snapshot

GRACE = timedelta(seconds=60)
FRESH = timedelta(minutes=15)
MOST = 100
TOPIC = "cases.bulk_over"
CHANGED = "预览后有变化，没有动"
TOUCHED = "之后有人动过，没有撤销"
UNDONE = "已撤销"


def preview(
    *, by: Any, refs: Iterable[str], kind: str, to: Any = None, priority: int = 0, reason: str
) -> Bulk:
    """Write down what would be done to which cases, each as it is now; nothing changes yet.

    ``refs`` outside the reader's own cases fall away: ids from a page prove nothing. Raises
    ``LeadNeeded``, ``ReasonNeeded``, ``OfficerUnfit``, ``BulkEmpty``.
    """
    _must_lead(by)
    _check(by, kind, to, priority, reason)
    wanted = list(dict.fromkeys(refs))
    rows = queues.visible(by).filter(ref__in=wanted[: MOST + 1], state__in=queues.LIVE)
    cases = list(rows.select_related("tenant", "reviewer").order_by("due_at", "id"))
    if not cases or len(wanted) > MOST:
        raise BulkEmpty(most=MOST)
    with transaction.atomic():
        made = Bulk.objects.create(
            tenant=by.tenant,
            staff=by,
            kind=kind,
            params=_params(kind, to, priority),
            reason=masking.mask_text(reason.strip())[:60],
            previewed_at=clock.now(by.tenant),
        )
        BulkItem.objects.bulk_create(
            [BulkItem(bulk=made, case=case, before={"was": snapshot(case)}) for case in cases]
        )
        audit.record("cases.bulk.previewed", by=by, subject=made, data=_data(made, len(cases)))
    return made


def _check(by: Any, kind: str, to: Any, priority: int, reason: str) -> None:
    if not reason.strip() or kind not in Bulk.Kind.values:
        raise ReasonNeeded
    if kind == Bulk.Kind.ASSIGN and (
        to is None or not profiles.officers(by.tenant).filter(pk=to.pk).exists()
    ):
        raise OfficerUnfit
    if kind == Bulk.Kind.PRIORITY and priority not in Priority.values:
        raise ReasonNeeded


def _params(kind: str, to: Any, priority: int) -> dict[str, Any]:
    if kind == Bulk.Kind.ASSIGN:
        return {"to": str(to.pk)}
    return {"priority": int(priority)} if kind == Bulk.Kind.PRIORITY else {}


def carry_out(*, by: Any, pk: Any) -> Bulk:
    """Do what was previewed, each case checked again; what changed meanwhile is left alone.

    Once, by who previewed it, within a quarter of an hour. Raises ``BulkNotPossible``.
    """
    _must_lead(by)
    with transaction.atomic():
        made = _own(by, pk)
        moment = clock.now(made.tenant)
        if made.done_at is not None or moment > made.previewed_at + FRESH:
            raise BulkNotPossible(minutes=int(FRESH.total_seconds() // 60))
        step = bulk_steps.step_of(made, by, officer_of(made))
        count = sum(_do(item, step) for item in _items(made))
        made.done_at, made.undo_until = moment, moment + GRACE
        made.save(update_fields=["done_at", "undo_until"])
        outbox.emit(
            TOPIC,
            key=f"{TOPIC}:{made.pk}",
            payload={"bulk": str(made.pk)},
            due_at=clock.now() + GRACE,
        )
        audit.record("cases.bulk.done", by=by, subject=made, data=_data(made, count))
    return made


def _do(item: BulkItem, step: Callable[[Case], str]) -> bool:
    case = bulk_steps.locked(item)
    if case is None or snapshot(case) != item.before["was"]:
        return _say(item, CHANGED)
    try:
        words = step(case)
    except DomainError as refused:
        return _say(item, refused.title)
    item.before = {**item.before, "is": snapshot(bulk_steps.fresh(item))}
    return _say(item, words, done=True)


def undo(*, by: Any, pk: Any) -> Bulk:
    """Put back what nobody has touched since, within a minute. Raises ``BulkUndoOver``."""
    _must_lead(by)
    with transaction.atomic():
        made = _own(by, pk)
        moment = clock.now(made.tenant)
        if made.undone_at is not None or made.undo_until is None or moment > made.undo_until:
            raise BulkUndoOver(seconds=int(GRACE.total_seconds()))
        count = sum(_take_back(item, by) for item in _items(made) if "is" in item.before)
        made.undone_at = moment
        made.save(update_fields=["undone_at"])
        audit.record("cases.bulk.undone", by=by, subject=made, data=_data(made, count))
    return made


def _take_back(item: BulkItem, by: Any) -> bool:
    case = bulk_steps.locked(item)
    if case is None or snapshot(case) != item.before["is"]:
        return _say(item, TOUCHED)
    try:
        bulk_steps.restore(by, case, item.before["was"])
    except DomainError as refused:
        return _say(item, f"没有撤销：{refused.title}")
    return _say(item, UNDONE, done=True)


def _say(item: BulkItem, words: str, *, done: bool = False) -> bool:
    item.outcome = words[:60]
    item.save(update_fields=["outcome", "before"])
    return done


def officer_of(made: Bulk) -> Any:
    """To whom the cases are given; None for the other acts."""
    return get_user_model().objects.filter(pk=made.params.get("to")).first()


def own(*, by: Any, pk: Any) -> Bulk:
    """An own bulk act with its cases. Raises ``request.not_found``."""
    made = Bulk.objects.filter(pk=pk, staff=by).first()
    if made is None:
        raise NotFound
    return made


def _own(by: Any, pk: Any) -> Bulk:
    made = Bulk.objects.select_for_update().select_related("tenant").filter(pk=pk, staff=by).first()
    if made is None:
        raise NotFound
    return made


def _items(made: Bulk) -> list[BulkItem]:
    """In the order of the cases' keys: everybody locks them in the same order."""
    return list(made.items.order_by("case_id"))


def _must_lead(by: Any) -> None:
    if not duty.is_lead(by):
        raise LeadNeeded


def _data(made: Bulk, count: int) -> dict[str, Any]:
    return {"kind": made.kind, "cases": count, "reason": made.reason, **made.params}


def tell(*, by: Any, bulk_id: UUID | str) -> int:
    """The minute is over: tell each officer once how many cases came or went; says how many were
    told. Safe to repeat; an act that was undone is told to nobody."""
    with transaction.atomic():
        rows = Bulk.objects.select_for_update().filter(pk=bulk_id, done_at__isnull=False)
        made = rows.filter(undone_at__isnull=True).exclude(kind=Bulk.Kind.PRIORITY).first()
        counted = _concerned(made) if made is not None else {}
        for staff in get_user_model().objects.filter(pk__in=list(counted), is_active=True):
            notices.post_once(
                "cases_given" if made.kind == Bulk.Kind.ASSIGN else "cases_put_back",
                key=f"{TOPIC}:{made.pk}:{staff.pk}",
                by=by,
                user=staff,
                context={"count": counted[str(staff.pk)], "reason": made.reason},
            )
    return len(counted)


def _concerned(made: Bulk) -> dict[str, int]:
    """Officer → how many cases they were given, or had in hand before."""
    found: dict[str, int] = {}
    for item in made.items.all():
        if "is" in item.before:
            was = item.before["was"]
            had = was["reviewer"] or was["kept_for"]
            who = made.params.get("to") or had
            found[who] = found.get(who, 0) + 1
    return {who: count for who, count in found.items() if who not in (GONE, str(made.staff_id))}
