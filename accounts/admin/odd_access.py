"""The inbox of odd looking for leads and auditors (T94)."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import OddAccess, Person
from accounts.services import odd_access
from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.console import (
    Card,
    Column,
    InOrderForm,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    card,
    moment,
    person_link,
    tag,
)

_RIGHT = "accounts.note_oddaccess"
_MOST_EVENTS = 100
_WORDS = {
    "accounts.person.viewed": "打开资料页",
    "accounts.person.unmasked": "看全号",
    "accounts.person.found": "查到",
}


class NotedFilter(admin.SimpleListFilter):
    """What waits comes first."""

    title = "核对"
    parameter_name = "noted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "等核对"), ("yes", "已核对")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(noted_by__isnull=self.value() == "no")


def _note(request: HttpRequest, row: OddAccess, data: dict[str, Any]) -> None:
    odd_access.note(
        by=request.user, row_id=row.pk, is_in_order=data["is_in_order"], words=data["note"]
    )


@admin.register(OddAccess)
class OddAccessAdmin(ReadOnlyAdmin):
    """Lines of the daily list; found every morning for the day before."""

    list_display = ("day", "who", "shown_kind", "count", "state")
    list_filter = (NotedFilter, "kind")
    list_select_related = ("staff", "noted_by")
    ordering = ("-day", "kind", "pk")
    tenant_path = "tenant"
    fields = ("day", "who", "shown_kind", "count", "found_at", "state", "noted_by", "note")
    service_actions = (
        ServiceAction(
            name="note", label="核对", permission=_RIGHT, form_class=InOrderForm, run=_note,
            effect="您的意见会记入审计，不能再改。不符合规定的，请按单位的规定处理。",
            done="已核对。",
            applies=lambda row: row.noted_by_id is None,
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: OddAccess) -> list[Panel]:
        columns = tuple(Column(word) for word in ("时间", "做了什么", "谁", "事项", "原因"))
        begin = datetime.combine(row.day, time.min, tzinfo=clock.SHANGHAI)
        events = AuditEvent.objects.filter(
            actor=audit.actor_of(row.staff), subject__in=row.subjects, verb__in=_WORDS,
            at__gte=begin, at__lt=begin + timedelta(days=1),
        ).order_by("at")[:_MOST_EVENTS]  # fmt: skip
        keys = [subject.partition(":")[2] for subject in row.subjects]
        people = {f"accounts.person:{one.pk}": one for one in Person.objects.filter(pk__in=keys)}
        rows = [
            [
                moment(event.at, seconds=True),
                _WORDS[event.verb],
                person_link(people.get(event.subject)),
                event.data.get("case", "—"),
                event.data.get("reason", "—"),
            ]
            for event in events
        ]
        query = urlencode({"actor": audit.actor_of(row.staff), "day": row.day.isoformat()})
        url = f"{reverse('admin:audit_auditevent_changelist')}?{query}"
        return [Panel("这一天的查看", columns, rows, more_url=url)]

    @admin.display(description="工作人员", ordering="staff")
    def who(self, row: OddAccess) -> str:
        return row.staff.display_name or row.staff.username

    @admin.display(description="哪里异常", ordering="kind")
    def shown_kind(self, row: OddAccess) -> str:
        return row.get_kind_display()

    @admin.display(description="核对", ordering="is_in_order")
    def state(self, row: OddAccess) -> str:
        if row.noted_by_id is None:
            return tag("warn", "等核对")
        return tag("ok", "符合规定") if row.is_in_order else tag("error", "不符合规定")


@card(permission="accounts.view_oddaccess", order=67)
def to_note(request: HttpRequest) -> list[Card]:
    """What leads have not looked at yet."""
    rows = OddAccess.objects.filter(noted_by=None)
    if not request.user.is_superuser:
        rows = rows.filter(tenant_id=request.user.tenant_id)
    count = rows.count()
    url = f"{reverse('admin:accounts_oddaccess_changelist')}?noted=no"
    return [Card("待核对的异常查看", str(count), "条", "", url, "warn" if count else "")]
