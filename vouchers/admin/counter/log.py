"""All acts of counters, for leads and auditors."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from vouchers import rules, selectors
from vouchers.models import CounterAct
from yibao.kernel.console import Card, ReadOnlyAdmin, card, person_link, since, tag

_KINDS = {"WAITING": "warn", "DONE": "ok", "REFUSED": "error", "EXPIRED": "neutral"}


@admin.register(CounterAct)
class CounterActAdmin(ReadOnlyAdmin):
    """Who did what for whom, with which papers; both clerks are named."""

    list_display = (
        "ref",
        "kind",
        "shown_state",
        "person_link",
        "clerk",
        "second_clerk",
        "began_at",
    )
    list_filter = ("kind", "state", since("began_at"))
    list_select_related = ("person", "clerk", "second_clerk")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "person__psn_no")
    fields = (
        "ref", "kind", "shown_state", "person_link", "shown_papers", "found_by", "by_agent",
        "signature", "reason", "region_code", "clerk", "second_clerk", "began_at", "ended_at",
    )  # fmt: skip

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: CounterAct) -> str:
        return tag(_KINDS[row.state], row.get_state_display())

    @admin.display(description="参保人")
    def person_link(self, row: CounterAct) -> str:
        return person_link(row.person)

    @admin.display(description="查验证件")
    def shown_papers(self, row: CounterAct) -> str:
        return "、".join(rules.PAPERS.get(code, code) for code in row.papers)

    @admin.display(description="代办", boolean=True)
    def by_agent(self, row: CounterAct) -> bool:
        return row.agent_name is not None


@card(permission="vouchers.work_counter", order=15)
def waiting_acts(request: HttpRequest) -> list[Card]:
    """What waits for a second clerk."""
    count = selectors.counter.waiting(request.user.tenant).exclude(clerk=request.user).count()
    note = "请到柜台页面复核" if count else ""
    kind = "warn" if count else ""
    return [Card("等复核的窗口办件", str(count), "件", note, reverse("counter:desk"), kind)]
