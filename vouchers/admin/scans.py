"""Scans with their refusals (F8 of the pages): read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from vouchers import rules
from vouchers.models import Scan
from yibao.kernel.console import ReadOnlyAdmin, person_link, since, tag
from yibao.kernel.errors import registry


def outcome_tag(outcome: str) -> str:
    """The result of a scan in words; a refusal shows the title of its error."""
    if outcome == Scan.OK:
        return tag("ok", "成功")
    error = registry().get(outcome)
    return tag("error", error.title if error else outcome)


class OutcomeFilter(admin.SimpleListFilter):
    """Done or refused."""

    title = "结果"
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ok", "成功"), ("refused", "被拒")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "ok":
            return queryset.filter(outcome=Scan.OK)
        if self.value() == "refused":
            return queryset.exclude(outcome=Scan.OK)
        return queryset


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    """Who showed what where."""

    list_display = (
        "scan_id", "created_at", "shown_outcome", "person_link", "institution", "terminal_code",
        "operator_code", "medium", "shown_answer",
    )  # fmt: skip
    list_filter = (OutcomeFilter, "medium", "purpose", since("created_at"))
    list_select_related = ("person", "institution", "answer")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("scan_id", "person__psn_no", "institution__fixmedins_code")
    fields = (
        "scan_id", "tenant", "created_at", "shown_outcome", "outcome", "person_link",
        "presented_as", "presence", "medium", "purpose", "institution", "client", "terminal_code",
        "operator_code", "operator_name", "dept_code", "dept_name", "business_type", "visit_id",
        "expires_at", "shown_risk", "shown_answer", "mismatch_at", "mismatch_ref", "shown_slip",
    )  # fmt: skip

    @admin.display(description="纸质码编号")
    def shown_slip(self, row: Scan) -> str:
        return row.slip.ref if row.slip else "—"

    @admin.display(description="结果", ordering="outcome")
    def shown_outcome(self, row: Scan) -> str:
        return outcome_tag(row.outcome)

    @admin.display(description="参保人")
    def person_link(self, row: Scan) -> str:
        return person_link(row.person)

    @admin.display(description="和平时不同")
    def shown_risk(self, row: Scan) -> str:
        return rules.risk_words(row.risk_rules) or "—"

    @admin.display(description="本人说")
    def shown_answer(self, row: Scan) -> str:
        answer = getattr(row, "answer", None)
        if answer is None:
            return "—"
        kind = "error" if answer.verdict == answer.Verdict.NOT_MINE else "ok"
        words = answer.get_verdict_display()
        return tag(kind, f"{words}（事项 {answer.case_ref}）" if answer.case_ref else words)
