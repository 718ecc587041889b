"""The rules of an area that hold on a day (P15, P33)."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.selectors import enrolments, regions
from yibao.kernel import clock

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


def of_person(person: Any) -> Policy:
    """The rules for a person today: those of the insured district or city."""
    enrolment = enrolments.current(person)
    if enrolment is None:
        return DEFAULTS
    return of_enrolment(enrolment, clock.today(person.tenant))


def of_enrolment(enrolment: Any, day: date) -> Policy:
    """The rules of the district of an enrolment, else of its city."""
    return of(enrolment.district_admdvs or enrolment.insuplc_admdvs, day)
