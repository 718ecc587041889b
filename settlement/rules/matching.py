"""The ``when`` of packs: does a benefit or an adjustment concern this case?"""

from dataclasses import dataclass
from typing import NamedTuple

from settlement.data import Case

#: Keys whose list must contain the case's value, in the order of :class:`Facts`.
LIST_KEYS = ("insutype", "psn_type", "med_type", "hosp_tier", "fixmedins_type", "remote")


class Facts(NamedTuple):
    """What ``when`` may ask about a case."""

    insutype: str
    psn_type: str
    med_type: str
    hosp_tier: str
    fixmedins_type: str
    remote: str
    tags: frozenset[str]
    age: int | None


@dataclass(frozen=True, slots=True)
class When:
    """A compiled condition: every named list must contain the value; ages include both ends.

    ``lists`` holds (position in Facts, allowed values).  An unknown age matches no age limit.
    """

    lists: tuple[tuple[int, frozenset[str]], ...] = ()
    tags: frozenset[str] | None = None
    age_from: int | None = None
    age_to: int | None = None

    def matches(self, facts: Facts) -> bool:
        """Whether the case is meant; an empty condition means every case."""
        for position, allowed in self.lists:
            if facts[position] not in allowed:
                return False
        if self.tags is not None and self.tags.isdisjoint(facts.tags):
            return False
        if self.age_from is None and self.age_to is None:
            return True
        return self._covers(facts.age)

    def _covers(self, age: int | None) -> bool:
        if age is None or (self.age_from is not None and age < self.age_from):
            return False
        return self.age_to is None or age <= self.age_to


def facts_of(case: Case) -> Facts:
    """Return what the conditions look at."""
    person, institution, visit = case.person, case.institution, case.visit
    return Facts(
        person.insutype,
        person.psn_type,
        visit.med_type,
        institution.hosp_tier,
        institution.fixmedins_type,
        visit.remote,
        person.tags,
        person.age,
    )
