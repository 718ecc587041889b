"""What an officer sees of a request: papers, checks, history; everything masked (P176, T94)."""

from typing import Any

from accounts.selectors import people
from family.data import evidence
from family.data.findings import CHECKS
from family.models import BindingRequest, RequestEvent
from family.rules import timeline
from family.selectors import reasons
from family.selectors import reviews as facts
from family.states import RequestState
from yibao.kernel.console import Column, Panel, moment, tag

_OUTCOMES = {"OK": "ok", "UNKNOWN": "warn", "LOOK": "error"}
_VERDICTS = {"OK": "ok", "RETAKE": "warn", "MISMATCH": "error"}


def _columns(*words: str) -> tuple[Column, ...]:
    return tuple(Column(word) for word in words)


def papers(row: BindingRequest) -> Panel:
    """What lies there and what was said of it; the pictures are shown on the review page (T30)."""
    titles = facts.slot_titles(row)
    cells = [
        [
            titles.get(one.slot_code, one.slot_code),
            str(one.page),
            f"第 {one.version} 次",
            tag(_VERDICTS.get(one.verdict, "neutral"), one.get_verdict_display() or "没有意见"),
        ]
        for one in facts.papers(row)
    ]
    note = "图片在审核页上看，领取以后才能看，每次查看都有记录。"
    columns = _columns("哪一项", "页", "上传", "意见")
    return Panel("材料", columns, cells, note=note, empty="没有要交的材料")


def findings(row: BindingRequest) -> Panel:
    """What the automatic checks of this round found, the doubtful first."""
    rows = row.findings.filter(round=row.round).order_by("-is_risk", "outcome", "code")
    titles = facts.slot_titles(row)
    cells = [_finding(one, titles) for one in rows]
    note = f"得分 {row.score}。检查只提示，不作决定。" if row.score is not None else ""
    columns = _columns("检查", "结果", "说明", "材料", "规则", "依据")
    return Panel("系统预检", columns, cells, note=note)


def _finding(one: Any, titles: dict[str, str]) -> list[Any]:
    check = CHECKS.get(one.code)
    kind = "error" if one.is_risk else _OUTCOMES.get(one.outcome, "neutral")
    return [
        check.title if check else one.code,
        tag(kind, "风险" if one.is_risk else one.get_outcome_display()),
        check.say(one.outcome) if check else "",
        titles.get(one.slot_code, one.slot_code) or "—",
        check.rule if check else "—",
        evidence.words_of(one.evidence)[:200] or "—",
    ]


def defects(row: BindingRequest) -> Panel:
    """What the person was asked to mend, and whether it is."""
    labels = reasons.labels(row.tenant)
    cells = [
        [
            f"第 {one.round} 次",
            labels.get(one.reason_code, one.reason_code),
            one.words,
            tag("ok", "已补") if one.is_mended else tag("warn", "还没补"),
            moment(one.created_at),
        ]
        for one in row.defects.order_by("created_at", "slot_code")
    ]
    return Panel("要补的", _columns("提交", "理由", "给申请人的话", "状态", "时间"), cells)


def history(row: BindingRequest) -> Panel:
    """Every step, in order, in words; the audit log names the accounts."""
    labels = reasons.labels(row.tenant)
    cells = [
        [
            moment(one.at),
            timeline.PAST.get(one.verb, RequestState(one.to_state).label),
            RequestState(one.from_state).label,
            RequestState(one.to_state).label,
            _who(row, one),
            labels.get(one.note, one.note) or "—",
        ]
        for one in row.events.order_by("at", "id")
    ]
    return Panel("经过", _columns("时间", "动作", "从", "到", "操作者", "说明"), cells)


def _who(row: BindingRequest, event: RequestEvent) -> str:
    """Who took the step, as a role; the audit log names the account."""
    if event.actor == "system":
        return "系统"
    login = people.user_of(row.holder)
    if login is not None and event.actor == f"user:{login.pk}":
        return "申请人"
    if event.actor == f"user:{row.clerk_id}":
        return "窗口经办"
    return "审核人员" if event.from_state == "IN_REVIEW" else "家人"


def consent(row: BindingRequest) -> Panel:
    """How the member answered, without the reason of a no (P75)."""
    cells = [
        [
            one.get_state_display(),
            one.get_way_display() or "—",
            moment(one.asked_at),
            moment(one.expires_at),
            moment(one.answered_at),
            one.text_version or "—",
        ]
        for one in row.consents.order_by("asked_at")
    ]
    columns = _columns("状态", "方式", "询问", "有效到", "答复", "说明版本")
    return Panel("家人本人的同意", columns, cells, empty="不需要，或还没有询问")
