"""A person's own requests for correction, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from yibao.cases.models import Case, CaseEvent
from yibao.cases.states import CaseState

CASE_TYPE = "accounts.correction"
MOST_SHOWN = 20
OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)
DECIDED = (CaseState.APPROVED, CaseState.REJECTED)


@dataclass(frozen=True, slots=True)
class Correction:
    """One request; ``words`` are the reviewer's."""

    ref: str
    summary: str
    state: str
    statement: str
    opened_at: datetime
    due_at: datetime
    decided_at: datetime | None
    words: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in OPEN


def of(user: Any) -> list[Correction]:
    """Newest first; two statements."""
    decisions = Prefetch(
        "events",
        CaseEvent.objects.filter(to_state__in=DECIDED).order_by("-at"),
        to_attr="ends",
    )
    rows = Case.objects.filter(applicant=user, case_type=CASE_TYPE).prefetch_related(decisions)
    return [_shown(row) for row in rows.order_by("-opened_at", "-pk")[:MOST_SHOWN]]


def open_cases(user: Any) -> list[Case]:
    """What waits for a decision."""
    return list(Case.objects.filter(applicant=user, case_type=CASE_TYPE, state__in=OPEN))


def words_of(case: Case) -> str:
    """The reviewer's words of the decision."""
    event = case.events.filter(to_state__in=DECIDED).order_by("-at").first()
    return event.note if event else ""


def _shown(row: Case) -> Correction:
    return Correction(
        ref=row.ref,
        summary=row.summary,
        state=row.state,
        statement=row.statement or "",
        opened_at=row.opened_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        words=row.ends[0].note if row.ends else "",
    )
