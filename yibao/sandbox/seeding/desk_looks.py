"""Blind second looks at the demo's decided cases: done, at odds, settled, and waiting."""

from datetime import timedelta
from typing import Any

from yibao.cases.looks import draws as look_draws

from .desk import Entry
from .fates import Office
from .lives import APPROVE, REJECT
from .tables import table

_SEED = "demo"
DONE, WAITING = 18, 4
_AT_ODDS = (2, 9, 14)
_SETTLED = 9


def store(entries: list[Entry], office: Office) -> None:
    """The latest decided cases wait; older ones were looked at by the other reviewer."""
    alone = [one for one in entries if len(one.life.words) == 1 and one.life.state == "APPROVED"]
    alone = [one for one in alone if one.case.case_type == "family.request"]
    alone.sort(key=lambda one: one.life.at, reverse=True)
    looks = [_look(one) for one in alone[:WAITING]]
    older = alone[WAITING : WAITING + DONE]
    looks += [_done(one, place, office) for place, one in enumerate(older)]
    table("SecondLook").objects.bulk_create(looks)


def _look(one: Entry) -> Any:
    return table("SecondLook")(
        case=one.case,
        decision=one.decisions[-1],
        why="RISK" if one.case.is_risky else "RANDOM",
        seed=_SEED,
        draw=look_draws.lot(_SEED, one.case.pk),
        chance=1,
        drawn_at=one.life.at + timedelta(seconds=2),
    )


def _done(one: Entry, place: int, office: Office) -> Any:
    first, second, lead = office.officers
    decider = one.life.words[-1].who
    row = _look(one)
    row.state, row.fence = "DONE", 1
    row.reviewer = second if decider.pk == first.pk else first
    row.done_at = min(one.life.at + timedelta(hours=20), office.now - timedelta(minutes=9))
    row.taken_at = row.done_at - timedelta(minutes=6)
    row.kind = REJECT if place in _AT_ODDS else APPROVE
    row.reason_codes = ["NO_RELATION"] if place in _AT_ODDS else []
    row.agrees = place not in _AT_ODDS
    row.evidence, row.checklist = one.evidence, one.checklist
    if place == _SETTLED and decider.pk != lead.pk:
        row.settled_by, row.settled_kind = lead, APPROVE
        row.settled_at = min(row.done_at + timedelta(hours=5), office.now)
        row.settled_note = "户口本首页能看出关系"
    return row
