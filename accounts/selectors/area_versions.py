"""Rules of an area in versions: rows with ``region``, ``valid_from`` and ``valid_to`` (P195)."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import Q

from . import regions


def newest_of(model: Any, region_code: str) -> Any:
    """The version of an area that begins last."""
    return model._default_manager.filter(region=region_code).order_by("-valid_from").first()


def in_force(model: Any, region_code: str, day: date) -> Any:
    """The version of a day, of the district before the city; None where none was entered."""
    found = model._default_manager.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        region__in=[region_code, regions.city_of(region_code)],
        valid_from__lte=day,
    )
    versions = {row.region_id: row for row in found.order_by("valid_from")}
    return versions.get(region_code) or next(iter(versions.values()), None)


def rules_of(row: Any, kind: Any) -> Any:
    """A version as the data class ``kind``; the defaults of the class where there is none."""
    if row is None:
        return kind()
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
