"""Policy packs with their two approvals, and the catalogue (P195, settled: four eyes)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from settlement.models import CatalogueItem, PolicyPack
from settlement.services import packs
from settlement.states import PackState
from yibao.audit import services as audit
from yibao.kernel import masking
from yibao.kernel.console import Panel, ReadOnlyAdmin, ServiceAction, json_panel, tag, yes_no

from .policies import trial
from .words import state_tag

__all__ = ["CatalogueItemAdmin", "PolicyPackAdmin", "trial"]

_RIGHT = "settlement.approve_policypack"


def _explain(request: HttpRequest, row: PolicyPack, data: dict[str, Any]) -> None:
    reason = masking.mask_text(data["reason"])
    audit.record("settlement.pack.explained", by=request.user, subject=row, data={"reason": reason})


def _approve(request: HttpRequest, row: PolicyPack, data: dict[str, Any]) -> None:
    packs.approve(by=request.user, pack_id=row.pk)
    _explain(request, row, data)


def _retire(request: HttpRequest, row: PolicyPack, data: dict[str, Any]) -> None:
    packs.retire(by=request.user, pack_id=row.pk, reason=data["reason"])


def _awaits_first(row: PolicyPack) -> bool:
    return row.state == PackState.DRAFT and row.first_approver_id is None


def _awaits_second(row: PolicyPack) -> bool:
    return row.state == PackState.DRAFT and row.first_approver_id is not None


@admin.register(PolicyPack)
class PolicyPackAdmin(ReadOnlyAdmin):
    """Versions of regional rules; the document never changes."""

    list_display = (
        "name",
        "version",
        "region",
        "shown_state",
        "period",
        "official_word",
        "imported_at",
    )
    list_filter = ("state", "region")
    ordering = ("-pk",)
    exact_search = ("version", "region", "sha256")
    fields = (
        "name", "version", "region", "shown_state", "period", "official_word", "source", "sha256",
        "imported_at", "first_approver", "second_approver", "activated_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="approve-first", label="批准（第一人）", permission=_RIGHT, run=_approve,
            applies=_awaits_first, done="已批准，还要另一个人批准。",
            effect="记下您是第一审批人。规则还不启用，要等另一个人批准。",
        ),
        ServiceAction(
            name="approve-second", label="批准（第二人）并启用", permission=_RIGHT, run=_approve,
            applies=_awaits_second, done="已启用。",
            effect="这个版本马上启用，生效日期内的新结算都按它算。第一审批人不能做这一步。",
        ),
        ServiceAction(
            name="retire", label="停用", permission=_RIGHT, danger=True, run=_retire,
            applies=lambda row: row.state != PackState.RETIRED, done="已停用。",
            effect="以后的结算不再用这个版本；已经结算的账单不变，停用后不能恢复。"
            "在另一个版本启用之前，生效日期内的新结算没有报销规则可用，一律按全额自费结算。"
            "启用中的版本要由两位审批人以外的人停用。",
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("first_approver", "second_approver")
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            return rows.defer("document")
        return rows

    def own_panels(self, request: HttpRequest, row: PolicyPack) -> list[Panel]:
        return [json_panel("规则文档", row.document, note="导入后不能改；要改请导入新版本。")]

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: PolicyPack) -> str:
        return state_tag(row)

    @admin.display(description="生效日期")
    def period(self, row: PolicyPack) -> str:
        return f"{row.effective.lower or '—'} 至 {row.effective.upper or '—'}（不含）"

    @admin.display(description="医保局确认", ordering="official")
    def official_word(self, row: PolicyPack) -> str:
        return tag("ok", "已确认") if row.official else tag("warn", "未确认")


@admin.register(CatalogueItem)
class CatalogueItemAdmin(ReadOnlyAdmin):
    """Drugs, services and goods with class, first share and price limit."""

    list_display = (
        "med_list_codg", "name", "spec", "list_type", "chrgitm_lv", "selfpay_prop",
        "pric_uplmt_amt", "valid_from", "valid_to",
    )  # fmt: skip
    only_pharmacy = yes_no("pharmacy_only", "只在药店")
    list_filter = ("list_type", "chrgitm_lv", "pharmacy_only")
    ordering = ("-pk",)
    exact_search = ("med_list_codg", "name", "name__startswith")
    fields = (
        "med_list_codg", "name", "spec", "unit", "list_type", "chrgitm_lv", "selfpay_prop",
        "pric_uplmt_amt", "reference_price", "only_pharmacy", "valid_from", "valid_to",
    )  # fmt: skip
