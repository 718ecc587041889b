"""Console page: runs of vendors and their reports."""

from django.contrib import admin

from yibao.kernel.console import ReadOnlyAdmin, since, tag

from .models import ConformanceRun
from .states import RunState

_TONES = {RunState.RUNNING: "info", RunState.REPORTED: "ok", RunState.DROPPED: "neutral"}


@admin.register(ConformanceRun)
class ConformanceRunAdmin(ReadOnlyAdmin):
    """Each run with the result of every case once it is reported."""

    list_display = ("ref", "tenant", "shown_state", "passed", "started_at", "ended_at")
    list_filter = ("state", since("started_at"))
    list_select_related = ("tenant",)
    ordering = ("-started_at",)
    tenant_path = "tenant"
    exact_search = ("ref",)
    fields = (
        "ref", "tenant", "shown_state", "passed", "started_at", "ended_at", "shown_cases", "kid",
        "signature",
    )  # fmt: skip

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: ConformanceRun) -> str:
        return tag(_TONES[RunState(row.state)], row.get_state_display())

    @admin.display(description="用例")
    def shown_cases(self, row: ConformanceRun) -> str:
        cases = row.report["cases"] if row.report else []
        return "；".join(f"{one['title']}：{one['result_text']}" for one in cases) or "还没有报告"
