"""Refunds (退费): whole or by lines, each part to the source it came from (P119, I10)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, money, outbox, rehearsal

from ..data import FUNDS, Breakdown
from ..data.cases import STAYS
from ..errors import (
    RefundExceedsSource,
    RefundLineUnknown,
    RefundNothingLeft,
    SettlementNotFound,
)
from ..models import (
    PersonYear,
    Refund,
    RefundLine,
    RefundPart,
    Settlement,
    SettlementLine,
    SettlementPart,
)
from ..models.amounts import AMOUNT_FIELDS
from ..rules.refunds import plan
from ..states import SETTLEMENT_MOVES, SettlementState, VisitState
from . import calculation, counters, refund_windows, sources, visits

REFUNDED_TOPIC = "settlement.refunded"
OPEN_STATES = (SettlementState.SETTLED, SettlementState.PARTLY_REFUNDED)


@dataclass(frozen=True, slots=True)
class LineAsk:
    """How much of one line comes back."""

    feedetl_sn: str
    cnt: Decimal


def refund(
    *,
    by: Any,
    institution: Any,
    setl_id: str,
    lines: list[LineAsk] | None,
    reason: str,
    invono: str = "",
    kind: str = "",
    refund_no: str = "",
) -> Refund:
    """Give back lines (all that is left where None). Runs inside the caller's transaction.

    The visit is calculated again without the returned lines, under the policy version, balances
    and counters of the day it was settled; the difference goes back to each source. ``kind``
    ``void`` insists on a void (撤销), ``refund`` on a refund; empty is a void where the area's
    rules make it one. ``refund_no`` is the institution's own number: repeated with the same
    content it gives the first refund again. Raises ``VoidOver``, ``RefundTooLate``,
    ``RefundAlreadyCleared``, ``RefundNumberTaken`` and what lines may raise.
    """
    digest = refund_windows.digest(by=by, setl_id=setl_id, lines=lines, reason=reason)
    settlement = locked(by=by, institution=institution, setl_id=setl_id)
    first = refund_windows.known(by=by, refund_no=refund_no, digest=digest)
    if first is not None:
        return first
    if settlement.state not in OPEN_STATES:
        raise RefundNothingLeft
    held = list(settlement.lines.all())
    back = _asked(held, lines)
    year = lock_year(settlement)
    failpoints.hit("after_locks")
    after = _without(settlement, held, back)
    is_void = refund_windows.check(by=by, settlement=settlement, kind=kind, is_whole=after is None)
    rehearsal.refuse(
        rehearsal.REFUND,
        tenant=settlement.visit.institution.tenant,
        fen=settlement.medfee_sumamt_fen,
        facts=lambda: {"kind": kind, "day": settlement.service_date.isoformat()},
    )
    facts = {
        "reason": reason,
        "invono": invono,
        "is_void": is_void,
        "partner_no": refund_no,
        "asked_sha256": digest,
    }
    record = _store(by, settlement, held, back, after, facts)
    counters.give_back(
        by=by,
        year=year,
        before=_counters_now(settlement, record),
        after=_counters_after(settlement, after),
    )
    _finish(by, settlement, record)
    return record


def locked(*, by: Any, institution: Any, setl_id: str) -> Settlement:
    """The institution's own settlement with its visit, both under lock (visit first)."""
    found = Settlement.objects.filter(institution=institution, setl_id=setl_id).first()
    if found is None:
        raise SettlementNotFound
    visit = visits.locked(by=by, institution=institution, visit_id=_visit_id(found))
    settlement = Settlement.objects.select_for_update().get(pk=found.pk)
    settlement.visit = visit
    return settlement


def _visit_id(settlement: Settlement) -> str:
    return settlement.visit.visit_id


def lock_year(settlement: Settlement) -> PersonYear:
    """The yearly counters of the bill under lock (after the bill, before accounts)."""
    return PersonYear.objects.select_for_update().get(
        person_id=settlement.person_id,
        year=settlement.service_date.year,
        insutype=settlement.visit.insutype,
    )


def _asked(held: list[SettlementLine], lines: list[LineAsk] | None) -> dict[str, Decimal]:
    left = {line.feedetl_sn: line.cnt - line.refunded_cnt for line in held}
    if lines is None:
        return {number: count for number, count in left.items() if count > 0}
    back: dict[str, Decimal] = {}
    for ask in lines:
        if ask.feedetl_sn not in left:
            raise RefundLineUnknown(feedetl_sn=ask.feedetl_sn)
        back[ask.feedetl_sn] = back.get(ask.feedetl_sn, Decimal(0)) + ask.cnt
        if back[ask.feedetl_sn] > left[ask.feedetl_sn]:
            raise RefundExceedsSource(
                feedetl_sn=ask.feedetl_sn, left=f"{left[ask.feedetl_sn].normalize():f}"
            )
    return back


def _without(
    settlement: Settlement, held: list[SettlementLine], back: dict[str, Decimal]
) -> Breakdown | None:
    """The visit without everything that was returned; None where nothing remains."""
    rest = []
    for line in held:
        count = line.cnt - line.refunded_cnt - back.get(line.feedetl_sn, Decimal(0))
        if count > 0:
            rest.append(calculation.line_document(line, count, amount_fen=_worth(line, count)))
    if not rest:
        return None
    return calculation.run(
        pack=settlement.pack,
        document={**settlement.case_document, "lines": rest},
        psn_insu_stas=settlement.visit.psn_insu_stas,
    )


