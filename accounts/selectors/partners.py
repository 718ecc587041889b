"""Read-only questions about clients of the partner API."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import PartnerClient


def of_tenant(tenant_id: Any) -> QuerySet[PartnerClient]:
    """Every client of one world with its institution, by name."""
    rows = PartnerClient.objects.filter(tenant_id=tenant_id).select_related("institution")
    return rows.order_by("name", "pk")
