"""Rows of cases whose lives are told: cases, steps, words, leases, who may not decide.

The database lets nobody write a word who does not hold the case (T33, T36). So every case with
words is first in review; each round hands it to the next officer and writes one word of each; then
all cases move to where they stand.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yibao.audit import services as audit

from .lives import IN_REVIEW, OPEN, REJECT, RETURN, Life, Step, Word
from .tables import table

_LEASED_FOR = timedelta(hours=8)


@dataclass(slots=True)
class Entry:
    """A case to be stored; ``persons`` are keyed hashes of who is involved, ``evidence`` what lies
    before the officer. ``decisions`` are filled in by ``store``, in the order of the words."""

    case: Any
    life: Life
    persons: tuple[str, ...] = ()
    staff: tuple[Any, ...] = ()
    evidence: list[dict[str, str]] = field(default_factory=list)
    checklist: dict[str, bool] = field(default_factory=dict)
    reasons: dict[str, Any] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    decisions: list[Any] = field(default_factory=list)


def case_row(owner: Any, life: Life, **columns: Any) -> Any:
    """A case as it stands at the end of its life."""
    ended = life.state in ("APPROVED", "REJECTED")
    back = life.last("came_back")
    return table("Case")(
        tenant=owner,
        state=life.state,
        reviewer=None if life.state in (OPEN, "WITHDRAWN") else life.who,
        opened_at=life.opened_at,
        promised_days=life.days,
        due_at=life.due_at,
        returned_at=life.last("returned") if life.state == "RETURNED" else None,
        decided_at=life.at if ended else None,
        came_back_at=back,
        fence=life.fence,
        **columns,
    )


def store(owner: Any, entries: list[Entry]) -> None:
    """Everything of these cases, in a handful of statements."""
    cases = [one.case for one in entries]
    final = {one.pk: (one.state, one.reviewer, one.decided_at) for one in cases}
    spoken = [one for one in entries if one.life.words]
    for one in spoken:
        _hand(one, 0)
    table("Case").objects.bulk_create(cases)
    _bar(entries)
    in_hand = [one for one in entries if one.case.state == IN_REVIEW]
    table("Lease").objects.bulk_create([_lease(one) for one in in_hand])
    for round_ in range(max((len(one.life.words) for one in spoken), default=0)):
        _say(spoken, round_)
    for one in cases:
        one.state, one.reviewer, one.decided_at = final[one.pk]
    done = [one.case for one in spoken]
    ended = [one.pk for one in done if one.state != IN_REVIEW]
    table("Lease").objects.filter(case__in=ended).delete()
    table("Case").objects.bulk_update(done, ["state", "reviewer", "decided_at"])
    table("CaseEvent").objects.bulk_create(
        [_event(one.case, step) for one in entries for step in one.life.steps]
    )


def _hand(one: Entry, round_: int) -> None:
    one.case.state, one.case.reviewer = IN_REVIEW, one.life.words[round_].who
    one.case.decided_at = None


def _lease(one: Entry) -> Any:
    taken = one.life.last("taken") or one.life.at
    until = max(one.life.now + _LEASED_FOR, taken + _LEASED_FOR)
    return table("Lease")(
        case=one.case, holder=one.case.reviewer, fence=one.case.fence, taken_at=taken,
        beat_at=one.life.now, expires_at=until,
    )  # fmt: skip


def _say(spoken: list[Entry], round_: int) -> None:
    now = [one for one in spoken if len(one.life.words) > round_]
    if round_:
        for one in now:
            _hand(one, round_)
        table("Case").objects.bulk_update([one.case for one in now], ["reviewer"])
        leases = [_lease(one) for one in now]
        table("Lease").objects.bulk_update(leases, ["holder"])
    rows = [_decision(one, one.life.words[round_]) for one in now]
    table("Decision").objects.bulk_create(rows)
    for one, row in zip(now, rows, strict=True):
        one.decisions.append(row)
    uses = [
        table("ReasonUse")(
            decision=row, case=one.case, reason=one.reasons[word.reason], slot_code=word.slot,
            at=word.at,
        )
        for one, row in zip(now, rows, strict=True)
        if (word := one.life.words[round_]).reason in one.reasons
    ]  # fmt: skip
    table("ReasonUse").objects.bulk_create(uses)


def _decision(one: Entry, word: Word) -> Any:
    reason = one.reasons.get(word.reason)
    said = reason.say(one.titles.get(word.slot, "")) if reason else ""
    codes = [f"{word.slot}:{word.reason}" if word.slot else word.reason] if word.reason else []
    return table("Decision")(
        case=one.case,
        kind=word.kind,
        stage=word.stage,
        decider=word.who,
        at=word.at,
        reason_codes=codes,
        evidence=one.evidence,
        checklist={} if word.kind in (RETURN, REJECT) else one.checklist,
        text_sent=said or None,
    )


def _bar(entries: list[Entry]) -> None:
    """Persons and officers of a matter never decide it (T32)."""
    rows = []
    for one in entries:
        common = {"case": one.case, "at": one.life.opened_at}
        rows += [table("Barred")(person_index=index, **common) for index in set(one.persons)]
        rows += [table("Barred")(staff=who, **common) for who in set(one.staff)]
    table("Barred").objects.bulk_create(rows)


def _event(case: Any, step: Step) -> Any:
    return table("CaseEvent")(
        case=case,
        verb=step.verb,
        actor=audit.actor_of(step.who),
        from_state=step.before,
        to_state=step.after,
        at=step.at,
    )
