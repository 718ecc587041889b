"""The rules of an area that hold on a day (P15, P33)."""

from dataclasses import fields
from datetime import date

from django.db.models import Q

from accounts.selectors import regions

from ..data import Policy
from ..models import VoucherPolicy

DEFAULTS = Policy()


def of(region_code: str, day: date) -> Policy:
    """The rules of an area on a day: the district's own, else its city's, else the defaults."""
    row = row_of(region_code, day)
    if row is None:
        return DEFAULTS
    return Policy(**{field.name: getattr(row, field.name) for field in fields(Policy)})


def row_of(region_code: str, day: date) -> VoucherPolicy | None:
    """The version in force, of the district before the city; None where none was entered."""
    found = VoucherPolicy.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        region__in=[region_code, regions.city_of(region_code)],
        valid_from__lte=day,
    )
    versions = {row.region_id: row for row in found.order_by("valid_from")}
    return versions.get(region_code) or next(iter(versions.values()), None)
