"""Words of officers on a case: their stage, what they stood on, their row (P183, T33, T35)."""

from collections.abc import Iterable, Sequence
from typing import Any

from yibao.kernel import clock, masking

from . import four_eyes
from .errors import CaseHasOwnPage, EvidenceChanged, SecondPersonNeeded
from .events import evidence_wanted
from .models import Case, Decision

Evidence = Sequence[dict[str, str]] | None


def compare(*, case: Case, evidence: Evidence) -> None:
    """Raise ``EvidenceChanged`` where the files are not those that the page showed (T35)."""
    answers = [
        found for _, found in evidence_wanted.send(sender=Case, case=case) if found is not None
    ]
    if four_eyes.is_strict(case.case_type) and evidence is None:
        raise CaseHasOwnPage
    now = {(one["ref"], one["sha256"]) for found in answers for one in found}
    if answers and now != {(one["ref"], one["sha256"]) for one in evidence or ()}:
        raise EvidenceChanged


def first_words(case: Case) -> list[Decision]:
    """First words since the case was last returned."""
    return first_of(case.decisions.order_by("at", "id"))


def first_of(said: Iterable[Decision]) -> list[Decision]:
    """First words since the last return, of all words in order."""
    found: list[Decision] = []
    for one in said:
        found = [] if one.kind == Decision.Kind.RETURN else [*found, one]
    return [one for one in found if one.stage == Decision.Stage.FIRST]


def had_first_word(*, case: Case, by: Any) -> bool:
    """Whether this officer has said the first word already."""
    return any(one.decider_id == by.pk for one in first_words(case))


def stage_of(*, case: Case, by: Any, kind: str) -> str:
    """FIRST where another officer must agree, else FINAL (P181).

    Two officers who disagree need a third: the same word must have been said before.
    """
    said = first_words(case)
    if any(one.decider_id == by.pk for one in said):
        raise SecondPersonNeeded
    is_seconded = any(one.kind == kind for one in said)
    needs_two = case.rejects_by_two if kind == Decision.Kind.REJECT else case.needs_second
    if (needs_two or said) and not is_seconded:
        return Decision.Stage.FIRST
    return Decision.Stage.FINAL


def write(
    *,
    by: Any,
    case: Case,
    kind: str,
    stage: str,
    evidence: Evidence = None,
    reason_codes: Iterable[str] = (),
    rule_ids: Iterable[str] = (),
    text_sent: str = "",
    checklist: dict[str, Any] | None = None,
    note: str = "",
) -> Decision:
    """The row of a decision; it never changes (P183)."""
    return Decision.objects.create(
        case=case,
        kind=kind,
        stage=stage,
        decider=by,
        reason_codes=list(reason_codes),
        rule_ids=list(rule_ids),
        evidence=list(evidence or ()),
        checklist=checklist or {},
        note=masking.mask_text(note),
        text_sent=text_sent or None,
        at=clock.now(case.tenant),
    )
