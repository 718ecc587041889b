"""Books of the simulated registers of kinship and births."""

from collections.abc import Sequence
from typing import Any

from yibao.kernel import crypto

from ..demo.kin import BIRTHS, KIN
from ..demo.neighbours import PEOPLE, person
from ..demo.people import DemoPerson
from . import register
from .tables import table


def records(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Every pair and certificate that the books lack."""
    here = {one.key for one in who}
    pairs = [one for one in KIN if {one.holder, one.member} <= here]
    births = [one for one in BIRTHS if {one.mother, one.father, one.child} <= here]
    for one in pairs:
        holder, member = _row(owner, one.holder), _row(owner, one.member)
        table("KinshipRecord").objects.get_or_create(
            holder_index=holder.certno_index,
            member_index=member.certno_index,
            defaults={"tenant": owner, "relation": one.relation},
        )
    for birth in births:
        mother, father = _row(owner, birth.mother), _row(owner, birth.father)
        table("BirthRecord").objects.get_or_create(
            certificate_index=crypto.blind_index(birth.number, "birth_certificate"),
            defaults={
                "tenant": owner,
                "mother_index": mother.certno_index,
                "father_index": father.certno_index,
                "child": register.row_of(owner, person(birth.child)),
            },
        )
    return len(pairs) + len(births)


def _row(owner: Any, key: str) -> Any:
    return register.row_of(owner, person(key))
