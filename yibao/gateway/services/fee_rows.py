"""Batches of fee rows, numbers that serve once, and rows that take another back (3.2)."""

from dataclasses import replace
from typing import Any

from settlement.errors import FeeDuplicate
from settlement.services import fees
from yibao.kernel import clock

from ..data import Call
from ..errors import FeeBatchUnknown, FeeRowsOfSeveralVisits, FeeTakenBackTooFar
from ..mapping import lines
from ..models import GatewayFee
from . import visits

EVERYTHING = "0000"


def one_visit(*, by: Any, call: Call, rows: list[dict[str, Any]]) -> Any:
    """The visit of all rows. Raises ``gateway.fees_of_several_visits``."""
    if len({(row["mdtrt_id"], row["psn_no"]) for row in rows}) != 1:
        raise FeeRowsOfSeveralVisits
    return visits.named(by=by, call=call, row=rows[0])


def add(*, by: Any, call: Call, node: str, visit: Any, batch: str = "") -> list[Any]:
    """Store the rows of a node as fees of the visit; answers the stored lines in their order.

    Runs inside the caller's transaction, as all here.
    """
    asks = lines.asks(call, node, visit)
    results = fees.add(by=by, institution=call.institution, visit_id=visit.visit_id, asks=asks)
    rows = call.data[node]
    numbers = [str(row["feedetl_sn"]) for row in rows]
    _refuse_used(call, visit, numbers)
    batches = [row.get("chrg_bchno") or batch for row in rows]
    _remember(call, visit, list(zip(numbers, batches, [""] * len(rows), strict=True)))
    return [one.line for one in results]


def add_signed(*, by: Any, call: Call, node: str, visit: Any) -> list[dict[str, Any]]:
    """Rows of a stay: those with a minus lower earlier ones (2301); answers a result a row."""
    rows = call.data[node]
    plain = [row for row in rows if not _takes_back(row)]
    found: dict[str, dict[str, Any]] = {}
    if plain:
        stored = add(by=by, call=replace(call, data={node: plain}), node=node, visit=visit)
        found = {row["feedetl_sn"]: row for row in lines.results(call, visit, stored)}
    for row in rows:
        if _takes_back(row):
            before, after = take_back(by=by, call=call, visit=visit, row=row)
            found[str(row["feedetl_sn"])] = lines.taken_back(call, row, before, after)
    return [found[str(row["feedetl_sn"])] for row in rows]


def _takes_back(row: dict[str, Any]) -> bool:
    return row["cnt"] < 0 and bool(row["init_feedetl_sn"])


def remove(*, by: Any, call: Call, visit: Any, numbers: list[str] | None) -> None:
    """Remove unsettled lines, all where None, with what took them back."""
    fees.remove(by=by, institution=call.institution, visit_id=visit.visit_id, feedetl_sns=numbers)
    held = _of(call, visit)
    if numbers is None:
        held.delete()
        return
    held.filter(feedetl_sn__in=numbers).delete()
    held.filter(init_feedetl_sn__in=numbers).delete()


def remove_batch(*, by: Any, call: Call, visit: Any, batch: str) -> None:
    """2205: one batch, or everything. Raises ``gateway.fee_batch_unknown``."""
    if batch == EVERYTHING:
        remove(by=by, call=call, visit=visit, numbers=None)
        return
    numbers = list(_of(call, visit).filter(chrg_bchno=batch).values_list("feedetl_sn", flat=True))
    if not numbers:
        raise FeeBatchUnknown(batch=batch)
    remove(by=by, call=call, visit=visit, numbers=numbers)


def take_back(*, by: Any, call: Call, visit: Any, row: dict[str, Any]) -> Any:
    """A row with a minus lowers an earlier row: the line before and after.

    Raises ``gateway.fee_taken_back_too_far``.
    """
    number, first, back = str(row["feedetl_sn"]), row["init_feedetl_sn"] or "", -row["cnt"]
    lines_of = fees.take_back(
        by=by, institution=call.institution, visit_id=visit.visit_id, feedetl_sn=first, cnt=back
    )
    if lines_of is None:
        raise FeeTakenBackTooFar(feedetl_sn=number, init_feedetl_sn=first)
    _refuse_used(call, visit, [number])
    _remember(call, visit, [(number, "", first)])
    return lines_of


def is_known(*, by: Any, call: Call, visit: Any, batch: str) -> bool:
    """Whether rows of this batch were sent."""
    return _of(call, visit).filter(chrg_bchno=batch).exists()


def _of(call: Call, visit: Any) -> Any:
    return GatewayFee.objects.filter(institution=call.institution, mdtrt_id=visit.mdtrt_id)


def _refuse_used(call: Call, visit: Any, numbers: list[str]) -> None:
    """A number serves once; ``fees.add`` holds the row of the visit."""
    for number in (
        _of(call, visit).filter(feedetl_sn__in=numbers).values_list("feedetl_sn", flat=True)
    ):
        raise FeeDuplicate(feedetl_sn=number)


def _remember(call: Call, visit: Any, rows: list[tuple[str, str, str]]) -> None:
    GatewayFee.objects.bulk_create(
        [
            GatewayFee(
                institution=call.institution,
                mdtrt_id=visit.mdtrt_id,
                feedetl_sn=number,
                chrg_bchno=batch,
                init_feedetl_sn=first,
                created_at=clock.now(),
            )
            for number, batch, first in rows
        ]
    )
