"""Passing an officer's word on: to the app of the case, or back to the queue (P183, T36)."""

from typing import Any

from .. import dossiers, services
from ..desk import taking
from ..dossiers import Dossier, Word
from ..models import Case
from . import case_said as words
from .case_said import Said

DONE = {
    words.APPROVE: "已通过。",
    words.RETURN: "已退回，当事人会收到要补什么。",
    words.REJECT: "已记为不通过。",
    words.REFER: "已转复核。",
    words.PUT_BACK: "已放回队列。",
}
FIRST = "您的结论记下了，等另一位同事复核后生效。"


def say(
    user: Any, case: Case, dossier: Dossier, said: Said, fence: int, evidence: list[dict[str, str]]
) -> str:
    """Say it; answers the sentence for the officer. Raises what the services raise."""
    if said.kind == words.PUT_BACK:
        services.put_back(by=user, ref=case.ref, note=said.note, fence=fence)
    elif said.kind == words.REFER:
        taking.refer(by=user, ref=case.ref, reason=said.note, fence=fence)
    else:
        word = words.word(said, dossier, fence=fence, evidence=evidence)
        kind = dossiers.kind_of(case.case_type)
        (kind.decide or plainly)(user, case, word)
        if said.kind in (words.APPROVE, words.REJECT) and _is_open(case):
            return FIRST
    return DONE[said.kind]


def plainly(user: Any, case: Case, word: Word) -> None:
    """The word on a case whose app has no page of its own: the person reads ``text``."""
    services.decide(
        by=user,
        ref=case.ref,
        kind=word.kind,
        fence=word.fence,
        evidence=list(word.evidence),
        reason_codes=[code for _, code in word.reasons],
        text_sent=word.text,
        checklist=dict(word.checklist),
        note=word.text or word.note,
    )


def sentence(case: Case, dossier: Dossier, said: Said) -> str:
    """What the person will read, exactly; empty where a word says nothing to the person."""
    if said.kind in ("", words.REFER, words.PUT_BACK):
        return ""
    kind = dossiers.kind_of(case.case_type)
    word = words.word(said, dossier, fence=0, evidence=[])
    return kind.preview(case, word) if kind.preview is not None else said.text


def _is_open(case: Case) -> bool:
    return Case.objects.filter(pk=case.pk, decided_at__isnull=True).exists()
