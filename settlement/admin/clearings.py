"""Clearings of a month: audited by one of finance, paid by another (four eyes)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from settlement.data.clearing import CLR_TYPES
from settlement.models import Clearing, Posting
from settlement.selectors import statements
from settlement.services import clearing, clearing_papers
from settlement.states import ClearingState
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ReasonForm,
    ServiceAction,
    detail_link,
    moment,
    pairs_panel,
    since,
    yuan,
)

from . import bill_panels
from .words import posting_kind, state_tag

_AUDIT, _PAY = "settlement.audit_clearing", "settlement.pay_clearing"


class PayForm(ReasonForm):
    """The bank's number of the transfer."""

    bank_number = forms.RegexField(
        r"^[0-9A-Za-z-]{4,64}$",
        label="银行流水号",
        help_text="4 至 64 个字母、数字或短横线，照银行回单填。",
        error_messages={"required": "请填银行流水号。", "invalid": "请照银行回单填流水号。"},
    )
    field_order = ("bank_number", "reason")


def _audit(request: HttpRequest, row: Clearing, data: dict[str, Any]) -> None:
    clearing.audit_one(by=request.user, clearing_id=row.pk, reason=data["reason"])


def _undo(request: HttpRequest, row: Clearing, data: dict[str, Any]) -> None:
    clearing.undo_audit(by=request.user, clearing_id=row.pk, reason=data["reason"])


def _pay(request: HttpRequest, row: Clearing, data: dict[str, Any]) -> None:
    clearing.pay(
        by=request.user,
        clearing_id=row.pk,
        bank_number=data["bank_number"],
        reason=data["reason"],
    )


@admin.register(Clearing)
class ClearingAdmin(ReadOnlyAdmin):
    """Months that institutions asked to be paid for."""

    list_display = (
        "ref", "institution", "month", "scope", "count", "payable", "shown_state", "shown_time",
    )  # fmt: skip
    list_filter = ("state", since("created_at"))
    list_select_related = ("institution",)
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "institution__fixmedins_code", "bank_number")
    fields = (
        ("ref", "shown_state"), ("institution", "month"), ("scope", "count"),
        ("payable", "shown_time"), ("auditor", "audited"), ("payer", "paid"),
        "bank_number", "sha256",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="audit", label="审核通过", permission=_AUDIT, run=_audit,
            applies=lambda row: row.state == ClearingState.APPLIED, done="已审核，等另一个人拨付。",
            effect="系统先核对账上的金额和申请时一样，对账差异都已处理。通过后由另一个人拨付。",
        ),
        ServiceAction(
            name="undo", label="退回申请", permission=_AUDIT, run=_undo,
            applies=lambda row: row.state == ClearingState.AUDITED, done="已退回。",
            effect="回到“已申请”，机构可以撤销后重新申请。",
        ),
        ServiceAction(
            name="pay", label="登记已拨付", permission=_PAY, run=_pay, danger=True,
            form_class=PayForm, applies=lambda row: row.state == ClearingState.AUDITED,
            done="已登记拨付并记账。",
            effect="在银行转账以后再登记。登记后记账，不能撤销；审核人不能做这一步。",
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("auditor", "payer")

    def describe(self, row: Clearing) -> str:
        amount = yuan(row.sums["payable"])
        return f"{row.institution.name}　{self.month(row)}　应拨付 {amount} 元"

    def own_panels(self, request: HttpRequest, row: Clearing) -> list[Panel]:
        paper = clearing_papers.paper_of(by=request.user, row=row)
        books = Posting.objects.filter(business=f"clearing:{row.pk}")
        return [
            pairs_panel("金额（元）", list(paper.amounts), numeric=True),
            _books(books),
        ]

    @admin.display(description="期间", ordering="period")
    def month(self, row: Clearing) -> str:
        first, last = statements.days_of(row)
        return f"{first} 至 {last}"

    @admin.display(description="险种和类别")
    def scope(self, row: Clearing) -> str:
        kind = CLR_TYPES.get(row.clr_type, "全部类别")
        return f"{row.insutype or '全部险种'}，{kind}"

    @admin.display(description="笔数")
    def count(self, row: Clearing) -> int:
        return row.sums["count"]

    @admin.display(description="应拨付（元）")
    def payable(self, row: Clearing) -> str:
        return yuan(row.sums["payable"])

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Clearing) -> str:
        return state_tag(row)

    @admin.display(description="申请时间", ordering="created_at")
    def shown_time(self, row: Clearing) -> str:
        return moment(row.created_at)

    @admin.display(description="审核时间")
    def audited(self, row: Clearing) -> str:
        return moment(row.audited_at)

    @admin.display(description="拨付时间")
    def paid(self, row: Clearing) -> str:
        return moment(row.paid_at)


def _books(postings: QuerySet[Posting]) -> Panel:
    columns = (
        Column("凭证"), Column("种类"), Column("账户"), Column("借方", numeric=True),
        Column("贷方", numeric=True),
    )  # fmt: skip
    cells = [
        [detail_link(posting, posting.business), posting_kind(posting), *bill_panels.legs(entry)]
        for posting in bill_panels.posted(postings)
        for entry in posting.entries.all()
    ]
    return Panel("账务凭证（元）", columns, cells, empty="拨付以后才记账")
