"""Yearly counters of people (P145): read only."""

from django.contrib import admin
from django.http import HttpRequest

from settlement.models import PersonYear
from yibao.kernel.console import Column, Panel, ReadOnlyAdmin, yuan

from .words import person_link


@admin.register(PersonYear)
class PersonYearAdmin(ReadOnlyAdmin):
    """What a person used up in a year."""

    list_display = ("person_link", "year", "insutype", "stays")
    list_display_links = ("year",)
    list_filter = ("year", "insutype")
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("person__psn_no",)
    fields = ("person_link", "year", "insutype", "stays")

    def own_panels(self, request: HttpRequest, row: PersonYear) -> list[Panel]:
        cells = [[one.name, yuan(one.used_fen)] for one in row.counters.order_by("name")]
        return [Panel("累计项（元）", (Column("名称"), Column("已用", numeric=True)), cells)]

    @admin.display(description="参保人")
    def person_link(self, row: PersonYear) -> str:
        return person_link(row.person)
