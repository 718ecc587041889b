"""The patient's word about an order of mobile payment, given on the own phone.

Rows are locked in one order: order, confirmation, visit. Only the patient's own login answers: no
right over a relative's code or account is a right to agree to a relative's bill.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.kernel import clock, crypto
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from ..confirm_errors import MobileOfferChanged, MobileWordOver
from ..models import MobileConfirmation, MobileOrder
from ..states import CONFIRMATION_MOVES, ConfirmationState
from . import mobile_callbacks, mobile_offers, orders

State = ConfirmationState
#: How long an order waits for the patient, and how long a given word counts.
PATIENCE = timedelta(hours=2)
WORD_COUNTS = timedelta(minutes=30)
_ASKED = "gateway.confirmation.asked"
_LONGEST_NUMBER = 40


def ask(*, by: Any, order: MobileOrder) -> MobileConfirmation:
    """Put an order that was uploaded now before its patient. Runs in the caller's transaction."""
    moment = _now(order)
    row = MobileConfirmation.objects.create(
        order=order, asked_at=moment, expires_at=moment + PATIENCE
    )
    _record(_ASKED, by, row)
    _tell(by, row, "mobile_pay_asked")
    return row


def confirm(*, by: Any, ref: str, shown: str) -> MobileConfirmation:
    """The patient agrees to one offer as the page showed it (``Offer.word``); again is once.

    Raises ``request.not_found`` for anybody else, ``gateway.mobile_word_over``,
    ``gateway.mobile_offer_changed``, and what hinders the settlement.
    """
    with transaction.atomic():
        row = _held(by, ref)
        _must_be_open(row)
        if row.state == State.CONFIRMED and _offer_of(row).word == shown:
            return row
        if row.state != State.WAITING:
            raise MobileWordOver
        offer = _chosen(by, row.order, shown)
        row.acct_used_flag = offer.flag
        for name, fen in offer.amounts.items():
            setattr(row, name, fen)
        row.answered_at = _now(row.order)
        row.expires_at = row.answered_at + WORD_COUNTS
        _move(by, row, State.CONFIRMED)
        mobile_callbacks.owe(
            by=by,
            order=row.order,
            infno=mobile_callbacks.AGREED,
            mark=row.answered_at.isoformat(),
        )
    return row


def refuse(*, by: Any, ref: str) -> MobileConfirmation:
    """The patient does not agree, or takes the word back before the payment; again is once.

    Raises ``request.not_found`` for anybody else and ``gateway.mobile_word_over``.
    """
    with transaction.atomic():
        row = _held(by, ref)
        if row.state == State.REFUSED:
            return row
        _must_be_open(row)
        row.answered_at = _now(row.order)
        _move(by, row, State.REFUSED)
    return row


def ask_again(*, by: Any, row: MobileConfirmation) -> None:
    """The bill has changed: the word counts no more. The caller holds order and confirmation."""
    row.asked_at = _now(row.order)
    row.expires_at = row.asked_at + PATIENCE
    row.answered_at = None
    _move(by, row, State.WAITING)
    _tell(by, row, "mobile_pay_asked_again")


def locked(*, by: Any, order: MobileOrder) -> MobileConfirmation | None:
    """The word about an order that the caller holds; None for orders from before there was one."""
    row = MobileConfirmation.objects.select_for_update().filter(order=order).first()
    if row is not None:
        row.order = order
    return row


def auth_no(*, by: Any, row: MobileConfirmation) -> str:
    """``payAuthNo`` of a word that counts now; empty otherwise.

    It is a keyed hash of this very word, so that nothing has to be kept and an older one is void.
    """
    if row.state != State.CONFIRMED or is_late(row) or row.answered_at is None:
        return ""
    said = f"gateway.pay_auth:{row.pk}:{row.answered_at.isoformat()}:{_offer_of(row).word}"
    return crypto.code_hash(said)[:_LONGEST_NUMBER]


def is_late(row: MobileConfirmation) -> bool:
    """Whether the time of the question, or of the word, is over."""
    return row.expires_at <= _now(row.order)


def _offer_of(row: MobileConfirmation) -> mobile_offers.Offer:
    return mobile_offers.Offer(
        flag=row.acct_used_flag,
        total_fen=row.total_fen,
        fund_fen=row.fund_fen,
        hospital_fen=row.hospital_fen,
        own_fen=row.own_fen,
        aid_fen=row.aid_fen,
        cash_fen=row.cash_fen,
    )


def is_as_agreed(*, by: Any, row: MobileConfirmation, offer: mobile_offers.Offer) -> bool:
    """Whether a bill would be exactly what was agreed to."""
    return _offer_of(row) == offer


def _chosen(by: Any, order: MobileOrder, shown: str) -> mobile_offers.Offer:
    for offer in mobile_offers.offers(by=by, order=order):
        if offer.word == shown:
            return offer
    raise MobileOfferChanged


def _held(by: Any, ref: str) -> MobileConfirmation:
    """The patient's own confirmation; its order and itself are locked, in this order."""
    found = MobileConfirmation.objects.filter(ref=ref).values("order_id").first()
    if found is None:
        raise NotFound
    MobileOrder.objects.select_for_update().get(pk=found["order_id"])
    # Read after the wait: a joined row would be the one from before it.
    rows = MobileOrder.objects.select_related("visit__person", "visit__scan", "institution__tenant")
    order = rows.get(pk=found["order_id"])
    if by is None or by.person_id is None or by.person_id != order.visit.person_id:
        raise NotFound
    row = MobileConfirmation.objects.select_for_update().get(order=order)
    row.order = order
    return row


def _must_be_open(row: MobileConfirmation) -> None:
    stas = orders.state(row.order, orders.bill_of(row.order))
    if stas != orders.SAVED or row.state == State.REFUSED or is_late(row):
        raise MobileWordOver


def _move(by: Any, row: MobileConfirmation, to: str) -> None:
    verb = CONFIRMATION_MOVES.verb(row.state, to)
    row.state = to
    row.save()
    _record(verb, by, row)


def _record(verb: str, by: Any, row: MobileConfirmation) -> None:
    data = {"ref": row.ref, "flag": row.acct_used_flag, "total_fen": row.total_fen}
    tenant_id = row.order.institution.tenant_id
    audit.record(verb, by=by, subject=row.order, tenant_id=tenant_id, data=data)


def _tell(by: Any, row: MobileConfirmation, code: str) -> None:
    """Tell the patient, where the patient has a login."""
    user = people.user_of(row.order.visit.person)
    if user is None:
        return
    context = {"place": row.order.institution.name, "until": row.expires_at}
    link = notices.Link(reverse("gateway-pay:order", args=[row.ref]), "看这笔付款")
    notices.post(code, by=by, user=user, context=context, link=link, sms=True)


def _now(order: MobileOrder) -> datetime:
    return clock.now(order.institution.tenant)
