"""What became of bills and visits, by their national numbers: for judging how a system works."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ..models import Settlement, Visit


def bills(tenant: Any, numbers: Iterable[str]) -> QuerySet[Settlement]:
    """Bills of a tenant by ``setl_id``, each with its visit."""
    rows = Settlement.objects.filter(tenant=tenant, setl_id__in=set(numbers))
    return rows.select_related("visit")


def visits(tenant: Any, numbers: Iterable[str]) -> QuerySet[Visit]:
    """Visits of a tenant by ``mdtrt_id``."""
    return Visit.objects.filter(tenant=tenant, mdtrt_id__in=set(numbers))
