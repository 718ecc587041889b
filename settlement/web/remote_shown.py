"""A filing in words, for its pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..data.filings import KINDS
from ..models import RemoteFiling
from ..selectors import remote
from ..states import FilingState

_TAGS = {
    FilingState.IN_REVIEW: ("info", "审核中"),
    FilingState.REJECTED: ("error", "未通过"),
    FilingState.CANCELLED: ("neutral", "已取消"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One filing; ``last_day`` None means that it lasts, ``due_at`` that an officer has it."""

    ref: str
    place: str
    who: str
    kind: str
    tag_kind: str
    tag_word: str
    starts_on: date
    last_day: date | None
    filed_at: Any
    due_at: Any
    may_cancel: bool
    is_waiting: bool
    is_rejected: bool
    referral_no: str


def shown(filing: RemoteFiling, today: date, names: dict[Any, str]) -> Shown:
    """``names`` are people by key, as the reader calls them."""
    until = filing.period.upper
    kind, word = _tag(filing, today)
    is_waiting = filing.state == FilingState.IN_REVIEW
    is_live = is_waiting or filing.state == FilingState.APPROVED
    return Shown(
        ref=filing.ref,
        place=filing.region.name,
        who=names.get(filing.person_id, ""),
        kind=KINDS[filing.kind],
        tag_kind=kind,
        tag_word=word,
        starts_on=filing.period.lower,
        last_day=until - timedelta(days=1) if until else None,
        filed_at=filing.filed_at,
        due_at=filing.case.due_at if is_waiting and filing.case else None,
        may_cancel=is_live and not remote.is_over(filing, today),
        is_waiting=is_waiting,
        is_rejected=filing.state == FilingState.REJECTED,
        referral_no=filing.referral_no,
    )


def _tag(filing: RemoteFiling, today: date) -> tuple[str, str]:
    if filing.state in _TAGS:
        return _TAGS[filing.state]
    if remote.is_over(filing, today):
        return "neutral", "已到期"
    return ("info", "还没开始") if filing.period.lower > today else ("ok", "有效")


def share_words(adjustment: Any) -> str:
    """What a kind changes of the shares at home, in one sentence (P164)."""
    if adjustment is None:
        return "住院报销比例和本地一样。"
    if adjustment.kind == "points":
        return f"住院报销比例比本地少 {adjustment.value_e4 / 100:g} 个百分点。"
    return f"住院报销比例是本地的 {adjustment.value_e4 / 100:g}%。"
