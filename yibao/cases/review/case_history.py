"""The life of a case in words, newest last; a first word stays closed until a second was said."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model

from ..dossiers import Step
from ..models import Case, CaseEvent
from ..services import FIRST_APPROVAL, FIRST_REJECTION
from ..states import CaseState

FIRST_WORDS = frozenset({FIRST_APPROVAL, FIRST_REJECTION})
CLOSED_WORDS = "初审有了结论（等另一位决定后显示）"
WORDS = {
    "cases.case.opened": "提出",
    "cases.case.taken": "领取",
    "cases.case.taken_over": "接手",
    "cases.case.put_back": "放回队列",
    "cases.case.lease_expired": "领取到时间，自动放回",
    "cases.case.returned": "退回补正",
    "cases.case.came_back": "补正回来",
    FIRST_APPROVAL: "初审：通过",
    FIRST_REJECTION: "初审：不通过",
    "cases.case.approved": "通过",
    "cases.case.rejected": "不通过",
    "cases.case.withdrawn": "当事人撤回",
    "cases.case.closed_by_rule": "按规则结束",
    "cases.case.skipped": "跳过",
    "cases.case.held": "搁置",
    "cases.case.hold_ended": "结束搁置",
    "cases.case.referred": "转复核",
    "cases.case.assigned": "分配",
    "cases.case.unassigned": "取消分配",
    "cases.case.priority_set": "改优先级",
    "cases.case.second_asked": "要第二人",
}
_STILL_OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)


def is_closed(case: Case, verb: str, actor: str, reader: Any) -> bool:
    """Whether a first word is not for this reader yet (P181)."""
    is_own = actor == f"user:{reader.pk}"
    return verb in FIRST_WORDS and case.state in _STILL_OPEN and not is_own


def of(reader: Any, case: Case, more: Iterable[Step] = ()) -> list[Step]:
    """Steps of the case with those of its app in between, in two queries."""
    events = list(CaseEvent.objects.filter(case=case).order_by("at", "id"))
    names = names_of([one.actor for one in events])
    steps = [_step(reader, case, one, names) for one in events]
    return sorted([*more, *steps], key=lambda one: one.at)


def _step(reader: Any, case: Case, event: CaseEvent, names: dict[str, str]) -> Step:
    who = names.get(event.actor, "")
    if is_closed(case, event.verb, event.actor, reader):
        return Step(event.at, CLOSED_WORDS, who)
    return Step(event.at, WORDS.get(event.verb, event.verb), who, event.note)


def names_of(actors: Sequence[str]) -> dict[str, str]:
    """Names of colleagues by the actor of an event; citizens are 当事人, the machine is 系统."""
    keys = {one: one.partition(":")[2] for one in actors if one.startswith("user:")}
    users = get_user_model().objects.filter(pk__in=set(keys.values())) if keys else ()
    known = {
        f"user:{one.pk}": (one.display_name or one.username) if one.is_staff else "当事人"
        for one in users
    }
    return {"system": "系统", **known}
