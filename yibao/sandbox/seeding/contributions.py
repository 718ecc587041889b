"""Contributions of the demo people: two years of months, or three years for residents."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from yibao.kernel import clock

from ..demo.neighbours import PEOPLE
from ..demo.people import RESIDENT, RETIRED, SUSPENDED, DemoPerson
from . import register
from .tables import table

MONTHS, YEARS = 24, 3
#: How many months a suspended person's employer is behind, and who else misses one month.
BEHIND = 4
MISS_ONE = ("two_cards", "temp_worker")
_EMPLOYER_E4, _PERSONAL_E4 = 650, 200
_RETIRED_FEN = 9000
_RESIDENT_FEN, _SUBSIDY_FEN = 40000, 67000


def records(owner: Any) -> int:
    """Rows that are missing are added; nothing is changed."""
    today = clock.today(owner)
    model = table("Contribution")
    rows = [
        model(person=register.row_of(owner, one), insuplc_admdvs=one.place, **facts)
        for one in PEOPLE
        if one.is_insured
        for facts in _records_of(one, today)
    ]
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _records_of(one: DemoPerson, today: date) -> Iterator[dict[str, Any]]:
    if one.insurance == RESIDENT:
        yield from _years(one, today)
        return
    for back in range(MONTHS, 0, -1):
        is_behind = one.status == SUSPENDED and back <= BEHIND
        if is_behind or (one.key in MISS_ONE and back == BEHIND + 2):
            continue
        yield _month(one, today.year * 12 + today.month - 1 - back)


def _month(one: DemoPerson, number: int) -> dict[str, Any]:
    year, month = divmod(number, 12)
    facts = {"insutype": one.insurance, "period": f"{year}{month + 1:02d}"}
    paid_on = date(year + (month == 11), (month + 1) % 12 + 1, 12)
    if one.psn_type == RETIRED:
        return {**facts, "account_fen": _RETIRED_FEN, "paid_on": paid_on}
    base = 520000 + one.number % 9 * 43000
    personal = base * _PERSONAL_E4 // 10000
    return {
        **facts,
        "payer_name": f"德阳演示单位{one.number % 5 + 1}",
        "base_fen": base,
        "employer_fen": base * _EMPLOYER_E4 // 10000,
        "personal_fen": personal,
        "account_fen": personal,
        "paid_on": paid_on,
    }


def _years(one: DemoPerson, today: date) -> Iterator[dict[str, Any]]:
    born = one.born(today).year
    for year in range(max(born, today.year - YEARS + 1), today.year + 1):
        yield {
            "insutype": RESIDENT,
            "period": str(year),
            "personal_fen": _RESIDENT_FEN,
            "subsidy_fen": _SUBSIDY_FEN,
            "paid_on": date(year - (born < year), 11, 20),
        }
