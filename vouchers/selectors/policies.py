"""The rules of an area that hold on a day (P15, P33)."""

from datetime import date
from typing import Any

from accounts.selectors import area_versions, enrolments
from yibao.kernel import clock

from ..data import Policy
from ..models import VoucherPolicy

DEFAULTS = Policy()


def of(region_code: str, day: date) -> Policy:
    """The rules of an area on a day: the district's own, else its city's, else the defaults."""
    return area_versions.rules_of(row_of(region_code, day), Policy)


def row_of(region_code: str, day: date) -> VoucherPolicy | None:
    """The version in force, of the district before the city; None where none was entered."""
    return area_versions.in_force(VoucherPolicy, region_code, day)


def of_person(person: Any) -> Policy:
    """The rules for a person today: those of the insured district or city."""
    enrolment = enrolments.current(person)
    if enrolment is None:
        return DEFAULTS
    return of_enrolment(enrolment, clock.today(person.tenant))


def of_enrolment(enrolment: Any, day: date) -> Policy:
    """The rules of the district of an enrolment, else of its city."""
    return of(enrolment.district_admdvs or enrolment.insuplc_admdvs, day)
