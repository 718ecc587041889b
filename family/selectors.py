"""Reading family rights."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yibao.kernel.portable import Section, section

from .models import Grant


def live_grants(member_id: UUID, day: date) -> QuerySet[Grant]:
    """Grants that let the member spend on a day, in the order of deduction (P111)."""
    return Grant.objects.filter(
        member_id=member_id, ended_at__isnull=True, period__contains=day
    ).order_by("priority", "created_at", "id")


def may_spend(payer_id: UUID, member_id: UUID, day: date) -> bool:
    """Whether the payer lets the member use the account on a day."""
    return live_grants(member_id, day).filter(payer_id=payer_id).exists()


def own_data(person: Any) -> list[Section]:
    """Grants given and received, for the copy of the own data; the other side is masked (T92)."""
    rows = Grant.objects.filter(Q(payer=person) | Q(member=person)).order_by("created_at")
    return [section("grants", "共济授权", rows)]
