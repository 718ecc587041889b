"""Reading the catalogue."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from ..models import CatalogueItem


def on(day: date) -> QuerySet[CatalogueItem]:
    """Items in force on a day."""
    return CatalogueItem.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )


def by_codes(codes: Iterable[str], day: date) -> dict[str, CatalogueItem]:
    """Items by code; the newest version that is in force wins."""
    rows = on(day).filter(med_list_codg__in=set(codes)).order_by("valid_from")
    return {row.med_list_codg: row for row in rows}


def search(
    text: str, day: date, *, at_pharmacy: bool = False, limit: int = 20
) -> list[CatalogueItem]:
    """Find items by part of the name or by the beginning of the code."""
    rows = on(day).filter(Q(name__icontains=text) | Q(med_list_codg__istartswith=text))
    if not at_pharmacy:
        rows = rows.filter(pharmacy_only=False)
    return list(rows.order_by("name")[:limit])
