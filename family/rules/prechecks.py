"""What the automatic checks make of the facts, and when rules alone approve (feature 45). Pure.

An answer that is not there is never taken for a good one (T100).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..data import Branch, Policy, Relation
from ..data.findings import CHECKS, FULL_SCORE, LOOK, OK, UNKNOWN
from .ages import is_adult_path

#: Years that lie between two generations, and two of them.
GENERATION, TWO_GENERATIONS = (14, 60), (28, 100)
SIBLINGS_AT_MOST = 40
MARRIED_FROM = {"1": 22, "2": 20}
GUARDIAN_FROM = 18
#: The quick way of the birth certificate is for the first year.
NEWBORN_YEARS = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """One check with its evidence: figures, codes and references only."""

    code: str
    outcome: str
    evidence: dict[str, Any] = field(default_factory=dict)
    slot_code: str = ""

    @property
    def is_risk(self) -> bool:
        """Whether it warns of misuse."""
        return self.outcome == LOOK and CHECKS[self.code].is_risk


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people; ``gend`` is ``1`` man, ``2`` woman, empty where it is not known."""

    birth: date | None
    gend: str = ""


def judge_ages(relation: str, holder: Side, member: Side, day: date) -> Judged:
    """Whether the ages allow the relation: a parent is older by a generation, a spouse is of age,
    one man and one woman."""
    if holder.birth is None or member.birth is None:
        return Judged("RELATION_AGES", UNKNOWN)
    older = years_between(member.birth, holder.birth)  # how much older the holder is
    evidence = {"relation": relation, "holder_older_by": older}
    fits = _fits_ages(relation, older, holder, member, day)
    return Judged("RELATION_AGES", OK if fits else LOOK, evidence)


def years_between(later: date, earlier: date) -> int:
    """Full years from the second day to the first; below zero where it is the other way round."""
    if later < earlier:
        return -years_between(earlier, later)
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def _fits_ages(relation: str, older: int, holder: Side, member: Side, day: date) -> bool:
    spans = {
        Relation.CHILD: (older, GENERATION),
        Relation.PARENT: (-older, GENERATION),
        Relation.GRANDCHILD: (older, TWO_GENERATIONS),
        Relation.GRANDPARENT: (-older, TWO_GENERATIONS),
        Relation.CHILDS_SPOUSE: (older, (1, GENERATION[1])),
        Relation.SPOUSES_PARENT: (-older, (1, GENERATION[1])),
    }
    if relation in spans:
        years, (least, most) = spans[relation]
        return least <= years <= most
    if relation == Relation.SPOUSE:
        return holder.gend != member.gend and _is_of_age(holder, day) and _is_of_age(member, day)
    if relation == Relation.SIBLING:
        return abs(older) <= SIBLINGS_AT_MOST
    return years_between(day, holder.birth) >= GUARDIAN_FROM if holder.birth else False


def _is_of_age(side: Side, day: date) -> bool:
    from_age = MARRIED_FROM.get(side.gend)
    return bool(side.birth and from_age and years_between(day, side.birth) >= from_age)


def judge_kind(relation: str, policy: Policy) -> Judged:
    """The close relations go by themselves; others are looked at by people (P47)."""
    if relation not in set(Relation) or relation not in policy.relations:
        return Judged("RELATION_KIND", LOOK, {"relation": relation})
    outcome = UNKNOWN if Relation(relation).is_other else OK
    return Judged("RELATION_KIND", outcome, {"relation": relation})


def judge_register(declared: str, answer: str | None, before: str) -> Judged:
    """The register against the form; ``answer`` None where it did not answer, ``before`` what it
    said when the form was filled in: noted for the reviewer, worth no points."""
    evidence = {"declared": declared, "before": before}
    if answer is None:
        return Judged("REGISTER_RELATION", UNKNOWN, evidence | {"answered": False})
    evidence |= {"answered": True, "register": answer}
    if not answer:
        return Judged("REGISTER_RELATION", UNKNOWN, evidence)
    return Judged("REGISTER_RELATION", OK if answer == declared else LOOK, evidence)


def judge_path(branch: str, birth: date | None, day: date, policy: Policy) -> Judged:
    """The branch against the age on the day of submission (P58)."""
    if birth is None:
        return Judged("AGE_PATH", UNKNOWN, {"branch": branch})
    is_adult = is_adult_path(
        birth, day, adult_age=policy.adult_age, offset_days=policy.age_turn_offset_days
    )
    is_old = years_between(day, birth) >= NEWBORN_YEARS
    wrong = {Branch.CHILD: is_adult, Branch.ADULT: not is_adult, Branch.NEWBORN: is_old}
    evidence = {"branch": branch, "is_adult": is_adult, "day": day.isoformat()}
    return Judged("AGE_PATH", LOOK if wrong.get(Branch(branch), False) else OK, evidence)


def score(found: Iterable[Judged]) -> int:
    """Points of all checks that are wholly in order, out of 100."""
    rows = list(found)
    return sum(points(rows).values())


def points(found: Iterable[Judged]) -> dict[str, int]:
    """Points by check: all of its own, or none."""
    outcomes: dict[str, set[str]] = {}
    for one in found:
        outcomes.setdefault(one.code, set()).add(one.outcome)
    return {code: CHECKS[code].weight for code, said in outcomes.items() if said == {OK}}


def may_pass(
    found: Iterable[Judged],
    *,
    policy: Policy,
    branch: str,
    is_online: bool,
    has_mother: bool = False,
) -> bool:
    """Whether the published rules approve without a person; sampling comes after.

    Never where anything is to be looked at, where no register has said exactly the declared
    relation, for other relations, for other documents, or at a counter. Off by default, but for
    the newborn whose mother showed her face (``has_mother``, P67).
    """
    rows = list(found)
    if not is_online or branch == Branch.OTHER_DOCUMENT:
        return False
    if any(one.outcome == LOOK for one in rows):
        return False
    earned = points(rows)
    musts = {code for code, check in CHECKS.items() if check.is_must}
    if not musts <= set(earned):
        return False
    if branch == Branch.NEWBORN:
        return policy.newborn_instant and has_mother
    by_score = policy.auto_approval and min(sum(earned.values()), FULL_SCORE) >= policy.auto_score
    by_match = policy.match_instant and branch == Branch.CHILD
    return by_score or by_match


def passed_at_counter(found: Iterable[Judged], *, branch: str) -> bool:
    """Whether the two clerks who saw person and papers were the review (P179, P181).

    Not where a check asks somebody to look, and not for other documents.
    """
    return branch != Branch.OTHER_DOCUMENT and all(one.outcome != LOOK for one in found)


def is_sampled(keyed_hash: str, percent: int) -> bool:
    """Whether a person looks all the same; the same request draws the same lot each time."""
    return int(keyed_hash[:8], 16) % 100 < percent
