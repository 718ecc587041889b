"""The books: accounts, postings and entries, read only (I1–I4)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from settlement.models import LedgerAccount, LedgerEntry, Posting
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    detail_link,
    moment,
    since,
    yes_no,
    yuan,
)

from . import bill_panels
from .suspense import PROPOSAL
from .words import person_link, posting_kind

_RECENT = 50


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """Accounts; only tracked ones carry a balance."""

    list_display = (
        "code",
        "kind",
        "person_link",
        "institution",
        "balance",
        "frozen",
        "opened_at",
    )
    tracked = yes_no("is_tracked", "记余额")
    activated = yes_no("is_activated", "已启用")
    frozen = yes_no("is_frozen", "已冻结")
    list_display_links = ("code",)
    list_filter = ("kind", "is_frozen", "is_activated")
    list_select_related = ("person", "institution")
    ordering = ("-pk",)
    tenant_path = "tenant"
    # Not by the number of a person: 账务 finds those, and asks why (T94).
    exact_search = ("code", "institution__fixmedins_code")
    fields = (
        "code", "kind", "tenant", "person_link", "institution", "balance", "tracked",
        "activated", "frozen", "opened_at", "closed",
    )  # fmt: skip
    service_actions = (PROPOSAL,)

    def own_panels(self, request: HttpRequest, row: LedgerAccount) -> list[Panel]:
        columns = (
            Column("时间"), Column("凭证"), Column("种类"), Column("借方", numeric=True),
            Column("贷方", numeric=True),
        )  # fmt: skip
        cells = [
            [
                moment(one.posting.created_at), detail_link(one.posting, one.posting.business),
                posting_kind(one.posting), yuan(one.debit_fen) if one.debit_fen else "",
                yuan(one.credit_fen) if one.credit_fen else "",
            ]
            for one in row.entries.select_related("posting").order_by("-pk")[:_RECENT]
        ]  # fmt: skip
        return [Panel(f"最近 {_RECENT} 笔分录（元）", columns, cells)]

    @admin.display(description="户主")
    def person_link(self, row: LedgerAccount) -> str:
        return person_link(row.person)

    def describe(self, row: LedgerAccount) -> str:
        return f"{row.get_kind_display()}　余额 {yuan(row.balance_fen)} 元"

    @admin.display(description="关闭时间")
    def closed(self, row: LedgerAccount) -> str:
        return moment(row.closed_at)

    @admin.display(description="余额（元）", ordering="balance_fen")
    def balance(self, row: LedgerAccount) -> str:
        return yuan(row.balance_fen) if row.is_tracked else "不记余额"


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """Business facts in the books."""

    list_display = ("business", "shown_kind", "bill", "created_at")
    list_filter = (since("created_at"),)
    list_select_related = ("settlement",)
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("business", "settlement__setl_id")
    fields = ("business", "shown_kind", "bill", "created_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.defer("settlement__breakdown", "settlement__case_document")

    def own_panels(self, request: HttpRequest, row: Posting) -> list[Panel]:
        columns = (Column("账户"), Column("借方", numeric=True), Column("贷方", numeric=True))
        entries = list(row.entries.select_related("account").order_by("pk"))
        cells = [bill_panels.legs(one) for one in entries]
        debit, credit = (
            sum(one.debit_fen for one in entries),
            sum(one.credit_fen for one in entries),
        )
        note = f"借方合计 {yuan(debit)}，贷方合计 {yuan(credit)}。"
        return [Panel("分录（元）", columns, cells, note=note)]

    @admin.display(description="种类", ordering="kind")
    def shown_kind(self, row: Posting) -> str:
        return posting_kind(row)

    @admin.display(description="结算")
    def bill(self, row: Posting) -> str:
        return detail_link(row.settlement)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Single legs."""

    list_display = ("id", "posting_link", "account_link", "debit", "credit")
    list_select_related = ("posting", "account")
    ordering = ("-pk",)
    tenant_path = "posting__tenant"
    exact_search = ("posting__business", "account__code")
    fields = ("id", "posting_link", "account_link", "debit", "credit")

    @admin.display(description="凭证")
    def posting_link(self, row: LedgerEntry) -> str:
        return detail_link(row.posting)

    @admin.display(description="账户")
    def account_link(self, row: LedgerEntry) -> str:
        return detail_link(row.account)

    @admin.display(description="借方（元）")
    def debit(self, row: LedgerEntry) -> str:
        return yuan(row.debit_fen) if row.debit_fen else ""

    @admin.display(description="贷方（元）")
    def credit(self, row: LedgerEntry) -> str:
        return yuan(row.credit_fen) if row.credit_fen else ""
