"""An institution's records of a period: bills, and refunds with a minus sign (P134).

A bill whose reversal falls into the same period is no record: the institution never had its answer
(P62). A reversal of an earlier period's bill is a negative record of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import connection, transaction

from yibao.kernel import clock

from ..data.clearing import SUM_FIELDS, Totals, med_types_of
from ..models.amounts import FUND_FIELDS

#: Amounts of a record, signed, in 分.
AMOUNTS = (*SUM_FIELDS, "hosp_part_amt", *FUND_FIELDS)
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records: days of Shanghai, both included; empty texts mean every one."""

    institution_id: UUID
    date_from: date
    date_to: date
    insutype: str = ""
    clr_type: str = ""

    def params(self) -> dict[str, Any]:
        """Values of ``RECORDS``."""
        kinds, is_listed = med_types_of(self.clr_type) if self.clr_type else ([], False)
        return {
            "institution": self.institution_id,
            "start": midnight(self.date_from),
            "end": midnight(self.date_to + timedelta(days=1)),
            "insutype": self.insutype,
            "kinds": kinds,
            "is_listed": is_listed,
        }


class Line(NamedTuple):
    """One record of a statement; amounts in 分."""

    setl_id: str
    refd_setl_flag: str
    moment: datetime
    mdtrt_id: str
    insutype: str
    med_type: str
    medfee_sumamt: int
    fund_pay_sumamt: int
    acct_pay: int
    acct_mulaid_pay: int
    psn_cash_pay: int


class Period(Protocol):
    """Whatever names days, an insurance and a class."""

    date_from: date
    date_to: date
    insutype: str
    clr_type: str


def scope_of(institution_id: UUID, period: Period) -> Scope:
    """The records of an institution that a period names."""
    return Scope(institution_id, period.date_from, period.date_to, period.insutype, period.clr_type)


def midnight(day: date) -> datetime:
    """The beginning of a day in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)


def _amounts(alias: str, sign: str) -> str:
    return ", ".join(f"{sign}{alias}.{name}_fen AS {name}" for name in AMOUNTS)


_IN_SCOPE = """
    s.institution_id = %(institution)s
    AND (%(insutype)s = '' OR v.insutype = %(insutype)s)
    AND ((v.med_type = ANY(%(kinds)s)) = %(is_listed)s)"""
#: ``undone``: bill or reversal of a pair within the period; ``pair``: the other's number.
RECORDS = f"""
    SELECT s.setl_id, '0' AS flag, s.id AS fact, s.id AS bill, s.setl_time AS moment,
        v.id AS visit, v.mdtrt_id, v.insutype, v.med_type, undo.refund_setl_id AS pair,
        undo.refund_setl_id IS NOT NULL AS undone, {_amounts("s", "")}
    FROM settlement_settlement s
    JOIN settlement_visit v ON v.id = s.visit_id
    LEFT JOIN settlement_refund undo ON s.state = 'REVERSED' AND undo.settlement_id = s.id
        AND undo.is_reversal AND undo.created_at >= %(start)s AND undo.created_at < %(end)s
    WHERE s.setl_time >= %(start)s AND s.setl_time < %(end)s AND {_IN_SCOPE}
    UNION ALL
    SELECT r.refund_setl_id, '1', r.id, s.id, r.created_at,
        v.id, v.mdtrt_id, v.insutype, v.med_type, CASE WHEN r.is_reversal THEN s.setl_id END,
        r.is_reversal AND s.setl_time >= %(start)s AND s.setl_time < %(end)s,
        {_amounts("r", "-")}
    FROM settlement_refund r
    JOIN settlement_settlement s ON s.id = r.settlement_id
    JOIN settlement_visit v ON v.id = s.visit_id
    WHERE r.created_at >= %(start)s AND r.created_at < %(end)s AND {_IN_SCOPE}"""  # noqa: S608 (names of columns)
_TOTALS = f"""
    WITH ours AS ({RECORDS})
    SELECT count(*), {", ".join(f"coalesce(sum({name}), 0)::bigint" for name in AMOUNTS)}
    FROM ours WHERE NOT undone"""  # noqa: S608 (names of columns)
_CARDS = f"""
    WITH ours AS ({RECORDS})
    SELECT coalesce((
        SELECT sum(p.amount_fen) FROM ours o
        JOIN settlement_settlementpart p ON p.settlement_id = o.fact AND p.kind = 'CARD'
        WHERE NOT o.undone AND o.flag = '0'
    ), 0)::bigint - coalesce((
        SELECT sum(x.amount_fen) FROM ours o
        JOIN settlement_refundpart x ON x.refund_id = o.fact
        JOIN settlement_settlementpart p ON p.id = x.part_id AND p.kind = 'CARD'
        WHERE NOT o.undone AND o.flag = '1'
    ), 0)::bigint"""  # noqa: S608 (the query above)
_LINES = f"""
    WITH ours AS ({RECORDS})
    SELECT setl_id, flag, moment, mdtrt_id, insutype, med_type, {", ".join(SUM_FIELDS)}
    FROM ours WHERE NOT undone ORDER BY moment, setl_id"""  # noqa: S608 (names of columns)


def unhurried() -> None:
    """A month of a large hospital takes longer than a page may; for the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")


def totals(scope: Scope) -> Totals:
    """What both sides of a reconciliation compare."""
    count, sums = _sums(scope)
    return Totals({name: sums[name] for name in SUM_FIELDS}, count)


def clearing_sums(scope: Scope) -> dict[str, int]:
    """What a month is worth, in 分: every amount of the records, ``card_pay`` (what the bank
    collected of the cash part), ``own_cash`` (what the institution collected itself),
    ``payable`` (funds, accounts and cards: what the centre owes it) and ``count``."""
    count, sums = _sums(scope)
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, scope.params())
        by_card = cursor.fetchone()[0]
    own_cash = sums["psn_cash_pay"] - by_card
    return {
        **sums,
        "card_pay": by_card,
        "own_cash": own_cash,
        "payable": sums["medfee_sumamt"] - sums["hosp_part_amt"] - own_cash,
        "count": count,
    }


def _sums(scope: Scope) -> tuple[int, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, scope.params())
        count, *sums = cursor.fetchone()
    return count, dict(zip(AMOUNTS, sums, strict=True))


def lines(scope: Scope) -> Iterator[Line]:
    """Every record in order of time, from a cursor in the database: memory stays constant."""
    with transaction.atomic():
        unhurried()
        with connection.cursor() as cursor:
            # Whoever reads slowly keeps the cursor waiting between two pieces.
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', '120s', true)")
        with connection.chunked_cursor() as cursor:
            cursor.execute(_LINES, scope.params())
            while rows := cursor.fetchmany(_CHUNK):
                yield from (Line(*row) for row in rows)
