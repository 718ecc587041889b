"""What a counter must see before it acts for a person (P4, P186–P189)."""

from dataclasses import dataclass

from ..data import PAPERS

#: Acts in which two clerks replace the face (P189); the others only take something away.
FACE_REPLACED = frozenset(
    {"OPEN", "RESTORE", "SLIP", "PHONE", "RECOVER", "CLOSE", "BIND", "CONSENT"}
)
ADULT_AGE = 16
WAIT_HOURS = 2  # for the second clerk, who is in the same hall


@dataclass(frozen=True, slots=True)
class SeenPapers:
    """What lay on the desk: codes of papers, and whether somebody came instead."""

    papers: frozenset[str]
    has_agent: bool
    age: int
    is_consent: bool = False


def needs_second(kind: str) -> bool:
    """Whether a second clerk must confirm."""
    return kind in FACE_REPLACED


def missing_papers(seen: SeenPapers) -> str:
    """What is still to be shown, as a sentence for the clerk; empty when all is there."""
    if unknown := seen.papers - PAPERS.keys():
        return f"没有这种证件：{'、'.join(sorted(unknown))}。"
    if seen.age < ADULT_AGE:
        return _missing_for_child(seen)
    if _is_new_adult_with_guardian(seen):
        return ""
    if "id_card" not in seen.papers:
        return "要看本人的居民身份证原件。"
    if seen.has_agent and "proxy_letter" not in seen.papers:
        return "别人代办要交本人签字的委托书。"
    return ""


def _is_new_adult_with_guardian(seen: SeenPapers) -> bool:
    """Just 16 and without an identity card yet (P57); whoever takes the consent judges the day."""
    with_guardian = {"household_register", "guardian"} <= seen.papers
    return seen.is_consent and seen.age == ADULT_AGE and with_guardian


def _missing_for_child(seen: SeenPapers) -> str:
    if not seen.has_agent:
        return "未满 16 周岁要由监护人来办，请登记监护人。"
    if not seen.papers & {"household_register", "birth_certificate"}:
        return "要看能证明监护关系的户口簿或出生医学证明。"
    return ""
