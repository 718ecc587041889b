"""What a register of kinship and births must offer (P63, P67, P74).

Both questions name their own ``reference`` and both people; an answer is believed only about what
was asked (T100): one about somebody else counts as none. Nothing here decides; an empty answer and
a register that is away lead to papers and a reviewer.
"""

from typing import Any, Protocol

from yibao.kernel import idcard, names

from ..data import Relation
from ..data.kinship import Birth

_RELATIONS = {relation.value for relation in Relation}


class KinshipAway(Exception):
    """The register does not answer, too late, or not to what was asked; nothing is known."""


class KinshipGateway(Protocol):
    """Asks the registers of kinship and of birth certificates."""

    def relation(self, *, holder_certno: str, member_certno: str) -> str:
        """What the member is to the holder, a ``data.Relation``; empty where none is on record.

        Raises ``KinshipAway``.
        """

    def birth(self, *, certificate_no: str, mother_name: str, mother_certno: str) -> Birth | None:
        """The birth on this certificate, where number and mother belong together; else None.

        Raises ``KinshipAway``.
        """


def read_relation(said: Any, *, reference: str) -> str:
    """The relation of an answer; raises ``KinshipAway`` for anything that is not exactly one."""
    word = _about(said, reference).get("relation")
    if word == "" or word in _RELATIONS:
        return str(word)
    raise KinshipAway("unreadable answer")


def read_birth(
    said: Any, *, reference: str, certificate_no: str, mother_name: str, mother_certno: str
) -> Birth | None:
    """The birth of an answer about this certificate and this mother; raises ``KinshipAway``."""
    about = _about(said, reference)
    if about.get("found") is False:
        return None
    asked = {"certificate_no": certificate_no, "mother_certno": mother_certno}
    if about.get("found") is not True or any(about.get(key) != asked[key] for key in asked):
        raise KinshipAway("answer to something else")
    try:
        birth = Birth(
            certificate_no=certificate_no,
            mother_certno=mother_certno,
            child_certno=idcard.parse_certno(about["child_certno"]),
            father_certno=_father(about),
        )
        is_hers = names.name_key(about["mother_name"]) == names.name_key(mother_name)
    except (KeyError, TypeError, AttributeError, ValueError) as broken:
        raise KinshipAway("unreadable answer") from broken
    if not is_hers:
        raise KinshipAway("answer to something else")
    return birth


def _about(said: Any, reference: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise KinshipAway("unreadable answer")
    if said.get("reference") != reference:
        raise KinshipAway("answer to something else")
    return said


def _father(said: dict[str, Any]) -> str:
    number = said.get("father_certno", "")
    return idcard.parse_certno(number) if number else ""
