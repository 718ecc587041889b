"""What institutions filed for people, read."""

from typing import Any

from django.db.models import QuerySet

from ..models import BenefitFiling
from ..states import BenefitFilingState


def of_person(person: Any, kind: str) -> QuerySet[BenefitFiling]:
    """Everything of one kind that is on file, oldest first."""
    rows = BenefitFiling.objects.filter(person=person, kind=kind, state=BenefitFilingState.FILED)
    return rows.order_by("filed_at")
