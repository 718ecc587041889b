"""What care elsewhere changes of a person's shares, by the pack of the insured place (P164)."""

from datetime import date
from typing import Any

from ..rules.compiled import Remote
from ..rules.matching import Facts
from . import packs

_INPATIENT, _TIER, _HOSPITAL = "21", "3", "1"


def adjustment(person: Any, enrolment: Any, day: date, counts_as: str) -> Remote | None:
    """Points or factor for an in-patient elsewhere; None where nothing changes or no rules are."""
    pack = packs.pack_on(enrolment.insuplc_admdvs, day)
    if pack is None:
        return None
    rules = packs.compiled(pack.pk)
    facts = Facts(
        enrolment.insutype,
        enrolment.psn_type,
        _INPATIENT,
        _TIER,
        _HOSPITAL,
        counts_as,
        frozenset(enrolment.tags),
        person.age_on(day),
    )
    index = rules.remote_index(facts)
    return rules.remotes[index - 1] if index else None
