"""Where a person stands who looks for an older account; no writing."""

from typing import Any

from yibao.cases.models import Case
from yibao.cases.states import CaseState

CASE_TYPE = "accounts.recovery"


def newest_case(user: Any) -> Case | None:
    """The user's last request for 人工核实."""
    rows = Case.objects.filter(applicant=user, case_type=CASE_TYPE)
    return rows.order_by("-opened_at").first()


def open_case(user: Any) -> Case | None:
    """The user's request that waits for a decision."""
    case = newest_case(user)
    waits = (CaseState.OPEN, CaseState.IN_REVIEW)
    return case if case is not None and case.state in waits else None
