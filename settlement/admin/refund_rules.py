"""Regional rules of taking bills back (feature row 54, P195); exchanges, read only."""

from dataclasses import fields

from django import forms
from django.contrib import admin

from settlement.data.refund_rules import RefundRules
from settlement.errors import RefundRulesDayTaken
from settlement.models import Exchange, SettlementRules
from settlement.services import refund_rules
from yibao.kernel.console import (
    ReadOnlyAdmin,
    VersionAdmin,
    VersionForm,
    detail_link,
    moment,
    named,
    since,
    yuan,
)

_NAMES = tuple(field.name for field in fields(RefundRules))


class SettlementRulesForm(VersionForm):
    """All rules of one version."""

    bounds, taken = {"refund_days": (1, 3650)}, RefundRulesDayTaken
    helps = {
        "void_until": "当天这个时间以前整单退的，算撤销；以后算退费。钱都原路退回。",
        "refund_days": "过了这些天，机构不能退，要到医保窗口办。",
        "after_clearing": "不打勾：这个月已清算拨付的，机构不能退。",
    }

    class Meta:
        model = SettlementRules
        fields = ("region", "valid_from", *_NAMES)
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}),
            "void_until": forms.TimeInput(attrs={"type": "time", "step": 1}),
        }

    def rules(self) -> RefundRules:
        """The checked input."""
        return RefundRules(**{name: self.cleaned_data[name] for name in _NAMES})


@admin.register(SettlementRules)
class SettlementRulesAdmin(VersionAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = SettlementRulesForm
    where = named("region", "地区")
    list_display = (
        "where", "valid_from", "valid_to", "shown_state", "void_until", "refund_days",
        "after_clearing",
    )  # fmt: skip
    list_display_links = ("where", "valid_from")
    asked = ("region", "valid_from", *_NAMES)
    shown = ("region", "valid_from", "valid_to", "shown_state", *_NAMES, "created_at")
    begin = staticmethod(refund_rules.set_rules)


@admin.register(Exchange)
class ExchangeAdmin(ReadOnlyAdmin):
    """Lines that went back and the bill made in their place."""

    list_display = ("exchange_id", "shown_time", "first", "then", "collected", "handed_back")
    list_filter = (since("created_at"),)
    list_select_related = ("settlement", "replacement", "refund")
    ordering = ("-pk",)
    tenant_path = "settlement__tenant"
    exact_search = (
        "exchange_id", "settlement__setl_id", "replacement__setl_id", "settlement__person__psn_no",
    )  # fmt: skip
    fields = (
        ("exchange_id", "shown_time"), ("first", "then"), "back", ("collected", "handed_back"),
    )  # fmt: skip

    @admin.display(description="时间", ordering="created_at")
    def shown_time(self, row: Exchange) -> str:
        return moment(row.created_at)

    @admin.display(description="原结算")
    def first(self, row: Exchange) -> str:
        return detail_link(row.settlement)

    @admin.display(description="新结算")
    def then(self, row: Exchange) -> str:
        return detail_link(row.replacement)

    @admin.display(description="退费")
    def back(self, row: Exchange) -> str:
        return detail_link(row.refund)

    @admin.display(description="补收现金（元）")
    def collected(self, row: Exchange) -> str:
        return yuan(row.collected_fen)

    @admin.display(description="退还现金（元）")
    def handed_back(self, row: Exchange) -> str:
        return yuan(row.handed_back_fen)
