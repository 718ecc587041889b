"""Simulator of the registers of kinship and births, with books of its own tables.

``DATA_DIR/simulators/kinship`` may hold words that act out a fault: ``down``, ``slow:<ms>``,
``garbage``, ``wrong`` (answers about somebody else), ``lying`` (everybody is a child of everybody,
every certificate any mother's). The answers are those of the HTTP program (``kinship_program``) and
are read by the same rules as a real register's.
"""

import time
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.selectors import people
from yibao.kernel import crypto
from yibao.kernel.ids import new_ref

from ..data import Relation
from ..data.kinship import INVERSE, Birth
from ..models import BirthRecord, KinshipRecord
from .kinship_port import KinshipAway, read_birth, read_relation

PATIENCE_MS = 5_000


class SimulatedKinshipGateway:
    """Asks the books in the same process."""

    def relation(self, *, holder_certno: str, member_certno: str) -> str:
        """By the books, or as the switch says."""
        reference = new_ref("kin")
        said = answer("relation", _pair(reference, holder_certno, member_certno))
        return read_relation(said, reference=reference)

    def birth(self, *, certificate_no: str, mother_name: str, mother_certno: str) -> Birth | None:
        """By the books, or as the switch says."""
        reference = new_ref("kin")
        asked = {
            "certificate_no": certificate_no,
            "mother_name": mother_name,
            "mother_certno": mother_certno,
        }
        said = answer("birth", {"reference": reference, **asked})
        return read_birth(said, reference=reference, **asked)


def answer(call: str, asked: dict[str, Any]) -> Any:
    """What the simulated register says to a call; raises ``KinshipAway`` where it is down."""
    words = switch_words()
    if "down" in words:
        raise KinshipAway("simulated outage")
    waits = [int(word[5:]) for word in words if word.startswith("slow:") and word[5:].isdigit()]
    if waits:
        time.sleep(min(waits[0], PATIENCE_MS) / 1000)
        if waits[0] >= PATIENCE_MS:
            raise KinshipAway("late")
    if "garbage" in words:
        return "<html>502</html>"
    said = _BOOKS[call](asked, "lying" in words)
    return {**said, "reference": new_ref("kin") if "wrong" in words else asked.get("reference")}


def switch_file() -> Path:
    """Where the words of the control port stand."""
    return Path(settings.DATA_DIR) / "simulators" / "kinship"


def switch_words() -> list[str]:
    """The faults in force."""
    switch = switch_file()
    return switch.read_text("utf-8").split() if switch.exists() else []


def _relation(asked: dict[str, Any], is_lying: bool) -> dict[str, Any]:
    if is_lying:
        return {"relation": Relation.CHILD.value}
    holder, member = _key(asked["holder_certno"]), _key(asked["member_certno"])
    known = KinshipRecord.objects.filter(holder_index=holder, member_index=member).first()
    if known is not None:
        return {"relation": known.relation}
    back = KinshipRecord.objects.filter(holder_index=member, member_index=holder).first()
    return {"relation": str(INVERSE.get(back.relation, "")) if back else ""}


def _birth(asked: dict[str, Any], is_lying: bool) -> dict[str, Any]:
    rows = BirthRecord.objects.select_related("child")
    if is_lying:
        row = rows.first()
    else:
        row = rows.filter(
            certificate_index=crypto.blind_index(asked["certificate_no"], "birth_certificate"),
            mother_index=crypto.blind_index(str(asked["mother_certno"]), "certno"),
        ).first()
    if row is None or not (is_lying or _carries_name(row, asked)):
        return {"found": False}
    return {
        "found": True,
        "certificate_no": asked["certificate_no"],
        "mother_certno": asked["mother_certno"],
        "mother_name": asked["mother_name"],
        "child_certno": row.child.certno,
        "father_certno": _father(row),
    }


def _father(row: BirthRecord) -> str:
    father = people.by_index(row.child.tenant, row.father_index) if row.father_index else None
    return father.certno if father is not None else ""


def _carries_name(row: BirthRecord, asked: dict[str, Any]) -> bool:
    """A mother whom the insurance knows must have said her own name."""
    mother = people.by_certno(row.child.tenant, str(asked["mother_certno"]))
    return mother is None or mother.carries_name(str(asked["mother_name"]))


def _pair(reference: str, holder: str, member: str) -> dict[str, str]:
    return {"reference": reference, "holder_certno": holder, "member_certno": member}


def _key(certno: Any) -> str:
    return crypto.blind_index(str(certno), "certno")


_BOOKS = {"relation": _relation, "birth": _birth}
