"""Reading contributions of a person."""

from typing import Any

from django.db.models.functions import Substr

from accounts.models import Contribution


def years_of(person: Any) -> list[int]:
    """Years with a record, newest first."""
    years = (
        Contribution.objects.filter(person=person)
        .order_by()
        .values_list(Substr("period", 1, 4), flat=True)
        .distinct()
    )
    return sorted((int(year) for year in years), reverse=True)


def months_of(person: Any, year: int) -> list[Contribution]:
    """An employee's records of a year, January first."""
    return list(
        Contribution.objects.filter(person=person, insutype="310", period__startswith=str(year))
        .order_by("period", "insuplc_admdvs")
    )  # fmt: skip


def first_month(person: Any) -> str:
    """The oldest month of an employee; empty where there is none."""
    oldest = Contribution.objects.filter(person=person, insutype="310").order_by("period").first()
    return oldest.period if oldest else ""


def years_paid(person: Any) -> list[Contribution]:
    """A resident's records, newest first."""
    return list(Contribution.objects.filter(person=person, insutype="390").order_by("-period"))


def is_paid(person: Any, insutype: str, period: str) -> bool:
    """Whether the person's own share of a period is on record, in whatever place."""
    rows = Contribution.objects.filter(person=person, insutype=insutype, period=period)
    return rows.filter(personal_fen__gt=0).exists()
