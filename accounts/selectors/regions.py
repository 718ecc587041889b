"""Regions: names, telephone numbers and offices."""

import re
from dataclasses import dataclass

from ..models import Region

UNKNOWN = "参保地"


@dataclass(frozen=True, slots=True)
class Office:
    """One office on the page of telephone numbers (H1)."""

    name: str
    phone: str
    tel: str


def name_of(code: str) -> str:
    """The name of a region, 德阳市; a plain word where the code is not known."""
    return Region.objects.filter(code=code).values_list("name", flat=True).first() or UNKNOWN


def hotline_of(code: str) -> str:
    """The telephone number of a region's office as people read it; empty where none is known."""
    return Region.objects.filter(code=code).values_list("hotline", flat=True).first() or ""


def offices() -> list[Office]:
    """Every office that can be called, in the order of the list."""
    rows = Region.objects.exclude(hotline="").order_by("sort", "code")
    return [Office(row.office or row.name, row.hotline, _digits(row.hotline)) for row in rows]


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9+]", "", phone)
