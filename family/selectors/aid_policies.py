"""The rules of an area for mutual aid on a day (P96–P117), and whom they reach."""

from datetime import date
from typing import Any

from accounts.selectors import area_versions, enrolments
from yibao.kernel import clock

from ..data.aid import AidRules
from ..models import AidPolicy

DEFAULTS = AidRules()


def of(person: Any, day: date) -> AidRules:
    """The rules that hold for a payer on a day: of the insured district, else of its city."""
    enrolment = enrolments.current(person)
    if enrolment is None:
        return DEFAULTS
    return of_place(enrolment.district_admdvs or enrolment.insuplc_admdvs, day)


def today(person: Any) -> AidRules:
    """As ``of``, for today."""
    return of(person, clock.today(person.tenant))


def of_place(region_code: str, day: date) -> AidRules:
    """The rules of a district or city on a day; the defaults where none were entered."""
    return area_versions.rules_of(row_of(region_code, day), AidRules)


def row_of(region_code: str, day: date) -> AidPolicy | None:
    """The version in force, of the district before the city; None where none was entered."""
    return area_versions.in_force(AidPolicy, region_code, day)
