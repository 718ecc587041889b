"""Bills, books and cards of one person, for the copy of the own data (T92).

What a person paid for a relative is told without the relative's bill; what a calculation knew about
relatives' accounts stays out.
"""

from typing import Any

from django.db.models import Q

from yibao.kernel.portable import Section, section

from ..models import (
    BankCard,
    CardBinding,
    CardCharge,
    CardRefund,
    FeeLine,
    LedgerAccount,
    LedgerEntry,
    PersonYear,
    Quote,
    Refund,
    RefundLine,
    RefundPart,
    Settlement,
    SettlementLine,
    SettlementPart,
    Visit,
    VisitPayer,
    YearCounter,
)

_BILL = ["person", "client", "attempt", "quote", "pack", "case_document"]


def sections_of(person: Any) -> list[Section]:
    """Everything that settlement keeps about the person."""
    return [*_visits(person), *_bills(person), *_refunds(person), *_books(person), *_cards(person)]


def _visits(person: Any) -> list[Section]:
    own = Q(visit__person=person)
    return [
        section("visits", "就诊", Visit.objects.filter(person=person).order_by("created_at"),
                leave_out=["person", "scan"]),
        section("fee_lines", "费用明细", FeeLine.objects.filter(own)),
        section("quotes", "试算", Quote.objects.filter(own), leave_out=["pack"]),
        section("payer_scans", "作为付款人扫码", VisitPayer.objects.filter(person=person),
                leave_out=["visit", "scan", "person"]),
        section("payers_of_visits", "为您付款的家人",
                VisitPayer.objects.filter(own).exclude(person=person), leave_out=["scan"]),
    ]  # fmt: skip


def _bills(person: Any) -> list[Section]:
    own = Q(settlement__person=person)
    paid = SettlementPart.objects.filter(payer=person).exclude(own)
    return [
        section("bills", "结算单", Settlement.objects.filter(person=person).order_by("setl_time"),
                leave_out=_BILL),
        section("bill_lines", "结算明细", SettlementLine.objects.filter(own)),
        section("bill_parts", "谁付了多少", SettlementPart.objects.filter(own),
                leave_out=["account"]),
        section("paid_for_relatives", "替家人付的钱", paid, leave_out=["settlement", "account"],
                more={"paid_at": ("时间", lambda part: part.settlement.setl_time)}),
    ]  # fmt: skip


def _refunds(person: Any) -> list[Section]:
    own = Q(refund__settlement__person=person)
    back = RefundPart.objects.filter(part__payer=person).exclude(own)
    return [
        section("refunds", "退费", Refund.objects.filter(settlement__person=person),
                leave_out=["client"]),
        section("refund_lines", "退费明细", RefundLine.objects.filter(own)),
        section("refund_parts", "退给谁多少", RefundPart.objects.filter(own),
                leave_out=["account"]),
        section("returned_from_relatives", "替家人付的钱退回", back,
                leave_out=["refund", "part", "account"]),
    ]  # fmt: skip


def _books(person: Any) -> list[Section]:
    entries = LedgerEntry.objects.filter(account__person=person).select_related("posting")
    return [
        section("accounts", "个人账户", LedgerAccount.objects.filter(person=person),
                leave_out=["person", "institution"]),
        section("account_entries", "个人账户流水", entries.order_by("pk"), leave_out=["posting"],
                more={"at": ("时间", lambda one: one.posting.created_at),
                      "kind": ("种类", lambda one: one.posting.kind)}),
        section("years", "年度累计", PersonYear.objects.filter(person=person),
                leave_out=["person"]),
        section("year_counters", "累计项", YearCounter.objects.filter(year__person=person)),
    ]  # fmt: skip


def _cards(person: Any) -> list[Section]:
    own = Q(card__person=person)
    return [
        section("bank_cards", "银行卡", BankCard.objects.filter(person=person),
                leave_out=["person", "token"]),
        section("card_bindings", "绑卡记录", CardBinding.objects.filter(person=person),
                leave_out=["person", "session"]),
        section("card_charges", "银行卡扣款", CardCharge.objects.filter(own),
                leave_out=["attempt", "quote"]),
        section("card_refunds", "退回银行卡",
                CardRefund.objects.filter(charge__card__person=person), leave_out=["refund_part"]),
    ]  # fmt: skip
