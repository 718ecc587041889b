"""Visits, attempts, bills and refunds: read only; money moves through the partner API alone."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from settlement.models import Refund, Settlement, SettlementAttempt, Visit
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    detail_link,
    moment,
    named,
    since,
    yuan,
)

from . import bill_panels
from .words import CASH_METHODS, REMOTES, person_link, state_tag


class _OfPerson(ReadOnlyAdmin):
    """Shared words."""

    ordering = ("-pk",)

    @admin.display(description="参保人")
    def person_link(self, row: Any) -> str:
        return person_link(row.person)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Any) -> str:
        return state_tag(row)


@admin.register(Settlement)
class SettlementAdmin(_OfPerson):
    """Bills with their proof."""

    list_display = (
        "setl_id", "shown_time", "shown_state", "person_link", "institution", "total", "funds",
        "account", "cash",
    )  # fmt: skip
    shown_client = named("client", "应用")
    list_filter = ("state", since("setl_time"), "acct_used_flag")
    list_select_related = ("person", "institution")
    tenant_path = "tenant"
    exact_search = ("setl_id", "visit__mdtrt_id", "person__psn_no", "invono", "visit__visit_id")
    fields = (
        ("setl_id", "shown_state"),
        ("person_link", "institution"),
        ("setl_time", "service_date"),
        ("visit_link", "invono"),
        ("pack_link", "attempt_link"),
        ("acct_used_flag", "shown_method"),
        ("deductible", "pool_prop_selfpay"),
        ("balance_after", "shown_client"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Lists do not need the two large documents."""
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            return rows.defer("breakdown", "case_document")
        return rows

    def own_panels(self, request: HttpRequest, row: Settlement) -> list[Panel]:
        return [
            bill_panels.amounts(row),
            bill_panels.sources(row),
            bill_panels.lines(row),
            bill_panels.refunds(row),
            bill_panels.trace(row.breakdown),
            bill_panels.postings(row),
        ]

    @admin.display(description="时间", ordering="setl_time")
    def shown_time(self, row: Settlement) -> str:
        return moment(row.setl_time)

    @admin.display(description="总额（元）", ordering="medfee_sumamt_fen")
    def total(self, row: Settlement) -> str:
        return yuan(row.medfee_sumamt_fen)

    @admin.display(description="基金")
    def funds(self, row: Settlement) -> str:
        return yuan(row.fund_pay_sumamt_fen)

    @admin.display(description="个人账户")
    def account(self, row: Settlement) -> str:
        return yuan(row.acct_pay_fen)

    @admin.display(description="现金方式")
    def shown_method(self, row: Settlement) -> str:
        return CASH_METHODS.get(row.cash_method, row.cash_method)

    @admin.display(description="现金")
    def cash(self, row: Settlement) -> str:
        return yuan(row.psn_cash_pay_fen)

    @admin.display(description="起付标准（元）")
    def deductible(self, row: Settlement) -> str:
        return yuan(row.dedc_std_fen)

    @admin.display(description="结算后账户余额（元）")
    def balance_after(self, row: Settlement) -> str:
        return yuan(row.balc_fen)

    @admin.display(description="就诊")
    def visit_link(self, row: Settlement) -> str:
        return detail_link(row.visit, row.visit.mdtrt_id)

    @admin.display(description="政策包")
    def pack_link(self, row: Settlement) -> str:
        return detail_link(row.pack)

    @admin.display(description="请求")
    def attempt_link(self, row: Settlement) -> str:
        return detail_link(row.attempt, row.attempt.key)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Money back to its sources (I10)."""

    list_display = ("refund_setl_id", "created_at", "bill", "kind", "total", "reason")
    shown_client = named("client", "应用")
    list_filter = ("is_reversal", "is_void", since("created_at"))
    list_select_related = ("settlement",)
    ordering = ("-pk",)
    tenant_path = "settlement__tenant"
    exact_search = ("refund_setl_id", "settlement__setl_id", "invono", "partner_no")
    fields = (
        "refund_setl_id",
        "bill",
        "kind",
        "reason",
        "invono",
        "partner_no",
        "shown_client",
        "created_at",
    )

    def own_panels(self, request: HttpRequest, row: Refund) -> list[Panel]:
        parts = row.parts.select_related("part__payer", "account")
        sources = [
            [
                one.part.get_kind_display(), person_link(one.part.payer), detail_link(one.account),
                yuan(one.amount_fen),
            ]
            for one in parts
        ]  # fmt: skip
        lines = [
            [one.line.feedetl_sn, one.line.name, bill_panels.plain(one.cnt)]
            for one in row.lines.select_related("line")
        ]
        heads = (Column("来源"), Column("付款人"), Column("账户"), Column("退回", numeric=True))
        items = (Column("明细流水号"), Column("名称"), Column("退的数量", numeric=True))
        return [
            bill_panels.amounts(row, "退回金额（元）"),
            Panel("退回来源（元）", heads, sources),
            Panel("退的项目", items, lines),
            bill_panels.trace(row.breakdown),
        ]

    @admin.display(description="结算")
    def bill(self, row: Refund) -> str:
        return detail_link(row.settlement)

    @admin.display(description="种类")
    def kind(self, row: Refund) -> str:
        return bill_panels.refund_kind(row)

    @admin.display(description="总额（元）")
    def total(self, row: Refund) -> str:
        return yuan(row.medfee_sumamt_fen)


@admin.register(Visit)
class VisitAdmin(_OfPerson):
    """Visits; diagnoses are medical secrets and stay sealed here."""

    list_display = (
        "visit_id", "created_at", "shown_state", "person_link", "institution", "med_type",
        "insutype",
    )  # fmt: skip
    list_filter = ("state", "insutype", since("created_at"))
    list_select_related = ("person", "institution")
    tenant_path = "tenant"
    exact_search = ("visit_id", "mdtrt_id", "person__psn_no", "ipt_otp_no")
    fields = (
        "visit_id", "mdtrt_id", "shown_state", "person_link", "institution", "med_type",
        "ipt_otp_no", "begntime", "service_date", "shown_remote", "dept_name", "doctor_name",
        "diagnosis_count", "insutype", "psn_type", "insuplc_admdvs", "psn_insu_stas", "tags", "age",
        "created_at",
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: Visit) -> list[Panel]:
        fees = [
            [
                one.position, one.medins_list_name, one.chrgitm_lv, bill_panels.plain(one.cnt),
                bill_panels.plain(one.pric), yuan(one.amount_fen),
            ]
            for one in row.fee_lines.all()
        ]  # fmt: skip
        bills = [
            [detail_link(one), moment(one.setl_time), state_tag(one), yuan(one.medfee_sumamt_fen)]
            for one in row.settlements.defer("breakdown", "case_document").order_by("setl_time")
        ]
        heads = (
            Column("次序"), Column("名称"), Column("等级"), Column("数量", numeric=True),
            Column("单价", numeric=True), Column("金额", numeric=True),
        )  # fmt: skip
        made = (Column("结算号"), Column("时间"), Column("状态"), Column("总额", numeric=True))
        return [
            Panel("费用（元）", heads, fees),
            bill_panels.quotes(row),
            bill_panels.payers(row),
            Panel("结算（元）", made, bills),
        ]

    @admin.display(description="异地")
    def shown_remote(self, row: Visit) -> str:
        return REMOTES.get(row.remote, row.remote)

    @admin.display(description="诊断")
    def diagnosis_count(self, row: Visit) -> str:
        return f"{len(json.loads(row.diagnoses or '[]'))} 条（不显示）"


@admin.register(SettlementAttempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Settle calls by key (T62)."""

    list_display = ("key", "shown_client", "shown_state", "refusal", "began_at", "ended_at")
    shown_client = named("client", "应用")
    list_filter = ("state", since("began_at"))
    list_select_related = ("client",)
    ordering = ("-pk",)
    tenant_path = "client__tenant"
    exact_search = ("key", "visit__visit_id")
    fields = (
        "key", "shown_client", "visit_link", "shown_state", "refusal", "began_at", "deadline_at",
        "ended_at",
    )  # fmt: skip

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: SettlementAttempt) -> str:
        return state_tag(row)

    @admin.display(description="就诊")
    def visit_link(self, row: SettlementAttempt) -> str:
        return detail_link(row.visit)
