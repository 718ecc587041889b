"""Notices about money; each is posted once, however often the outbox asks (T84)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import locks
from yibao.notices import services as notices

from ..models import Refund, Settlement, SettlementPart
from . import aid_messages


def settled(*, by: Any, settlement_id: str) -> None:
    """Tell the patient and every relative whose account paid."""
    bill = Settlement.objects.select_related("institution", "person").get(pk=settlement_id)
    link = notices.Link(reverse("settlement:bill", args=[bill.setl_id]), "看账单")
    context = {
        "place": bill.institution.name,
        "total_fen": bill.medfee_sumamt_fen,
        "fund_fen": bill.fund_pay_sumamt_fen,
        "account_fen": bill.acct_pay_fen,
        "cash_fen": bill.psn_cash_pay_fen,
    }
    _once(by, bill.person, "settlement_settled", f"{bill.pk}", context, link)
    aid_messages.paid(by=by, bill=bill)


def refunded(*, by: Any, refund_id: str) -> None:
    """Tell the patient what went back and where."""
    record = Refund.objects.select_related("settlement__institution", "settlement__person").get(
        pk=refund_id
    )
    bill = record.settlement
    link = notices.Link(reverse("settlement:bill-refund", args=[bill.setl_id]), "看退费")
    context = {
        "place": bill.institution.name,
        "total_fen": record.medfee_sumamt_fen,
        "is_void": record.is_void,
        "cash_fen": record.psn_cash_pay_fen,
        "account_fen": record.self_acct_pay_fen - _to_wallet(record),
        "wallet_fen": _to_wallet(record),
    }
    _once(by, bill.person, "settlement_refunded", f"{record.pk}", context, link)
    aid_messages.returned(by=by, record=record)


def _to_wallet(record: Refund) -> int:
    """What of it went back to the patient's wallet (P99)."""
    rows = record.parts.filter(part__kind=SettlementPart.Kind.WALLET)
    return sum(row.amount_fen for row in rows)


def reversed_(*, by: Any, settlement_id: str) -> None:
    """Tell the patient that a bill was undone."""
    bill = Settlement.objects.select_related("institution", "person").get(pk=settlement_id)
    context = {"place": bill.institution.name, "total_fen": bill.medfee_sumamt_fen}
    _once(by, bill.person, "settlement_reversed", f"{bill.pk}", context, None)
    record = Refund.objects.select_related("settlement__person").get(
        settlement=bill, is_reversal=True
    )
    aid_messages.returned(by=by, record=record)


def _once(
    by: Any, person: Any, code: str, key: str, context: dict[str, Any], link: notices.Link | None
) -> None:
    user = people.user_of(person)
    if user is None:
        return
    with transaction.atomic():
        locks.advisory(f"notice:{code}:{key}")
        notices.post_once(code, key=f"{code}:{key}", by=by, user=user, context=context, link=link)
