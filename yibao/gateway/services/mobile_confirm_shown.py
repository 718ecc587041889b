"""Orders of mobile payment as their patient's phone reads them; nothing is written."""

from dataclasses import dataclass, field
from typing import Any

from accounts.selectors import money
from settlement.selectors import bills
from yibao.kernel import clock
from yibao.kernel.errors import DomainError, NotFound

from ..models import MobileConfirmation
from ..states import ConfirmationState
from . import mobile_confirm, mobile_offers, orders

WAITING, HINDERED, CONFIRMED, LATE = "waiting", "hindered", "confirmed", "late"
REFUSED, REVOKED, PAID, PART_BACK, BACK = "refused", "revoked", "paid", "part_back", "back"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its name, how many, the amount in 分."""

    name: str
    count: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One order on the page: its state, the ways to pay while it waits, the bill afterwards."""

    row: Any
    state: str
    lines: list[Line]
    offers: list[mobile_offers.Offer] = field(default_factory=list)
    hindrance: DomainError | None = None
    bill: Any = None
    split: mobile_offers.Offer | None = None
    refunds: list[Any] = field(default_factory=list)
    auth_no: str = ""
    held: DomainError | None = None


def of_patient(person: Any, ref: str) -> MobileConfirmation:
    """The patient's own order; anybody else's does not exist (T31)."""
    row = _rows().filter(order__visit__person=person, ref=ref).first()
    if row is None:
        raise NotFound
    return row


def waiting_for(person: Any) -> list[MobileConfirmation]:
    """Orders that this person can still answer, the most urgent first."""
    rows = _rows().filter(
        order__visit__person=person,
        state=ConfirmationState.WAITING,
        order__setl_id="",
        expires_at__gt=clock.now(person.tenant),
    )
    found = rows.order_by("expires_at", "pk")
    return [row for row in found if orders.state(row.order, None) == orders.SAVED]


def shown(*, by: Any, row: MobileConfirmation) -> Shown:
    """Everything that the page says of one order."""
    order = row.order
    bill = orders.bill_of(order)
    lines = [_line(one) for one in bills.fee_lines_of(order.visit)]
    if bill is not None:
        return Shown(
            row,
            _of_bill(order, bill),
            lines,
            bill=bill,
            split=mobile_offers.of_bill(bill),
            refunds=bills.refunds_of(bill),
        )
    state = _unpaid(row)
    if state == CONFIRMED:
        return Shown(row, state, lines, auth_no=mobile_confirm.auth_no(by=by, row=row))
    if state != WAITING:
        return Shown(row, state, lines)
    try:
        offers = mobile_offers.offers(by=by, order=order)
    except DomainError as hindrance:
        return Shown(row, HINDERED, lines, hindrance=hindrance)
    held = None if order.acct_used_flag == mobile_offers.NO_ACCOUNT else money.refusal(by)
    return Shown(row, state, lines, offers=offers, held=held)


def _line(fee: Any) -> Line:
    return Line(fee.medins_list_name, f"{fee.cnt.normalize():f}", fee.amount_fen)


def _of_bill(order: Any, bill: Any) -> str:
    if orders.state(order, bill) == orders.GIVEN_BACK:
        return BACK
    return PART_BACK if bill.state == "PARTLY_REFUNDED" else PAID


def _unpaid(row: MobileConfirmation) -> str:
    stas = orders.state(row.order, None)
    if stas != orders.SAVED:
        return REVOKED if stas == orders.REVOKED else ELSEWHERE
    if row.state == ConfirmationState.REFUSED:
        return REFUSED
    if mobile_confirm.is_late(row):
        return LATE
    return CONFIRMED if row.state == ConfirmationState.CONFIRMED else WAITING


def _rows() -> Any:
    return MobileConfirmation.objects.select_related(
        "order__institution__tenant", "order__visit__person", "order__visit__institution__tenant"
    )
