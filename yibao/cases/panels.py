"""What officers said of a case, for pages of the console."""

from typing import Any

from yibao.kernel.console import Column, Panel, moment

from .models import Case, Decision

_COLUMNS = ("时间", "结论", "阶段", "审核人", "理由", "依据", "给当事人的话", "内部说明")
_OPEN = ("OPEN", "IN_REVIEW")
_HIDDEN = "等另一位决定后显示"


def decisions_panel(reader: Any, *cases: Case | None, title: str = "决定") -> Panel:
    """Every word in order; a first word stays closed to others until a second was said (P181)."""
    return panel_of(
        reader, [one for case in cases if case is not None for one in said(case)], title
    )


def said(case: Case) -> list[Decision]:
    """Every word of a case in order, with who said it and in which versions of the reasons."""
    words = case.decisions.select_related("decider").prefetch_related("reasons__reason")
    rows = list(words.order_by("at", "id"))
    for one in rows:
        one.case = case
    return rows


def panel_of(reader: Any, rows: list[Decision], title: str = "决定") -> Panel:
    """The words that ``said`` answered, as a panel."""
    cells = [_cells(one, _waits(one), reader) for one in rows]
    return Panel(title, tuple(Column(word) for word in _COLUMNS), cells, empty="还没有决定")


def _waits(one: Decision) -> bool:
    return one.case.state in _OPEN and one.stage == Decision.Stage.FIRST


def _cells(one: Decision, is_waiting: bool, reader: Any) -> list[Any]:
    who = one.decider.display_name or one.decider.username
    if is_waiting and one.decider_id != reader.pk:
        return [moment(one.at), _HIDDEN, one.get_stage_display(), who, "—", "—", "—", "—"]
    return [
        moment(one.at),
        one.get_kind_display(),
        one.get_stage_display(),
        who,
        _reasons(one) or "—",
        " ".join(one.rule_ids) or "—",
        one.text_sent or "—",
        one.note or "—",
    ]


def _reasons(one: Decision) -> str:
    """What was given, in the version of its day: 反光（GLARE v1）; codes where none was kept."""
    given = dict.fromkeys(f"{use.reason.label}（{use.reason}）" for use in one.reasons.all())
    return "、".join(given) or " ".join(one.reason_codes)
