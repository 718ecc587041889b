"""A mutual-aid grant as its pages show it: state, limits, what is used and left, in plain words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from family.data import relation_word
from family.data.aid import USE_WORDS
from family.data.showing import presenter_word
from family.states import GrantState
from yibao.kernel import clock

from ..selectors import aid_spending
from ..selectors.aid_spending import Used

if TYPE_CHECKING:
    from family.models import Grant


@dataclass(frozen=True, slots=True)
class Meter:
    """One limit in 分, for the bar and the words beside it."""

    total_fen: int
    used_fen: int

    @property
    def left_fen(self) -> int:
        """What may still be spent; never below zero where a limit was lowered."""
        return max(0, self.total_fen - self.used_fen)


@dataclass(frozen=True, slots=True)
class Card:
    """One grant. ``year`` and ``day`` are None where the payer set no such limit.

    ``tag`` is kind and word of the state; ``is_live`` whether it can still be changed or ended.
    """

    ref: str
    name: str
    relation: str
    tag: tuple[str, str]
    is_live: bool
    used_fen: int
    year: Meter | None
    day: Meter | None
    per_payment_fen: int | None
    keep_back_fen: int
    uses: tuple[str, ...]
    starts_on: date
    last_day: date | None
    priority: int
    ended_at: datetime | None
    ending: str


def given_cards(person: Any, grants: "list[Grant]") -> list[Card]:
    """Grants of this payer; the relation is what the member is to the payer."""
    used, today = _used(person, grants)
    return [
        _card(row, row.member, relation_word(row.relation, row.member.gend), used[row.pk], today)
        for row in grants
    ]


def received_cards(person: Any, grants: "list[Grant]") -> list[Card]:
    """Grants to this member; the relation is what the payer is to the member."""
    used, today = _used(person, grants)
    return [
        _card(row, row.payer, presenter_word(row.relation, row.payer.gend), used[row.pk], today)
        for row in grants
    ]


def _used(person: Any, grants: "list[Grant]") -> tuple[dict[Any, Used], date]:
    today = clock.today(person.tenant)
    return aid_spending.used_of(grants, today), today


def _card(row: "Grant", other: Any, relation: str, used: Used, today: date) -> Card:
    year, day = _meter(row.annual_cap_fen, used.year_fen), _meter(row.daily_cap_fen, used.day_fen)
    return Card(
        ref=row.ref,
        name=other.masked_name,
        relation=relation,
        tag=_tag(row, year, day, today),
        is_live=row.ended_at is None and not row.ending and not is_over(row, today),
        used_fen=used.year_fen,
        year=year,
        day=day,
        per_payment_fen=row.per_payment_cap_fen,
        keep_back_fen=row.keep_back_fen,
        uses=tuple(USE_WORDS[use] for use in USE_WORDS if use in row.uses),
        starts_on=row.period.lower or clock.local(row.created_at).date(),
        last_day=row.period.upper - timedelta(days=1) if row.period.upper else None,
        priority=row.priority,
        ended_at=row.ended_at,
        ending=row.get_ending_display() if row.ending else "",
    )


def _meter(cap_fen: int | None, used_fen: int) -> Meter | None:
    return None if cap_fen is None else Meter(cap_fen, used_fen)


def is_over(row: "Grant", today: date) -> bool:
    """Whether the last day has passed."""
    return row.period.upper is not None and row.period.upper <= today


def _tag(row: "Grant", year: Meter | None, day: Meter | None, today: date) -> tuple[str, str]:
    """The word that tells most: why nothing can be spent, or that it is in force."""
    if row.state == GrantState.REFUSED:
        return "error", "未通过"
    if row.ended_at is not None:
        return "neutral", "已停止"
    if is_over(row, today):
        return "neutral", "已到期"
    if row.ending:
        return "warn", "明天停止"
    if row.state == GrantState.REVIEW:
        return "info", "审核中"
    if row.period.lower is not None and row.period.lower > today:
        return "info", f"{row.period.lower.month} 月 {row.period.lower.day} 日起"
    if year is not None and year.left_fen == 0:
        return "warn", "今年用完了"
    if day is not None and day.left_fen == 0:
        return "warn", "今天用完了"
    return "ok", "有效"
