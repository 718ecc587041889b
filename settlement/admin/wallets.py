"""Transfers into wallets (医保钱包, P99): read only; nothing here moves money."""

from django.contrib import admin
from django.http import HttpRequest

from family.data.relations import relation_word
from settlement.models import LedgerAccount, Posting, WalletTransfer
from settlement.states import TransferState
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    detail_link,
    moment,
    panel,
    since,
    yuan,
)

from .words import person_link, posting_kind, state_tag

_ENDINGS = ("wallet", "wallet_accept", "wallet_back")
_RECENT = 20


@admin.register(WalletTransfer)
class WalletTransferAdmin(ReadOnlyAdmin):
    """Who gave whom how much, which of the day it was, and where the money is now."""

    list_display = ("ref", "shown_time", "shown_state", "giving", "taking", "amount", "shown_until")
    list_filter = ("state", since("made_at"))
    list_select_related = ("giver", "receiver")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "giver__psn_no", "receiver__psn_no")
    fields = (
        ("ref", "shown_state"), ("giving", "taking"), ("amount", "receiver_is"),
        ("day", "shown_number"), ("made_at", "deadline_at"), ("ended_at", "proof"),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: WalletTransfer) -> list[Panel]:
        postings = Posting.objects.filter(business__in=[f"{end}:{row.pk}" for end in _ENDINGS])
        cells = [
            [detail_link(one), posting_kind(one), moment(one.created_at)]
            for one in postings.order_by("created_at")
        ]
        return [Panel("记账", (Column("凭证"), Column("事项"), Column("时间")), cells)]

    @admin.display(description="转出人")
    def giving(self, row: WalletTransfer) -> str:
        return person_link(row.giver)

    @admin.display(description="收款人")
    def taking(self, row: WalletTransfer) -> str:
        return person_link(row.receiver)

    @admin.display(description="收款人是转出人的")
    def receiver_is(self, row: WalletTransfer) -> str:
        return relation_word(row.relation, row.receiver.gend)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: WalletTransfer) -> str:
        return state_tag(row)

    @admin.display(description="金额（元）", ordering="amount_fen")
    def amount(self, row: WalletTransfer) -> str:
        return yuan(row.amount_fen)

    @admin.display(description="转出时间", ordering="made_at")
    def shown_time(self, row: WalletTransfer) -> str:
        return moment(row.made_at)

    @admin.display(description="最迟接收")
    def shown_until(self, row: WalletTransfer) -> str:
        return moment(row.deadline_at) if row.state == TransferState.OFFERED else "—"

    @admin.display(description="当天第几笔")
    def shown_number(self, row: WalletTransfer) -> str:
        return f"{row.nth}，最多 {row.daily_most}"


@panel("settlement.ledgeraccount", permission="settlement.view_wallettransfer", order=30)
def transfers_of_wallet(request: HttpRequest, account: LedgerAccount) -> Panel | None:
    """The newest transfers out of and into a wallet; nothing for other accounts."""
    if account.kind != LedgerAccount.Kind.WALLET:
        return None
    rows = (
        WalletTransfer.objects.filter(wallet=account)
        | WalletTransfer.objects.filter(to_wallet=account)
    ).order_by("-pk")[:_RECENT]
    cells = [
        [
            detail_link(one), "是" if one.wallet_id == account.pk else "否", yuan(one.amount_fen),
            state_tag(one), moment(one.made_at),
        ]
        for one in rows
    ]  # fmt: skip
    columns = (
        Column("转账"), Column("本人转出"), Column("金额（元）", numeric=True), Column("状态"),
        Column("时间"),
    )  # fmt: skip
    return Panel("钱包转账", columns, cells, empty="还没有转账")
