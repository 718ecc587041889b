"""What a bulk act does to one locked case, and how it is taken back (feature 41)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from yibao.audit import services as audit

from .. import moves
from ..errors import CaseMoveRefused
from ..models import Bulk, BulkItem, Case, Priority
from ..moves import Keep
from ..states import CaseState
from . import taking

GONE = ""
RESTORED = "cases.case.bulk_undone"
Step = Callable[[Case], str]


def snapshot(case: Case) -> dict[str, Any]:
    """Everything that tells whether somebody has touched the case since."""
    return {
        "state": case.state,
        "fence": case.fence,
        "priority": int(case.priority),
        "reviewer": _key(case.reviewer_id),
        "kept_for": _key(case.kept_for_id),
        "kept_until": case.kept_until.isoformat() if case.kept_until else "",
        "kept_why": case.kept_why,
        "kept_note": case.kept_note,
    }


def _key(pk: Any) -> str:
    return str(pk) if pk is not None else GONE


def locked(item: BulkItem) -> Case | None:
    """The item's case under its row lock."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("tenant")
    return rows.filter(pk=item.case_id).first()


def fresh(item: BulkItem) -> Case:
    """The case as it stands after the act."""
    return Case.objects.get(pk=item.case_id)


def step_of(made: Bulk, by: Any, to: Any) -> Step:
    """The act as a function of one locked case; it answers with what was done."""
    if made.kind == Bulk.Kind.ASSIGN:
        return lambda case: _assign(by, case, to)
    if made.kind == Bulk.Kind.PUT_BACK:
        return lambda case: _put_back(by, case, made.reason)
    return lambda case: _set_priority(by, case, made.params["priority"])


def _assign(by: Any, case: Case, to: Any) -> str:
    taking.assign(by=by, ref=case.ref, to=to)
    return f"已分配给{to.display_name or to.username}"


def _put_back(by: Any, case: Case, reason: str) -> str:
    if case.state == CaseState.IN_REVIEW:
        moves.move(by=by, case=case, to=CaseState.OPEN, note=reason)
    else:
        taking.unassign(by=by, ref=case.ref)
    return "已放回队列"


def _set_priority(by: Any, case: Case, priority: int) -> str:
    taking.set_priority(by=by, ref=case.ref, priority=priority)
    return f"已改为{Priority(priority).label}"


def forecast(made: Bulk, case: Case, to: Any) -> str:
    """What will be done to a case as it is now, for the preview; nothing is promised."""
    if made.kind == Bulk.Kind.PRIORITY:
        was, will = Priority(case.priority).label, Priority(made.params["priority"]).label
        return f"{was} → {will}" if was != will else f"已经是{will}，不变"
    if case.state == CaseState.RETURNED:
        return "不能：正在等申请人"
    if made.kind == Bulk.Kind.ASSIGN:
        who = to.display_name or to.username if to is not None else "—"
        if case.state == CaseState.IN_REVIEW and case.reviewer_id == getattr(to, "pk", None):
            return f"不能：已经在{who}手上"
        return f"留给{who}，别人不能领" + ("；现在的领取会收回" if case.reviewer_id else "")
    if case.state == CaseState.IN_REVIEW:
        return "收回领取，放回队列"
    return "取消保留，谁都可以领" if case.kept_for_id else "不能：本来就在队列里"


def restore(by: Any, case: Case, was: dict[str, Any]) -> None:
    """Bring a case back to what it was; who had it in hand finds it reserved, with a new lease to
    take: the old one's number is gone for good (T36)."""
    if snapshot(case) == was:
        return
    if case.priority != was["priority"]:
        taking.set_priority(by=by, ref=case.ref, priority=was["priority"])
        return
    if was["state"] == CaseState.IN_REVIEW:
        taking.assign(by=by, ref=case.ref, to=_staff(was["reviewer"]))
        return
    if was["kept_for"] == GONE:
        taking.unassign(by=by, ref=case.ref)
        return
    until = datetime.fromisoformat(was["kept_until"]) if was["kept_until"] else None
    who = _staff(was["kept_for"])
    moves.set_keep(case, Keep(who=who, why=was["kept_why"], until=until, note=was["kept_note"]))
    case.save(update_fields=moves.KEPT_FIELDS)
    moves.write_event(by=by, case=case, verb=RESTORED)
    audit.record(RESTORED, by=by, subject=case)


def _staff(key: str) -> Any:
    found = get_user_model().objects.filter(pk=key, is_active=True).first()
    if found is None:
        raise CaseMoveRefused
    return found
