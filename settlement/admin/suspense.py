"""Money of closed accounts (待领款): payouts proposed by one of finance, paid by another."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from settlement.models import LedgerAccount, SuspensePayout
from settlement.services import payouts
from settlement.states import PayoutState
from yibao.kernel.console import (
    Panel,
    ReadOnlyAdmin,
    ReasonForm,
    ServiceAction,
    detail_link,
    moment,
    named,
    pairs_panel,
    since,
    yuan,
)
from yibao.kernel.masking import mask_card, mask_name
from yibao.kernel.money import parse_yuan, to_fen

from .words import person_link, state_tag

PROPOSE, PAY = "settlement.propose_payout", "settlement.pay_payout"


class ProposeForm(ReasonForm):
    """How much is paid to whom."""

    amount = forms.DecimalField(
        label="付多少（元）",
        min_value=parse_yuan("0.01"),
        max_value=10_000_000,
        max_digits=10,
        decimal_places=2,
    )
    way = forms.ChoiceField(label="付到哪里", choices=SuspensePayout.Way.choices)
    payee = forms.CharField(label="收款人", min_length=2, max_length=60)
    bank_account = forms.RegexField(
        r"^[0-9]{8,30}$",
        label="收款账号",
        help_text="银行账号，8 至 30 位数字。加密保存，付款前只有财务能看到全号。",
        error_messages={"required": "请填收款账号。", "invalid": "请填 8 至 30 位数字。"},
    )
    field_order = ("amount", "way", "payee", "bank_account", "reason")


class PaidForm(ReasonForm):
    """The bank's number of the transfer."""

    bank_number = forms.RegexField(
        r"^[0-9A-Za-z-]{4,64}$",
        label="银行流水号",
        help_text="4 至 64 个字母、数字或短横线，照银行回单填。",
        error_messages={"required": "请填银行流水号。", "invalid": "请照银行回单填流水号。"},
    )
    field_order = ("bank_number", "reason")


def _propose(request: HttpRequest, row: LedgerAccount, data: dict[str, Any]) -> None:
    ask = payouts.PayoutAsk(
        to_fen(data["amount"]), data["way"], data["payee"], data["bank_account"]
    )
    payouts.propose(by=request.user, account_id=row.pk, ask=ask, reason=data["reason"])


def _pay(request: HttpRequest, row: SuspensePayout, data: dict[str, Any]) -> None:
    payouts.pay(
        by=request.user,
        payout_id=row.pk,
        bank_number=data["bank_number"],
        reason=data["reason"],
    )


def _cancel(request: HttpRequest, row: SuspensePayout, data: dict[str, Any]) -> None:
    payouts.cancel(by=request.user, payout_id=row.pk, reason=data["reason"])


#: Stands on the page of a SUSPENSE account.
PROPOSAL = ServiceAction(
    name="payout",
    label="申请付款",
    permission=PROPOSE,
    run=_propose,
    form_class=ProposeForm,
    applies=lambda row: row.kind == LedgerAccount.Kind.SUSPENSE and row.balance_fen > 0,
    done="已申请，等另一个人付款。",
    effect="从这个人的待领款里付出。申请时不动钱；由另一位财务人员转账后登记。",
)


@admin.register(SuspensePayout)
class SuspensePayoutAdmin(ReadOnlyAdmin):
    """Payments out of what waits for somebody."""

    list_display = ("ref", "shown_time", "holder", "amount", "way", "shown_state")
    list_filter = ("state", "way", since("proposed_at"))
    list_select_related = ("account__person",)
    ordering = ("-pk",)
    tenant_path = "account__tenant"
    exact_search = ("ref", "account__person__psn_no", "bank_number")
    by_whom = named("proposer", "申请人")
    paid_by = named("payer", "付款人")
    fields = (
        ("ref", "shown_state"), ("holder", "account_link"), ("amount", "way"),
        ("by_whom", "shown_time"), ("paid_by", "ended"), "bank_number",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="pay", label="登记已付款", permission=PAY, run=_pay, danger=True,
            form_class=PaidForm, applies=lambda row: row.state == PayoutState.PROPOSED,
            done="已登记付款并记账。",
            effect="在银行转账以后再登记。登记后记账，不能撤销；申请人不能做这一步。",
        ),
        ServiceAction(
            name="cancel", label="撤回申请", permission=PROPOSE, run=_cancel,
            applies=lambda row: row.state == PayoutState.PROPOSED, done="已撤回。",
            effect="没有付钱，钱还在待领款里，可以重新申请。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: SuspensePayout) -> list[Panel]:
        """To whom; in full only for those who pay, while it is to be paid."""
        is_due = row.state == PayoutState.PROPOSED and request.user.has_perm(PAY)
        payee = row.payee if is_due else mask_name(row.payee)
        number = row.bank_account if is_due else mask_card(row.bank_account)
        return [pairs_panel("收款信息", [("收款人", payee), ("收款账号", number)])]

    @admin.display(description="户主")
    def holder(self, row: SuspensePayout) -> str:
        return person_link(row.account.person)

    @admin.display(description="待领款账户")
    def account_link(self, row: SuspensePayout) -> str:
        return detail_link(row.account)

    @admin.display(description="金额（元）", ordering="amount_fen")
    def amount(self, row: SuspensePayout) -> str:
        return yuan(row.amount_fen)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: SuspensePayout) -> str:
        return state_tag(row)

    @admin.display(description="申请时间", ordering="proposed_at")
    def shown_time(self, row: SuspensePayout) -> str:
        return moment(row.proposed_at)

    @admin.display(description="办结时间")
    def ended(self, row: SuspensePayout) -> str:
        return moment(row.ended_at)