def _worth(line: SettlementLine, count: Decimal) -> int:
    """What is left of a line in 分: never more than was charged for all of it, even where the
    charged amount was rounded down by the caller (P154)."""
    return min(line.amount_fen, money.line_fen(line.pric, count))


def _held_now(settlement: Settlement) -> dict[str, int]:
    """Header amounts that still stand: the bill less its refunds, in 分."""
    amounts = {name: getattr(settlement, f"{name}_fen") for name in AMOUNT_FIELDS}
    for earlier in settlement.refunds.all():
        for name in AMOUNT_FIELDS:
            amounts[name] -= getattr(earlier, f"{name}_fen")
    return amounts


def _store(
    by: Any,
    settlement: Settlement,
    held: list[SettlementLine],
    back: dict[str, Decimal],
    after: Breakdown | None,
    facts: dict[str, Any],
) -> Refund:
    now = _held_now(settlement)
    parts = list(settlement.parts.all())
    total = now["medfee_sumamt"] - (after.medfee_sumamt if after else 0)
    returned = plan(sources.remaining(by=by, parts=parts, after=after), total)
    record = Refund.objects.create(
        **_header(now, after, parts, returned),
        settlement=settlement,
        client=by,
        is_whole=after is None,
        **facts,
        breakdown=after.to_json() if after else None,
        created_at=clock.now(settlement.visit.institution.tenant),
    )
    by_number = {line.feedetl_sn: line for line in held}
    RefundLine.objects.bulk_create(
        [RefundLine(refund=record, line=by_number[sn], cnt=count) for sn, count in back.items()]
    )
    rows = [
        RefundPart(refund=record, part=part, account_id=part.account_id, amount_fen=amount)
        for part, amount in zip(parts, returned, strict=True)
        if amount > 0
    ]
    RefundPart.objects.bulk_create(rows)
    sources.give_back(by=by, settlement=settlement, record=record, rows=rows)
    return record


def _header(
    now: dict[str, int],
    after: Breakdown | None,
    parts: list[SettlementPart],
    returned: list[int],
) -> dict[str, int]:
    """Header of the refund in 分: scope amounts by recalculation, sources by what went back."""
    kinds = SettlementPart.Kind
    amounts = {name: now[name] - (getattr(after, name) if after else 0) for name in AMOUNT_FIELDS}
    sums = {kind: 0 for kind in kinds}
    funds: dict[str, int] = {}
    for part, amount in zip(parts, returned, strict=True):
        sums[part.kind] += amount
        if part.kind == kinds.FUND:
            funds[part.fund] = funds.get(part.fund, 0) + amount
    for name in FUNDS:
        amounts[name] = funds.get(name, 0)
    amounts["fund_pay_sumamt"] = sums[kinds.FUND]
    amounts["self_acct_pay"] = sums[kinds.OWN_ACCOUNT] + sums[kinds.WALLET]
    amounts["acct_mulaid_pay"] = sums[kinds.AID_ACCOUNT]
    amounts["acct_pay"] = amounts["self_acct_pay"] + amounts["acct_mulaid_pay"]
    amounts["psn_cash_pay"] = sums[kinds.CASH] + sums[kinds.CARD]
    amounts["psn_part_amt"] = amounts["acct_pay"] + amounts["psn_cash_pay"]
    return {f"{name}_fen": amount for name, amount in amounts.items()}


def _counters_now(settlement: Settlement, record: Refund) -> dict[str, int]:
    """The counters as the bill left them before this refund."""
    earlier = settlement.refunds.exclude(pk=record.pk).values_list("breakdown", flat=True)
    # The latest refund left the least; times do not tell, a clock may have been set back (F20).
    latest = min([settlement.breakdown, *earlier], key=_total_of)
    return read_counters(latest["counters"])


def _total_of(document: dict[str, Any]) -> int:
    return money.to_fen(money.parse_yuan(document["setlinfo"]["medfee_sumamt"]))


def read_counters(document: dict[str, Any]) -> dict[str, int]:
    """Counters of a stored calculation in 分; ``stays`` is a number."""
    return {
        name: value if name == STAYS else money.to_fen(money.parse_yuan(value))
        for name, value in document.items()
    }


def _counters_after(settlement: Settlement, after: Breakdown | None) -> dict[str, int]:
    """Where nothing remains, the counters are what they were before the bill."""
    if after is None:
        return read_counters(settlement.case_document["counters"])
    return dict(after.counters)


def _finish(by: Any, settlement: Settlement, record: Refund) -> None:
    whole = record.is_whole
    to = SettlementState.REFUNDED if whole else SettlementState.PARTLY_REFUNDED
    if settlement.state != to:
        verb = SETTLEMENT_MOVES.verb(settlement.state, to)
        settlement.state = to
        settlement.save(update_fields=["state"])
        audit.record(verb, by=by, subject=settlement, data={"refund": str(record.pk)})
    visits.move(
        by=by,
        visit=settlement.visit,
        to=VisitState.REFUNDED if whole else VisitState.PARTLY_REFUNDED,
    )
    outbox.emit(
        REFUNDED_TOPIC, key=f"{REFUNDED_TOPIC}:{record.pk}", payload={"refund": str(record.pk)}
    )
