"""Uploading and removing fee lines; the catalogue decides class, share and limit."""

from dataclasses import dataclass, replace
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
    FeeOfOtherPart,
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
    """One line as the till sends it; amounts are Decimal yuan.

    ``is_selfpay``: the hospital did not approve it, so the patient pays for it alone.
    """

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
    is_selfpay: bool = False


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
        _refuse_other_part(visit, asks)
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


def _refuse_other_part(visit: Visit, asks: list[FeeAsk]) -> None:
    """After an interim settlement each year of a stay has its own part (P144)."""
    years = {clock.local(ask.fee_ocur_time).year: ask for ask in asks}
    if visit.stay_id is None or set(years) <= {visit.service_date.year}:
        return
    for part in Visit.objects.filter(stay=visit.stay_id).exclude(pk=visit.pk):
        year = part.service_date.year
        if year in years:
            raise FeeOfOtherPart(
                feedetl_sn=years[year].feedetl_sn, year=year, visit_id=part.visit_id
            )


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
    if ask.is_selfpay:
        item = None
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


def hand_over(*, by: Any, lines: list[FeeLine], to: Visit) -> int:
    """Give lines to another part of the stay, priced by the catalogue of its day (P144).

    The caller holds the row lock of the visit that has them; returns how many.
    """
    codes = {line.med_list_codg for line in lines}
    items = catalogue.by_codes(codes, to.service_date)
    former = catalogue.by_codes(codes, lines[0].visit.service_date) if lines else {}
    fresh = [
        _line(
            to,
            _asked_again(line, former.get(line.med_list_codg)),
            _usable(items.get(line.med_list_codg), to),
            number,
        ).line
        for number, line in enumerate(lines, start=1)
    ]
    FeeLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    FeeLine.objects.bulk_create(fresh)
    return len(fresh)


def _asked_again(line: FeeLine, item: CatalogueItem | None) -> FeeAsk:
    """``item``: the catalogue of the line's own day; a worse class than its was not approved."""
    level = CatalogueItem.Level.C
    return FeeAsk(
        feedetl_sn=line.feedetl_sn,
        cnt=line.cnt,
        pric=line.pric,
        fee_ocur_time=line.fee_ocur_time,
        medins_list_name=line.medins_list_name,
        med_list_codg=line.med_list_codg,
        medins_list_codg=line.medins_list_codg,
        rx_circ_flag=line.rx_circ_flag,
        det_item_fee_sumamt_fen=line.amount_fen,
        is_selfpay=item is not None and item.chrgitm_lv != level and line.chrgitm_lv == level,
    )


def take_back(
    *, by: Any, institution: Any, visit_id: str, feedetl_sn: str, cnt: Decimal
) -> tuple[FeeLine, FeeLine | None] | None:
    """Lower an unsettled line by ``cnt``: the line before and after, where something is left.

    None where so much of it is not there. Raises ``VisitNotFound``, ``VisitStateRefused``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        line = FeeLine.objects.filter(visit=visit, feedetl_sn=feedetl_sn).first()
        if line is None or cnt > line.cnt:
            return None
        item = catalogue.by_codes({line.med_list_codg}, visit.service_date)
        ask = _asked_again(line, item.get(line.med_list_codg))
        place = {"by": by, "institution": institution, "visit_id": visit_id}
        remove(**place, feedetl_sns=[feedetl_sn])
        if cnt == line.cnt:
            return line, None
        rest = replace(ask, cnt=line.cnt - cnt, det_item_fee_sumamt_fen=None)
        return line, add(**place, asks=[rest])[0].line


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
