"""What a counter must see before it acts for a person (P4, P186–P189)."""

from dataclasses import dataclass

PAPERS = {
    "id_card": "居民身份证",
    "household_register": "户口簿",
    "social_card": "社会保障卡",
    "birth_certificate": "出生医学证明",
    "proxy_letter": "委托书",
}
#: Acts in which two clerks replace the face (P189); the others only take something away.
FACE_REPLACED = frozenset({"OPEN", "RESTORE", "SLIP", "PHONE", "RECOVER", "CLOSE"})
ADULT_AGE = 16
WAIT_HOURS = 2  # for the second clerk, who is in the same hall


@dataclass(frozen=True, slots=True)
class SeenPapers:
    """What lay on the desk: codes of papers, and whether somebody came instead."""

    papers: frozenset[str]
    has_agent: bool
    age: int


def needs_second(kind: str) -> bool:
    """Whether a second clerk must confirm."""
    return kind in FACE_REPLACED


def missing_papers(seen: SeenPapers) -> str:
    """What is still to be shown, as a sentence for the clerk; empty when all is there."""
    if unknown := seen.papers - PAPERS.keys():
        return f"没有这种证件：{'、'.join(sorted(unknown))}。"
    if seen.age < ADULT_AGE:
        return _missing_for_child(seen)
    if "id_card" not in seen.papers:
        return "要看本人的居民身份证原件。"
    if seen.has_agent and "proxy_letter" not in seen.papers:
        return "别人代办要交本人签字的委托书。"
    return ""


def _missing_for_child(seen: SeenPapers) -> str:
    if not seen.has_agent:
        return "未满 16 周岁要由监护人来办，请登记监护人。"
    if not seen.papers & {"household_register", "birth_certificate"}:
        return "要看能证明监护关系的户口簿或出生医学证明。"
    return ""
