"""Bills, books and cards of one person, for the copy of the own data (T92).

What a person paid for a relative is told without the relative's bill; what a calculation knew about
relatives' accounts stays out.
"""

from typing import Any

from django.db.models import Q

from yibao.kernel.portable import Section, section

from ..models import (
    AidUse,
    BankCard,
    BenefitFiling,
    CardBinding,
    CardCharge,
    CardRefund,
    Dispute,
    DoubtPaper,
    Exchange,
    FeeLine,
    LedgerAccount,
    LedgerEntry,
    OfflineBill,
    OfflineDay,
    PersonYear,
    Premium,
    PremiumPart,
    Printout,
    Quote,
    Refund,
    RefundLine,
    RefundPart,
    RemoteFiling,
    Settlement,
    SettlementLine,
    SettlementPart,
    Stay,
    SuspensePayout,
    Visit,
    VisitPayer,
    WalletTransfer,
    YearCounter,
)

_BILL = ["person", "client", "attempt", "quote", "pack", "case_document"]


def sections_of(person: Any) -> list[Section]:
    """Everything that settlement keeps about the person."""
    return [
        *_visits(person), *_bills(person), *_refunds(person), *_books(person), *_cards(person),
        *_premiums(person),
    ]  # fmt: skip


def _visits(person: Any) -> list[Section]:
    own = Q(visit__person=person)
    return [
        section("visits", "就诊", Visit.objects.filter(person=person).order_by("created_at"),
                leave_out=["person", "scan"]),
        section("stays", "住院", Stay.objects.filter(person=person).order_by("admitted_at"),
                leave_out=["person"]),
        section("fee_lines", "费用明细", FeeLine.objects.filter(own)),
        section("quotes", "试算", Quote.objects.filter(own), leave_out=["pack"]),
        section("remote_filings", "异地就医备案", RemoteFiling.objects.filter(person=person),
                leave_out=["person", "filed_by", "case"]),
        section("benefit_filings", "医院和药店办的备案",
                BenefitFiling.objects.filter(person=person), leave_out=["person", "remote"]),
        section("payer_scans", "作为付款人扫码", VisitPayer.objects.filter(person=person),
                leave_out=["visit", "scan", "person"]),
        section("aid_uses", "共济用量",
                AidUse.objects.filter(Q(grant__payer=person) | Q(grant__member=person))),
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
        section("bill_doubts", "对账单的疑问",
                Dispute.objects.filter(user__person=person).order_by("created_at"),
                leave_out=["settlement", "user", "case"],
                more={"bill": ("账单号", lambda row: row.settlement.setl_id)}),
        section("bill_doubt_photos", "疑问的照片",
                DoubtPaper.objects.filter(dispute__user__person=person).order_by("uploaded_at"),
                leave_out=["dispute", "uploaded_by", "file_key"],
                more={"doubt": ("疑问编号", lambda row: row.dispute.ref)}),
        section("bill_printouts", "打印过的结算单",
                Printout.objects.filter(own).order_by("made_at"),
                leave_out=["settlement"]),
        section("offline_bills", "断网时记的账",
                OfflineBill.objects.filter(person=person).order_by("taken_at"),
                leave_out=["person", "client", "settlement", "pass_text", "offline_pass"]),
        section("offline_days", "断网记账每日用量", OfflineDay.objects.filter(person=person),
                leave_out=["person"]),
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
        section("exchanges", "换货", Exchange.objects.filter(settlement__person=person),
                leave_out=["settlement", "refund", "replacement"],
                more={"bill": ("原账单", lambda row: row.settlement.setl_id),
                      "newer": ("新账单", lambda row: row.replacement.setl_id)}),
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
        section("wallet_transfers", "医保钱包转账",
                WalletTransfer.objects.filter(Q(giver=person) | Q(receiver=person))
                .order_by("made_at"),
                leave_out=["giver", "receiver", "account", "wallet", "to_wallet", "proof"],
                more={"giver": ("转出人", lambda row: row.giver.masked_name),
                      "receiver": ("收款人", lambda row: row.receiver.masked_name)}),
        section("payouts", "待领款付款", SuspensePayout.objects.filter(account__person=person),
                leave_out=["account", "proposer", "payer"]),
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


def _premiums(person: Any) -> list[Section]:
    own = Q(payer=person) | Q(member=person)
    # What a payer's card or account gave is the payer's to know; the insured knows the amount.
    given = Q(payer=person) | Q(premium__member=person, kind=PremiumPart.Kind.OWN_ACCOUNT)
    return [
        section("premiums", "居民医保缴费", Premium.objects.filter(own).order_by("created_at"),
                leave_out=["plan", "key", "asks", "next_ask_at"]),
        section("premium_parts", "居民医保费从哪里出",
                PremiumPart.objects.filter(given).order_by("premium", "place"),
                leave_out=["account"]),
    ]  # fmt: skip
