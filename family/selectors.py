"""Reading family rights."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from .models import Grant


def live_grants(member_id: UUID, day: date) -> QuerySet[Grant]:
    """Grants that let the member spend on a day, in the order of deduction (P111)."""
    return Grant.objects.filter(
        member_id=member_id, ended_at__isnull=True, period__contains=day
    ).order_by("priority", "created_at", "id")


def may_spend(payer_id: UUID, member_id: UUID, day: date) -> bool:
    """Whether the payer lets the member use the account on a day."""
    return live_grants(member_id, day).filter(payer_id=payer_id).exists()
