"""The six points: what the clients were told against what the books hold, and all that readers saw.

Pure: it knows neither the site nor the database, so a planted lie can be shown to it.
"""

from collections import defaultdict
from collections.abc import Iterable

from .history import OK, REFUND, REFUSED, REPEAT, REVERSE, SETTLE, UNKNOWN, Books, Operation
from .history import Snapshot as Seen

LEAST_OPERATIONS, LEAST_LACKING = 5_000, 500
FINAL = {"SETTLED", "FAILED", "REVERSED"}


def check(
    history: list[Operation], books: Books, snapshots: list[Seen], *, total: int, accounts: int
) -> list[str]:
    """Every violation in words; none where the books are what everybody was told.

    ``total`` is the money that was paid into accounts in 分, ``accounts`` how many there are.
    """
    return [
        *_settled(history, books),
        *_repeated(history),
        *_refunded(history, books),
        *_reversed(history, books),
        *_asked(history, books),
        *(f"point 4: {broken}" for broken in books.proof),
        *_seen(snapshots, total, accounts),
    ]


def too_little(history: list[Operation]) -> list[str]:
    """Point 6: what is missing for the run to prove much."""
    lacking = sum(one.lacked for one in history)
    found = []
    if len(history) < LEAST_OPERATIONS:
        found.append(f"point 6: {len(history)} operations, fewer than {LEAST_OPERATIONS}")
    if lacking < LEAST_LACKING:
        found.append(f"point 6: {lacking} refused for lack of balance, fewer than {LEAST_LACKING}")
    return found


def _settled(history: list[Operation], books: Books) -> Iterable[str]:
    for key, calls in _by_key(history, SETTLE, REPEAT).items():
        yield from _once("bill", key, calls, books.bills.get(key, []))


def _refunded(history: list[Operation], books: Books) -> Iterable[str]:
    for key, calls in _by_key(history, REFUND).items():
        yield from _once("refund", key, calls, books.refunds.get(key, []))
    known = {one.key for one in history if one.kind in (SETTLE, REPEAT)}
    for key in set(books.bills) - known:
        yield f"point 1: bill of key {key}, which nobody sent"


def _once(what: str, key: str, calls: list[Operation], held: list[str]) -> Iterable[str]:
    """Points 1, 2 and 3 for one key."""
    if len(held) > 1:
        yield f"point 1: {what} of {key} is {len(held)} times in the books"
    said = {one.number for one in calls if one.outcome == OK}
    if said and said != set(held):
        yield f"point 1: {what} {sorted(said)} of {key} was confirmed, the books hold {held}"
    if held and not said and {one.outcome for one in calls} == {REFUSED}:
        yield f"point 2: {what} of {key} was refused, the books hold {held}"


def _repeated(history: list[Operation]) -> Iterable[str]:
    """A key has one answer, to the byte; who had none may get any, once."""
    for kinds in ((SETTLE, REPEAT), (REFUND,)):
        for key, calls in _by_key(history, *kinds).items():
            bodies = {one.body_sha256 for one in calls if one.outcome == OK}
            if len(bodies) > 1:
                yield f"point 1: {key} was answered in {len(bodies)} ways"


def _reversed(history: list[Operation], books: Books) -> Iterable[str]:
    """Who was told "reversed" finds the bill reversed, who was told "blocked" finds none."""
    for key, calls in _by_key(history, REVERSE).items():
        held = books.bills.get(key, [])
        states = {books.states[number] for number in held}
        for one in calls:
            if one.outcome != OK:
                continue
            if one.number in ("reversed", "already_reversed") and held and states != {"REVERSED"}:
                yield f"point 1: {key} was reversed, the books say {sorted(states)}"
            if one.number == "reversed" and not held:
                yield f"point 1: {key} was reversed, but there is no bill"
            if one.number == "not_found_blocked" and held:
                yield f"point 2: {key} was blocked, the books hold {held}"


def _asked(history: list[Operation], books: Books) -> Iterable[str]:
    """Point 3: asking gives one final answer for ever, and it is what the books hold."""
    for key in _by_key(history, SETTLE, REPEAT):
        told, held = books.answers.get(key, []), books.bills.get(key, [])
        if len(set(told)) > 1:
            yield f"point 3: asked for {key}, the answers differ: {told}"
        for status, number in told[:1]:
            unsent = status == "UNKNOWN" and not held
            if status not in FINAL and not unsent:
                yield f"point 3: {key} is still {status}"
            if (number or None) != next(iter(held), None):
                yield f"point 3: asked for {key}: {number or 'none'}, the books hold {held}"


def _seen(snapshots: list[Seen], total: int, accounts: int) -> Iterable[str]:
    """Point 5: every account, nothing below zero, and always the same money."""
    for number, one in enumerate(snapshots):
        if len(one.balances) != accounts:
            yield f"point 5: snapshot {number} shows {len(one.balances)} of {accounts} accounts"
        if any(balance < 0 for balance in one.balances.values()):
            yield f"point 5: snapshot {number} shows a negative balance"
        if one.legs:
            yield f"point 5: snapshot {number}: debits and credits differ by {one.legs} fen"
        held = sum(one.balances.values()) + one.spent
        if held != total:
            yield f"point 5: snapshot {number} holds {held} fen, not {total}"


def _by_key(history: list[Operation], *kinds: str) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = defaultdict(list)
    for one in history:
        if one.kind in kinds:
            found[one.key].append(one)
    return found


def tally(history: list[Operation]) -> dict[str, int]:
    """How many of each outcome, for the report."""
    counts: dict[str, int] = defaultdict(int)
    for one in history:
        counts[one.outcome] += 1
    return {outcome: counts[outcome] for outcome in (OK, REFUSED, UNKNOWN)}
