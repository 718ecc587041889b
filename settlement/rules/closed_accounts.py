"""When a personal account is kept no longer: the insurance has moved to another area (P118)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .filings import is_same_place

EMPLOYEE = "310"
ENDED = "4"


@dataclass(frozen=True, slots=True)
class Relation:
    """One insurance relation of a person."""

    insutype: str
    place: str
    psn_insu_stas: str
    is_current: bool


def has_left(relations: Iterable[Relation], home: str) -> bool:
    """Every employee relation here has ended and the person is insured elsewhere.

    An end alone closes nothing: the rest of an account stays usable (P115).
    """
    held = list(relations)
    here = _here(held, home)
    elsewhere = any(
        one.is_current and one.psn_insu_stas != ENDED and not is_same_place(one.place, home)
        for one in held
    )
    return bool(here) and all(one.psn_insu_stas == ENDED for one in here) and elsewhere


def is_here(relations: Iterable[Relation], home: str) -> bool:
    """Whether an employee relation of this area is in force."""
    return any(one.psn_insu_stas != ENDED for one in _here(relations, home))


def _here(relations: Iterable[Relation], home: str) -> list[Relation]:
    return [one for one in relations if one.insutype == EMPLOYEE and is_same_place(one.place, home)]
