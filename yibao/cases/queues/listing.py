"""One page of a queue: what was asked for, its rows, what stands in each column (feature 30)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from .. import areas, clocks, dossiers, regions
from ..dossiers import RowFacts
from ..models import Case, Kept, Priority
from ..states import CaseState
from . import paging
from . import tabs as queues
from .tabs import FIRST_TAB, QUEUES, TABS, Reader

SIZE = 50
NOBODY, ME = "none", "me"
_NO_FACTS = RowFacts()
_LABELS = {
    "queue": "队列",
    "region": "地区",
    "holder": "领取人",
    "risk": "风险",
    "priority": "优先",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; unknown values fall away."""

    tab: str = FIRST_TAB
    queue: str = ""
    region: str = ""
    holder: str = ""
    risk: str = ""
    priority: str = ""
    sort: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any], *, leads: bool = False) -> "Wanted":
        """From an address or from a saved view."""
        text = {name: str(data.get(name, ""))[:40] for name in cls.__slots__}
        return cls(
            tab=text["tab"] if text["tab"] in TABS else FIRST_TAB,
            queue=text["queue"] if text["queue"] in QUEUES else "",
            region=text["region"] if _is_region(text["region"]) else "",
            holder=_holder(text["holder"], leads=leads),
            risk="1" if text["risk"] == "1" else "",
            priority=text["priority"] if text["priority"] in map(str, Priority.values) else "",
            sort=text["sort"] if text["sort"] in paging.ORDERS else "",
        )

    @property
    def order(self) -> str:
        """The order asked for, or the tab's own."""
        return self.sort or TABS[self.tab].order

    def kept(self) -> dict[str, str]:
        """Names and values that differ from nothing."""
        return {name: value for name, value in asdict(self).items() if value}

    def query(self, **changes: str) -> str:
        """The part of an address after the question mark, with some values changed."""
        return urlencode(replace(self, **changes).kept())

    def chips(self, holders: Mapping[str, str]) -> list[tuple[str, str]]:
        """What narrows the list: its words, and the query without it."""
        words = {
            "queue": QUEUES.get(self.queue, ""),
            "region": regions.name_of(self.region) if self.region else "",
            "holder": holders.get(self.holder, "一位同事") if self.holder else "",
            "risk": "有提示" if self.risk else "",
            "priority": Priority(int(self.priority)).label if self.priority else "",
        }
        return [
            (f"{_LABELS[name]}：{word}", self.query(**{name: ""}))
            for name, word in words.items()
            if word
        ]


