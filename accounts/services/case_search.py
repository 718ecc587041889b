"""Finding the cases of a person from the review console; each one found leaves a trace (T94)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.selectors import case_search
from yibao.audit import services as audit
from yibao.cases.models import Case


def find(*, by: Any, text: str) -> Iterable[UUID]:
    """Cases that a person asked for, by name and last four of the ID number or the telephone.

    Everybody whose name and number fit reads about it on the own page (feature 62).
    """
    people = case_search.people_named(by.tenant, text)
    for person in people:
        audit.record("accounts.person.found", by=by, subject=person, data={"kind": "case_search"})
    rows = Case.objects.filter(applicant__person__in=people)
    return rows.values_list("pk", flat=True) if people else []
