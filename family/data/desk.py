"""What a clerk enters for a binding at the counter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeskAsk:
    """One wish as it was taken in: who, which papers lay on the desk, whether the member agrees.

    ``papers`` are the holder's, ``member_papers`` the member's.
    ``member_agrees``: a member of 16 and over stands at the desk and agrees (settled 4);
    ``sees_bills`` opens the bills too, which only that member may say.
    """

    relation: str
    proof_set: str
    found_by: str
    papers: tuple[str, ...]
    member_name: str = field(repr=False)
    member_certno: str = field(repr=False)
    region_code: str = ""
    member_papers: tuple[str, ...] = ()
    is_hospital: bool = False
    member_agrees: bool = False
    sees_bills: bool = False