def _is_region(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdigit()


def _holder(text: str, *, leads: bool) -> str:
    """Everybody may ask for 没人领 and 我; a colleague's list is the lead's to see."""
    if text in (NOBODY, ME):
        return text
    try:
        return str(UUID(text)) if leads else ""
    except ValueError:
        return ""


def rows_of(reader: Reader, wanted: Wanted) -> QuerySet[Case]:
    """The cases that fit, without an order."""
    rows = queues.visible(reader.user).filter(TABS[wanted.tab].where(reader))
    if wanted.queue:
        rows = rows.filter(queues.in_queue(wanted.queue))
    if wanted.region:
        rows = rows.filter(in_region(wanted.region))
    if wanted.risk:
        rows = rows.filter(is_risky=True)
    if wanted.priority:
        rows = rows.filter(priority=int(wanted.priority))
    if wanted.holder:
        rows = rows.filter(_held_by(reader, wanted.holder))
    return rows


def in_region(code: str) -> Q:
    """Cases of a district; a city's own page shows what was not given to a district."""
    return Q(region_code=code)


def _held_by(reader: Reader, holder: str) -> Q:
    if holder == NOBODY:
        return Q(reviewer__isnull=True)
    who = reader.user.pk if holder == ME else UUID(holder)
    return Q(reviewer_id=who) | Q(state=CaseState.OPEN, kept_for_id=who)


def regions_of(user: Any) -> dict[str, str]:
    """Code and name of the districts that the reader works in."""
    known = regions.names()
    if user.is_superuser:
        return known
    codes = areas.codes_of(user)
    return {code: name for code, name in known.items() if areas.covers(codes, code)}


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the queue shows it; nothing here names a citizen."""

    case: Case
    label: str
    facts: RowFacts
    left: clocks.Left
    waited: str
    holder: str
    note: str

    @property
    def number(self) -> str:
        """What people read out: the app's own number, else the case's."""
        return self.facts.number or self.case.ref

    @property
    def risk_words(self) -> str:
        """A word, never a colour alone."""
        return "有提示" if self.case.is_risky else "—"


def page(
    reader: Reader, wanted: Wanted, *, after: str = "", before: str = "", size: int = 0
) -> paging.Page:
    """One page of rows; of the usual size unless told otherwise."""
    rows = with_people(rows_of(reader, wanted))
    found = paging.page(rows, wanted.order, size or SIZE, after=after, before=before)
    return replace(found, rows=describe(reader, found.rows))


def with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With who holds each, in the same statement; the sealed statement stays where it is."""
    return rows.select_related("reviewer", "kept_for", "lease").defer("statement")


def describe(reader: Reader, cases: Sequence[Case]) -> list[Row]:
    """Cases with their columns; the same SQL for one and for fifty."""
    facts = facts_of(cases)
    limits = clocks.limits(reader.moment, reader.days)
    return [_row(reader, case, facts.get(case.pk, _NO_FACTS), limits) for case in cases]


def _row(reader: Reader, case: Case, facts: RowFacts, limits: dict[int, Any]) -> Row:
    return Row(
        case=case,
        label=dossiers.kind_of(case.case_type).label,
        facts=replace(facts, place=facts.place or regions.name_of(case.region_code)),
        left=left(reader, case, limits),
        waited=clocks.hours(reader.moment - case.opened_at),
        holder=holder_words(reader, case),
        note=_note(reader, case),
    )


def left(reader: Reader, case: Case, limits: dict[int, Any] | None = None) -> clocks.Left:
    """The promise of a case in words; the one wording of queue, case page and board."""
    if case.state == CaseState.RETURNED:
        return clocks.STANDING
    if case.state not in queues.LIVE:
        return clocks.Left(case.get_state_display(), "neutral")
    known = limits or clocks.limits(reader.moment, reader.days)
    limit = clocks.limit_of(case.promised_days, known)
    return clocks.left(case.due_at, reader.moment, limit, reader.days)


def facts_of(cases: Sequence[Case]) -> dict[UUID, RowFacts]:
    """What the apps add to their rows, asked once for each app."""
    asked: dict[Callable[..., Any], list[Case]] = {}
    for case in cases:
        make = dossiers.kind_of(case.case_type).row_facts
        if make is not None:
            asked.setdefault(make, []).append(case)
    return {pk: found for make, some in asked.items() for pk, found in make(some).items()}


def numbers(cases: Sequence[Case]) -> dict[UUID, str]:
    """What people read out of each case."""
    facts = facts_of(cases)
    return {case.pk: facts.get(case.pk, _NO_FACTS).number or case.ref for case in cases}


def holder_words(reader: Reader, case: Case) -> str:
    """Who holds it now."""
    if case.reviewer is not None:
        return name_of(case.reviewer, reader.user)
    if case.kept_for is not None and is_kept(case, reader):
        return f"留给{name_of(case.kept_for, reader.user)}"
    return "—"


def _note(reader: Reader, case: Case) -> str:
    """What else an officer should see at once: time left of the lease, why it is kept, priority."""
    words: list[str] = []
    lease = getattr(case, "lease", None)
    if lease is not None:
        span = lease.expires_at - reader.moment
        words.append(f"还剩 {clocks.hours(span)}" if span.total_seconds() > 0 else "领取已到期")
    if is_kept(case, reader):
        words.append(Kept(case.kept_why).label)
    if case.priority:
        words.append(Priority(case.priority).label)
    if case.level:
        words.append("转组长")
    return "，".join(words)


def is_kept(case: Case, reader: Reader) -> bool:
    """Whether an open case is reserved now."""
    if case.state != CaseState.OPEN or not case.kept_why:
        return False
    return case.kept_until is None or case.kept_until > reader.moment


def name_of(staff: Any, reader: Any = None) -> str:
    """The post or number of a member of staff; 我 for the reader."""
    if reader is not None and staff.pk == reader.pk:
        return "我"
    return staff.display_name or staff.username


def csv_rows(reader: Reader, cases: Iterable[Row]) -> Iterable[list[Any]]:
    """The columns of the export: no name, no number of a person."""
    for row in cases:
        yield [
            row.number, row.label, row.facts.age_group, row.facts.place, row.waited,
            row.left.words, "" if row.facts.papers is None else row.facts.papers,
            row.risk_words, row.holder, row.case.get_state_display(),
        ]  # fmt: skip
