"""The rules of an area for the family account on a day, and its table of proofs."""

from datetime import date
from typing import Any

from django.db.models import Q

from accounts.selectors import area_versions, enrolments, regions
from yibao.kernel import clock

from ..data import Policy
from ..models import FamilyPolicy, ProofSet

DEFAULTS = Policy()


def of(region_code: str, day: date) -> Policy:
    """The rules of an area on a day: the district's own, else its city's, else the defaults."""
    return area_versions.rules_of(row_of(region_code, day), Policy)


def row_of(region_code: str, day: date) -> FamilyPolicy | None:
    """The version in force, of the district before the city; None where none was entered."""
    return area_versions.in_force(FamilyPolicy, region_code, day)


def region_of(person: Any) -> str:
    """The insured district of a person, else the city; empty where nothing is known."""
    enrolment = enrolments.current(person)
    if enrolment is None:
        return ""
    return enrolment.district_admdvs or enrolment.insuplc_admdvs


def of_person(person: Any) -> Policy:
    """The rules for a holder today: those of the holder's insured district or city."""
    return of(region_of(person), clock.today(person.tenant))


def proof_sets(branch: str, relation: str, region_code: str = "") -> list[ProofSet]:
    """Ways to prove a relation, in order; an area's own row replaces the common one of its code."""
    rows = (
        ProofSet.objects.filter(
            Q(region__isnull=True) | Q(region__in=[region_code, regions.city_of(region_code)]),
            branch=branch,
            is_enabled=True,
        )
        .prefetch_related("slots")
        .order_by("sort", "code")
    )
    found: dict[str, ProofSet] = {}
    for row in rows:
        fits = not row.relations or relation in row.relations
        if fits and (row.code not in found or row.region_id):
            found[row.code] = row
    return list(found.values())
