"""B2 and B5: a settle call and a scan against a view that reads one row, in the web process.

All three go through every middleware by Django's own client, in this process; what PostgreSQL
spends is not counted. Each settle and each scan has its own visit and code, made outside the time.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from tests.factories import world
from vouchers.services import codes

from .measure import ROUNDS, Row, ratio

_TIMES = 8
_LINES = [(str(number), "XA01", "1", "12.50") for number in range(5)]
_keys = count(1)


def rows(tenant: Any) -> list[Row]:
    """Enough is prepared before the first round begins."""
    world.active_pack(tenant)
    world.catalogue()
    till = world.Till(world.institution(tenant))
    return [_settling(tenant, till), _scanning(tenant, till)]


def _one_row(till: world.Till) -> Callable[[], None]:
    return lambda: _must(till.get("bench/one-row/"), 200)


def _settling(tenant: Any, till: world.Till) -> Row:
    wanted = ROUNDS * _TIMES + 1
    ready = [_quoted(till, world.insured(tenant, balance="100.00")) for _ in range(wanted)]

    def settle() -> None:
        visit, quote = ready.pop()
        _must(till.settle(visit, quote, cash_method="cash"), 201)

    found, ours, base = ratio(settle, _one_row(till), times=_TIMES)
    return Row("B2", "结算一次（网页进程）", "认出客户端、读一行的接口", found,
               "≤ 2.5，再求 1.5", ours, base)  # fmt: skip


def _quoted(till: world.Till, who: world.Insured) -> tuple[str, dict[str, Any]]:
    visit = till.visit(who)
    _must(till.fees(visit, *_LINES), 201)
    return visit, till.quote(visit)


def _scanning(tenant: Any, till: world.Till) -> Row:
    people = [world.insured(tenant) for _ in range(ROUNDS * _TIMES + 1)]
    shown = [codes.issue(by=who.user, person=who.person).code for who in people]

    def scan() -> None:
        body = {"medium": "code", "code": shown.pop(), "business_type": "01301", "terminal": "T01",
                "operator": {"id": "0007", "name": "收费员"}}  # fmt: skip
        _must(till.post("scans/", body, key=f"bench-{next(_keys)}"), 201)

    found, ours, base = ratio(scan, _one_row(till), times=_TIMES)
    return Row("B5", "扫码一次（网页进程）", "认出客户端、读一行的接口", found, "≤ 2",
               ours, base)  # fmt: skip


def _must(answer: Any, status: int) -> None:
    if answer.status_code != status:
        raise SystemExit(f"bench: {answer.status_code}, not {status}: {answer.content[:300]!r}")
