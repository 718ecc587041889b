"""B7: the reviewers' queue at very many open cases against the same at a thousand.

Both sides go through the same code on the same database, before and after `seed_city` has filled
it; here the time of PostgreSQL counts, so it is the wall clock. Sixteen officers then take at once.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cases.scene import Desk
from yibao.cases.desk import taking
from yibao.cases.queues import counts, listing
from yibao.cases.queues import tabs as queues
from yibao.cases.queues.listing import Wanted
from yibao.sandbox.seeding import scale

from .measure import Row

FEW, MANY = 1_000, 1_000_000
OFFICERS, EACH = 16, 12
_TIMES = 41


def rows(tenant: Any, many: int = MANY) -> list[Row]:
    """The page with its numbers, the next case, and what waiting there is among sixteen."""
    desk = Desk(tenant)
    officer = desk.officer()
    scale.city(tenant, people=0, reviews=FEW, seed=1, say=lambda line: None)
    statements = _statements(officer)
    base = {name: _seconds(work) for name, work in _works(officer).items()}
    scale.city(tenant, people=0, reviews=many - FEW, seed=2, say=print)
    ours = {name: _seconds(work) for name, work in _works(officer).items()}
    target = f"≤ 1.3；≤ 12 条 SQL（{max(statements, _statements(officer))} 条）"
    found = [
        Row("B7", f"{name}，{many:,} 件待审", f"{FEW:,} 件待审", ours[name] / base[name],
            target, ours[name], base[name])
        for name in base
    ]  # fmt: skip
    return [*found, _rush(desk, base["取下一件"])]


def _works(officer: Any) -> dict[str, Callable[[], object]]:
    return {
        "审核队列一页": lambda: listing.page(queues.Reader.now(officer), Wanted()),
        "队列的数字": lambda: counts.of(officer, fresh=True),
        "取下一件": lambda: _taken_and_left(officer),
    }


def _taken_and_left(officer: Any) -> None:
    """The next case, and back: each time finds the queue as it was."""
    with transaction.atomic():
        taking.take_next(by=officer)
        transaction.set_rollback(True)


def _seconds(work: Callable[[], object]) -> float:
    """The middle of many; the first ones warm what is kept."""
    work(), work()
    found = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return median(found)


def _statements(officer: Any) -> int:
    counts.of(officer, fresh=True)
    with CaptureQueriesContext(connection) as seen:
        listing.page(queues.Reader.now(officer), Wanted())
        counts.of(officer)
    return len(seen)


def _rush(desk: Desk, alone: float) -> Row:
    """Sixteen officers take at once, again and again: no case twice."""
    officers = [desk.officer() for _ in range(OFFICERS)]
    with ThreadPoolExecutor(OFFICERS) as pool:
        done = [one for some in pool.map(_take_some, officers) for one in some]
    refs = [ref for ref, _ in done]
    if len(set(refs)) != OFFICERS * EACH:
        raise SystemExit("bench: a case was taken twice, or none was left")
    slowest = quantiles([seconds for _, seconds in done], n=100)[98]
    return Row("B7", f"{OFFICERS} 人同时取，最慢的百分之一", "一个人取", slowest / alone,
               "没有一件取两次；等 ≤ 50 ms", slowest, alone)  # fmt: skip


def _take_some(officer: Any) -> list[tuple[str, float]]:
    found = []
    try:
        for _ in range(EACH):
            began = time.perf_counter()
            case = taking.take_next(by=officer)
            found.append((case.ref if case else "", time.perf_counter() - began))
    finally:
        connection.close()
    return found
