"""Notices about money; each is posted once, however often the outbox asks (T84)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import locks
from yibao.notices import services as notices

from ..models import Refund, Settlement, SettlementPart


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
    for part in _aid_parts(bill):
        _once(
            by,
            part.payer,
            "settlement_aid_paid",
            f"{part.pk}",
            {"amount_fen": part.amount_fen, "member": bill.person.masked_name},
            None,
        )


def _aid_parts(bill: Settlement) -> list[SettlementPart]:
    return list(
        bill.parts.filter(kind=SettlementPart.Kind.AID_ACCOUNT).select_related("payer", "account")
    )


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
        "cash_fen": record.psn_cash_pay_fen,
        "account_fen": record.self_acct_pay_fen,
    }
    _once(by, bill.person, "settlement_refunded", f"{record.pk}", context, link)
    for item in record.parts.select_related("part__payer"):
        if item.part.kind == SettlementPart.Kind.AID_ACCOUNT:
            _once(
                by,
                item.part.payer,
                "settlement_aid_returned",
                f"{item.pk}",
                {"amount_fen": item.amount_fen, "member": bill.person.masked_name},
                None,
            )


def reversed_(*, by: Any, settlement_id: str) -> None:
    """Tell the patient that a bill was undone."""
    bill = Settlement.objects.select_related("institution", "person").get(pk=settlement_id)
    context = {"place": bill.institution.name, "total_fen": bill.medfee_sumamt_fen}
    _once(by, bill.person, "settlement_reversed", f"{bill.pk}", context, None)


def _once(
    by: Any, person: Any, code: str, key: str, context: dict[str, Any], link: notices.Link | None
) -> None:
    user = people.user_of(person)
    if user is None:
        return
    with transaction.atomic():
        locks.advisory(f"notice:{code}:{key}")
        notices.post_once(code, key=f"{code}:{key}", by=by, user=user, context=context, link=link)
