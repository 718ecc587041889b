"""Care elsewhere: open areas are edited here; filings are read, and decided as cases."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from settlement.models import RemoteArea, RemoteFiling
from settlement.selectors import remote
from yibao.kernel.console import (
    ConfigAdmin,
    Panel,
    ReadOnlyAdmin,
    detail_link,
    named,
    pairs_panel,
    since,
    yes_no,
)

from .words import person_link, state_tag


@admin.register(RemoteArea)
class RemoteAreaAdmin(ConfigAdmin):
    """Areas that settle directly for people insured here, and for which care (P160, P163)."""

    list_display = (
        "code", "area", "province", "for_inpatient", "for_outpatient", "for_chronic",
        "for_pharmacy", "open_word",
    )  # fmt: skip
    code = named("region_id", "代码")
    area = named("region", "地区")
    for_inpatient = yes_no("inpatient", "住院")
    for_outpatient = yes_no("outpatient", "门诊")
    for_chronic = yes_no("chronic", "门诊慢特病")
    for_pharmacy = yes_no("pharmacy", "药店")
    open_word = yes_no("is_open", "已开通")
    list_select_related = ("region",)
    list_filter = ("is_open", "province")
    ordering = ("region",)
    exact_search = ("region__code", "region__name", "province")
    fields = (
        "region", "province", "inpatient", "outpatient", "chronic", "pharmacy", "is_open", "note",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Filings point to the area, so it stays."""
        return ("region",) if obj else ()


@admin.register(RemoteFiling)
class RemoteFilingAdmin(ReadOnlyAdmin):
    """Who may be treated where, and for how long (P157, P158)."""

    list_display = (
        "ref", "shown_state", "person_link", "kind", "area", "first_day", "last_day", "filed_at",
    )  # fmt: skip
    area = named("region", "就医地")
    list_filter = ("state", "kind", since("filed_at"))
    list_select_related = ("person", "region")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "person__psn_no", "referral_no", "region__name")
    fields = (
        "ref", "shown_state", "person_link", "kind", "area", "first_day", "last_day",
        "promised_word", "referral_no", "filed_at", "decided_at",
    )  # fmt: skip
    promised_word = yes_no("promised", "承诺制")

    def own_panels(self, request: HttpRequest, row: RemoteFiling) -> list[Panel]:
        if row.case is None:
            return []
        words = remote.words_of(row)
        facts = [("事项", detail_link(row.case, row.case.ref)), ("工作人员的话", words or "—")]
        return [pairs_panel("审核", facts)]

    @admin.display(description="参保人")
    def person_link(self, row: RemoteFiling) -> str:
        return person_link(row.person)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: RemoteFiling) -> str:
        return state_tag(row)

    @admin.display(description="从哪天起", ordering="period")
    def first_day(self, row: RemoteFiling) -> str:
        return row.period.lower.isoformat()

    @admin.display(description="到哪天")
    def last_day(self, row: RemoteFiling) -> str:
        until = row.period.upper
        return (until - timedelta(days=1)).isoformat() if until else "长期"
