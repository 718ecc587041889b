"""Uploading and removing fee lines; the catalogue decides class, share and limit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from yibao.kernel import clock
from yibao.kernel.money import NotMoney, divide_half_up, fen_text, line_fen

from ..data import Line
from ..errors import (
    FeeAmountMismatch,
    FeeDuplicate,
    FeeInFuture,
    FeeNotFound,
    FeeTooLarge,
    VisitStateRefused,
)
from ..models import CatalogueItem, FeeLine, Visit
from ..rules.lines import agrees, split
from ..selectors import catalogue
from ..states import VisitState
from . import visits

OPEN_STATES = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)
#: 10 million yuan a line and a bill: far above any bill, far below the column.
MOST_FEN = 10**9


@dataclass(frozen=True, slots=True)
class FeeAsk:
    """One line as the till sends it; amounts are Decimal yuan."""

    feedetl_sn: str
    cnt: Decimal
    pric: Decimal
    fee_ocur_time: datetime
    medins_list_name: str
    med_list_codg: str = ""
    medins_list_codg: str = ""
    rx_circ_flag: str = "0"
    det_item_fee_sumamt_fen: int | None = None
    claimed_lv: str = ""


@dataclass(frozen=True, slots=True)
class FeeResult:
    """A stored line and what the caller should know about it."""

    line: FeeLine
    warnings: tuple[str, ...] = ()


def add(*, by: Any, institution: Any, visit_id: str, asks: list[FeeAsk]) -> list[FeeResult]:
    """Store lines (constant number of statements whatever their number)."""
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state not in OPEN_STATES:
            raise VisitStateRefused(state=visit.get_state_display())
        _refuse_duplicates(visit, asks)
        _refuse_future(institution, asks)
        items = catalogue.by_codes({ask.med_list_codg for ask in asks}, visit.service_date)
        # Removed lines leave gaps: counting would give a position twice and shake the order.
        held = FeeLine.objects.filter(visit=visit).aggregate(
            last=Max("position"), fen=Sum("amount_fen")
        )
        start = held["last"] or 0
        results = [
            _line(visit, ask, _usable(items.get(ask.med_list_codg), visit), start + number)
            for number, ask in enumerate(asks, start=1)
        ]
        total = (held["fen"] or 0) + sum(result.line.amount_fen for result in results)
        if total > MOST_FEN:
            raise FeeTooLarge
        FeeLine.objects.bulk_create([result.line for result in results])
        visits.move(by=by, visit=visit, to=VisitState.FEES)
    return results


def _refuse_future(institution: Any, asks: list[FeeAsk]) -> None:
    """A fee that has not been incurred yet is a typing mistake (T68)."""
    latest = clock.now(institution.tenant) + visits.CLOCK_TOLERANCE
    for ask in asks:
        if ask.fee_ocur_time > latest:
            raise FeeInFuture(feedetl_sn=ask.feedetl_sn)


def _refuse_duplicates(visit: Visit, asks: list[FeeAsk]) -> None:
    numbers = [ask.feedetl_sn for ask in asks]
    for position, number in enumerate(numbers):
        if number in numbers[:position]:
            raise FeeDuplicate(feedetl_sn=number)
    known = FeeLine.objects.filter(visit=visit, feedetl_sn__in=numbers).values_list(
        "feedetl_sn", flat=True
    )
    for number in known:
        raise FeeDuplicate(feedetl_sn=number)


def _usable(item: CatalogueItem | None, visit: Visit) -> CatalogueItem | None:
    """Goods for pharmacies only are outside the catalogue at a hospital."""
    if item is not None and item.pharmacy_only and not visit.institution.is_pharmacy:
        return None
    return item


def _line(visit: Visit, ask: FeeAsk, item: CatalogueItem | None, position: int) -> FeeResult:
    level = item.chrgitm_lv if item else CatalogueItem.Level.C
    share = item.selfpay_prop if item else Decimal(1)
    limit = item.pric_uplmt_amt if item else None
    _refuse_huge(ask)
    line = Line.of(
        id=ask.feedetl_sn,
        chrgitm_lv=level,
        cnt=ask.cnt,
        pric=ask.pric,
        selfpay_prop=share,
        pric_uplmt_amt=limit,
        amount=ask.det_item_fee_sumamt_fen,
    )
    _refuse_wrong_amount(ask, line)
    parts = split(line, divide_half_up)
    stored = FeeLine(
        visit=visit,
        feedetl_sn=ask.feedetl_sn,
        position=position,
        med_list_codg=ask.med_list_codg,
        medins_list_codg=ask.medins_list_codg,
        medins_list_name=ask.medins_list_name,
        cnt=ask.cnt,
        pric=ask.pric,
        amount_fen=parts.det_item_fee_sumamt,
        chrgitm_lv=level,
        selfpay_prop=share,
        pric_uplmt_amt=limit,
        fulamt_ownpay_amt_fen=parts.fulamt_ownpay_amt,
        overlmt_selfpay_fen=parts.overlmt_selfpay,
        preselfpay_amt_fen=parts.preselfpay_amt,
        inscp_scp_amt_fen=parts.inscp_scp_amt,
        fee_ocur_time=ask.fee_ocur_time,
        rx_circ_flag=ask.rx_circ_flag,
    )
    return FeeResult(stored, tuple(_warnings(ask, item, level)))


def _refuse_huge(ask: FeeAsk) -> None:
    try:
        amount = line_fen(ask.pric, ask.cnt)
    except NotMoney as beyond:
        raise FeeTooLarge from beyond
    if amount > MOST_FEN:
        raise FeeTooLarge


def _refuse_wrong_amount(ask: FeeAsk, line: Line) -> None:
    given = ask.det_item_fee_sumamt_fen
    if given is not None and not agrees(line, given):
        raise FeeAmountMismatch(
            feedetl_sn=ask.feedetl_sn,
            expected=fen_text(line_fen(ask.pric, ask.cnt)),
            received=fen_text(given),
        )


def _warnings(ask: FeeAsk, item: CatalogueItem | None, level: str) -> list[str]:
    found = []
    if item is None:
        found.append("不在医保目录内，按全自费计算。")
    if ask.claimed_lv and ask.claimed_lv.zfill(2) != level:
        found.append("上传的收费等级与目录不一致，已按目录计算。")
    return found


def remove(*, by: Any, institution: Any, visit_id: str, feedetl_sns: list[str] | None) -> int:
    """Remove lines (all where None); returns how many."""
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state not in OPEN_STATES:
            raise VisitStateRefused(state=visit.get_state_display())
        rows = FeeLine.objects.filter(visit=visit)
        if feedetl_sns is not None:
            chosen = rows.filter(feedetl_sn__in=feedetl_sns)
            missing = set(feedetl_sns) - set(chosen.values_list("feedetl_sn", flat=True))
            for number in sorted(missing):
                raise FeeNotFound(feedetl_sn=number)
        else:
            chosen = rows
        count = chosen.delete()[0]
        has_lines = FeeLine.objects.filter(visit=visit).exists()
        if visit.state != VisitState.REGISTERED:
            visits.move(
                by=by, visit=visit, to=VisitState.FEES if has_lines else VisitState.REGISTERED
            )
    return count
