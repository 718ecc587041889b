"""What institutions filed for people: referral, chronic illness, chosen institution. Read only."""

from datetime import timedelta

from django.contrib import admin

from settlement.models import BenefitFiling
from yibao.kernel.console import ReadOnlyAdmin, named, since

from .words import person_link, state_tag


@admin.register(BenefitFiling)
class BenefitFilingAdmin(ReadOnlyAdmin):
    """Who filed what for whom, and for how long."""

    list_display = (
        "ref", "shown_state", "person_link", "kind", "title", "place", "first_day", "last_day",
    )  # fmt: skip
    place = named("institution", "办理机构")
    list_filter = ("state", "kind", since("filed_at"))
    list_select_related = ("person", "institution")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "person__psn_no", "code", "institution__fixmedins_code")
    fields = (
        "ref", "shown_state", "person_link", "kind", "code", "title", "place", "first_day",
        "last_day", "filed_at", "undone_at",
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: BenefitFiling) -> str:
        return person_link(row.person)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: BenefitFiling) -> str:
        return state_tag(row)

    @admin.display(description="从哪天起", ordering="period")
    def first_day(self, row: BenefitFiling) -> str:
        return row.period.lower.isoformat()

    @admin.display(description="到哪天")
    def last_day(self, row: BenefitFiling) -> str:
        until = row.period.upper
        return (until - timedelta(days=1)).isoformat() if until else "长期"
