"""Reading the photos of a doubt: which are in force, and who may look (T30)."""

from typing import Any

from django.db.models import QuerySet, Sum

from yibao.cases.looks import blindness as looks
from yibao.cases.states import CaseState

from ..models import Dispute, DoubtPaper
from ..states import DisputeState

#: So many photos one doubt takes.
MOST = 3
OWNER, REVIEWER = "owner", "reviewer"


def current(row: Dispute) -> list[DoubtPaper]:
    """Photos in force, in the order in which they came."""
    rows = DoubtPaper.objects.filter(dispute=row, removed_at__isnull=True)
    return list(rows.order_by("uploaded_at", "page", "pk"))


def bytes_of(user: Any) -> int:
    """How much a login has stored with all its doubts."""
    rows = DoubtPaper.objects.filter(uploaded_by=user, file_token__gt="")
    return rows.aggregate(total=Sum("size"))["total"] or 0


def may_add(row: Dispute) -> bool:
    """While nobody has answered."""
    return row.state == DisputeState.OPEN


def with_files() -> "QuerySet[DoubtPaper]":
    """Everything whose picture is still kept."""
    return DoubtPaper.objects.exclude(file_token="")


def for_reader(by: Any, ref: str) -> tuple[DoubtPaper, str] | None:
    """A photo and as what ``by`` may look at it; None for everybody else.

    Who asked, and the officer who holds the case or a blind second look at it in this moment.
    """
    row = (
        with_files()
        .select_related("dispute__case", "dispute__settlement__person__tenant")
        .filter(ref=ref, removed_at__isnull=True)
        .first()
    )
    if row is None or not getattr(by, "is_active", False):
        return None
    role = _reviewer(by, row.dispute) if by.is_staff else _owner(by, row.dispute)
    return (row, role) if role else None


def _owner(by: Any, row: Dispute) -> str:
    return OWNER if row.user_id == by.pk else ""


def _reviewer(by: Any, row: Dispute) -> str:
    case = row.case
    if case is None:
        return ""
    is_held = case.reviewer_id == by.pk and case.state == CaseState.IN_REVIEW
    return REVIEWER if is_held or looks.may_read(by, [case.pk]) else ""
