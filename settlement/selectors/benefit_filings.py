"""What institutions filed for people, read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ..models import BenefitFiling
from ..rules.visits import CHRONIC_TAG
from ..states import BenefitFilingState


def of_person(person: Any, kind: str) -> QuerySet[BenefitFiling]:
    """Everything of one kind that is on file, oldest first."""
    rows = BenefitFiling.objects.filter(person=person, kind=kind, state=BenefitFilingState.FILED)
    return rows.order_by("filed_at")


def tags_on(person: Any, enrolled: Iterable[str], day: date) -> list[str]:
    """Tags of an enrolment, and that of a chronic illness which a hospital filed for ``day``."""
    tags = list(enrolled)
    if CHRONIC_TAG in tags:
        return tags
    ill = of_person(person, BenefitFiling.Kind.CHRONIC).filter(period__contains=day)
    return [*tags, CHRONIC_TAG] if ill.exists() else tags


def is_ill_on(person: Any, enrolled: Iterable[str], day: date) -> bool:
    """Whether a chronic illness is on file or noted by the register on ``day``."""
    return CHRONIC_TAG in tags_on(person, enrolled, day)
