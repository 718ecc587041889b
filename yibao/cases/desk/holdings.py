"""Whether an officer has a reason to look at somebody: a case in hand about that person (T94)."""

from typing import Any

from django.db.models import Q

from ..models import Case
from ..states import CaseState


def ref_about(user: Any, person: Any) -> str:
    """Number of a case in the officer's hand that concerns the person; empty where there is none.

    ``person`` has ``pk`` and ``certno_index``.
    """
    concerns = (
        Q(barred__person_index=person.certno_index)
        | Q(applicant__person_id=person.pk)
        | Q(subject__endswith=str(person.pk))
    )
    mine = Case.objects.filter(concerns, reviewer_id=user.pk, state=CaseState.IN_REVIEW)
    return mine.order_by("pk").values_list("ref", flat=True).first() or ""
