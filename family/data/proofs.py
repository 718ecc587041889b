"""Ways to prove a relation, as read from a file (P63–P69)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One labelled place for pictures."""

    code: str
    title: str
    hint: str = ""
    drawing: str = ""
    is_required: bool = True
    max_pages: int = 1
    reuse_days: int = 0


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One way in one branch; ``relations`` empty is for every relation."""

    code: str
    branch: str
    title: str
    slots: tuple[SlotRow, ...]
    relations: tuple[str, ...] = ()
    note: str = ""


#: The slot whose picture may be compared with the register's face, from 16 on (P64).
PORTRAIT = "PORTRAIT"
