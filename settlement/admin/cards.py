"""Bank cards, payments by card, money on its way back: read only, and one question."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from settlement.models import BankCard, CardCharge, CardRefund
from settlement.selectors.cards import OPEN_CHARGES, OPEN_REFUNDS
from settlement.services import card_healing
from settlement.states import CardRefundState, ChargeState
from yibao.kernel import clock
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    detail_link,
    moment,
    since,
    yes_no,
    yuan,
)

from .words import person_link, state_tag

_RIGHT = "settlement.ask_bank"
_RECENT = 20
_LATE = timedelta(minutes=5)


class OpenFilter(admin.SimpleListFilter):
    """What the bank has not answered for yet."""

    title = "有没有结果"
    parameter_name = "open"
    states: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "还没有结果")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state__in=self.states) if self.value() == "1" else queryset


class OpenCharges(OpenFilter):
    """Payments in doubt."""

    states = OPEN_CHARGES


class OpenRefunds(OpenFilter):
    """Refunds under way, by hand too."""

    states = (*OPEN_REFUNDS, CardRefundState.MANUAL)


class _BankTaskAdmin(ReadOnlyAdmin):
    """Shared words of payments and refunds."""

    ordering = ("-pk",)
    tenant_path = "tenant"
    open_states: tuple[str, ...] = ()

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Any) -> str:
        return state_tag(row)

    @admin.display(description="金额（元）", ordering="amount_fen")
    def amount(self, row: Any) -> str:
        return yuan(row.amount_fen)

    @admin.display(description="提出时间", ordering="created_at")
    def shown_time(self, row: Any) -> str:
        return moment(row.created_at)

    @admin.display(description="等了多久")
    def age(self, row: Any) -> str:
        if row.state not in self.open_states:
            return "—"
        waited = clock.now() - row.created_at
        minutes = int(waited.total_seconds() // 60)
        return f"{minutes} 分钟，超时" if waited > _LATE else f"{minutes} 分钟"


@admin.register(CardCharge)
class CardChargeAdmin(_BankTaskAdmin):
    """Payments by card with their state at the bank."""

    open_states = OPEN_CHARGES
    list_display = (
        "ref", "shown_time", "shown_state", "age", "holder", "card_link", "amount", "bill",
    )  # fmt: skip
    list_filter = (OpenCharges, "state", since("created_at"))
    list_select_related = ("card__person", "settlement")
    exact_search = (
        "ref", "bank_number", "settlement__setl_id", "attempt__key", "card__person__psn_no",
    )  # fmt: skip
    fields = (
        ("ref", "shown_state"), ("holder", "card_link"), ("amount", "age"),
        ("visit_link", "bill"), ("attempt_link", "cash_method"), ("premium_link", "refusal"),
        "bank_number",
        ("created_at", "deadline_at"), ("asked_at", "valid_until"), ("known_at", "given_up_at"),
        ("asks", "next_ask_at"),
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="ask", label="现在问银行", permission=_RIGHT,
            run=lambda request, row, data: card_healing.ask_now(
                by=request.user, charge_id=row.pk, reason=data["reason"]
            ),
            applies=lambda row: row.state in (ChargeState.PENDING, ChargeState.IN_DOUBT),
            done="已问过银行，请看状态。",
            effect="按扣款号查银行的结果。查到已扣款就写完账单，或者原路退回；没有扣款就关闭。不会再扣一次。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: CardCharge) -> list[Panel]:
        cells = [
            [detail_link(one), state_tag(one), yuan(one.amount_fen), moment(one.created_at)]
            for one in row.refunds.order_by("created_at")
        ]
        heads = (Column("退款号"), Column("状态"), Column("金额", numeric=True), Column("时间"))
        return [Panel("退回这张卡（元）", heads, cells, empty="没有退款")]

    @admin.display(description="持卡人")
    def holder(self, row: CardCharge) -> str:
        return person_link(row.card.person)

    @admin.display(description="卡")
    def card_link(self, row: CardCharge) -> str:
        return detail_link(row.card)

    @admin.display(description="结算")
    def bill(self, row: CardCharge) -> str:
        return detail_link(row.settlement)

    @admin.display(description="就诊")
    def visit_link(self, row: CardCharge) -> str:
        return detail_link(row.visit) if row.visit_id else "—"

    @admin.display(description="请求")
    def attempt_link(self, row: CardCharge) -> str:
        return detail_link(row.attempt, row.attempt.key) if row.attempt_id else "—"

    @admin.display(description="居民医保缴费")
    def premium_link(self, row: CardCharge) -> str:
        return detail_link(row.premium) if row.premium_id else "—"


@admin.register(CardRefund)
class CardRefundAdmin(_BankTaskAdmin):
    """Money that goes back to a card (P173)."""

    open_states = (*OPEN_REFUNDS, CardRefundState.MANUAL)
    list_display = ("ref", "shown_time", "shown_state", "age", "charge_link", "amount", "refund")
    list_filter = (OpenRefunds, "state", since("created_at"))
    list_select_related = ("charge", "refund_part__refund")
    exact_search = ("ref", "bank_number", "charge__ref", "case_ref")
    fields = (
        ("ref", "shown_state"), ("charge_link", "refund"), ("amount", "age"),
        ("refusal", "bank_number"), ("case_ref", "asks"), ("created_at", "asked_at"),
        ("known_at", "next_ask_at"),
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="ask", label="现在问银行", permission=_RIGHT,
            run=lambda request, row, data: card_healing.ask_refund_now(
                by=request.user, refund_id=row.pk, reason=data["reason"]
            ),
            applies=lambda row: row.state in OPEN_REFUNDS,
            done="已问过银行，请看状态。",
            effect="先查银行的结果；银行没收到过的，用同一个退款号再发一次。不会退两次。",
        ),
    )  # fmt: skip

    @admin.display(description="扣款")
    def charge_link(self, row: CardRefund) -> str:
        return detail_link(row.charge)

    @admin.display(description="退费")
    def refund(self, row: CardRefund) -> str:
        return detail_link(row.refund_part.refund) if row.refund_part else "没有用上的扣款"


@admin.register(BankCard)
class BankCardAdmin(ReadOnlyAdmin):
    """Cards by bank and last four; number, token and phone are shown to nobody."""

    list_display = ("label", "shown_state", "holder", "kind", "is_default_word", "bound_at")
    is_default_word = yes_no("is_default", "默认")
    list_filter = ("state", "issuer", since("bound_at"))
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "person__psn_no")
    fields = (
        ("ref", "shown_state"), ("issuer", "last_four"), ("kind", "holder"),
        ("is_default_word", "check_reason"), ("once", "daily"), ("valid_until", "bound_at"),
        "removed_at",
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: BankCard) -> list[Panel]:
        tries = [
            [moment(one.asked_at), state_tag(one), one.refusal or "—", one.wrong_tries]
            for one in row.person.card_bindings.filter(number_hash=row.number_hash).order_by(
                "-asked_at"
            )[:_RECENT]
        ]
        uses = [
            [detail_link(one), moment(one.created_at), state_tag(one), yuan(one.amount_fen)]
            for one in row.charges.order_by("-created_at")[:_RECENT]
        ]
        asked = (Column("时间"), Column("状态"), Column("原因"), Column("试过几次", numeric=True))
        paid = (Column("扣款号"), Column("时间"), Column("状态"), Column("金额", numeric=True))
        return [
            Panel(f"最近 {_RECENT} 笔扣款（元）", paid, uses, empty="还没有用过"),
            Panel("绑卡记录", asked, tries),
        ]

    @admin.display(description="卡")
    def label(self, row: BankCard) -> str:
        return row.label

    @admin.display(description="持卡人")
    def holder(self, row: BankCard) -> str:
        return person_link(row.person)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: BankCard) -> str:
        return state_tag(row)

    @admin.display(description="单笔最多（元）")
    def once(self, row: BankCard) -> str:
        return yuan(row.per_payment_fen)

    @admin.display(description="每天最多（元）")
    def daily(self, row: BankCard) -> str:
        return yuan(row.per_day_fen)
