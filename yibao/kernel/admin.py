"""Console pages of the kernel: tenants and the outbox. Keys, counters and moves stay hidden."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from . import clock, outbox
from .console import (
    Card,
    ConfigAdmin,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    card,
    health,
    json_panel,
    since,
    tag,
    yes_no,
)
from .models import CalendarDay, OutboxMessage, Tenant

_STATE_KINDS = {"PENDING": "info", "DONE": "ok", "DEAD": "error"}
_LATE = timedelta(minutes=5)


def _requeue(request: HttpRequest, row: OutboxMessage, data: dict[str, Any]) -> None:
    outbox.requeue(by=request.user, message_id=row.pk, reason=data["reason"])


@admin.register(Tenant)
class TenantAdmin(ReadOnlyAdmin):
    """The live installation and the sandboxes."""

    list_display = ("name", "code", "kind", "clock_offset_seconds", "created_at")
    ordering = ("pk",)
    fields = ("name", "code", "kind", "clock_offset_seconds", "created_at")


@admin.register(CalendarDay)
class CalendarAdmin(ConfigAdmin):
    """Holidays and make-up days of the bureau; open promises are computed anew (P180)."""

    list_display = ("day", "works", "note")
    list_filter = ("is_working",)
    ordering = ("-day",)
    date_hierarchy = "day"
    fields = ("day", "is_working", "note")
    works = yes_no("is_working", "上班")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The day names the row: another day is another row."""
        return ("day",) if obj is not None else ()


@admin.register(OutboxMessage)
class OutboxAdmin(ReadOnlyAdmin):
    """What is owed to the outside (I21)."""

    list_display = ("topic", "shown_state", "attempts", "created_at", "due_at", "last_error")
    list_filter = ("state", since("created_at"))
    ordering = ("-created_at",)
    exact_search = ("key", "topic")
    fields = (
        "topic", "key", "shown_state", "attempts", "created_at", "due_at", "lease_until", "done_at",
        "last_error",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="requeue", label="重试", permission="kernel.requeue_outboxmessage", run=_requeue,
            applies=lambda row: row.state == OutboxMessage.State.DEAD,
            effect="这条消息重新排队，马上再做一次；次数从头算。", done="已重新排队。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: OutboxMessage) -> list[Panel]:
        return [json_panel("内容（只有编号）", row.payload)]

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: OutboxMessage) -> str:
        return tag(_STATE_KINDS.get(row.state, "neutral"), row.get_state_display())


def _late() -> Q:
    return Q(state=OutboxMessage.State.PENDING, due_at__lt=clock.now() - _LATE)


@card(permission="kernel.view_outboxmessage", order=80)
def outbox_numbers(request: HttpRequest) -> list[Card]:
    """Backlog and dead rows."""
    open_rows = OutboxMessage.objects.exclude(state=OutboxMessage.State.DONE)
    counts = open_rows.aggregate(
        pending=Count("pk", filter=Q(state=OutboxMessage.State.PENDING)),
        dead=Count("pk", filter=Q(state=OutboxMessage.State.DEAD)),
    )
    base = reverse("admin:kernel_outboxmessage_changelist") + "?state__exact="
    return [
        Card("待办消息", str(counts["pending"]), "条", url=base + "PENDING"),
        Card(
            "停止重试", str(counts["dead"]), "条", url=base + "DEAD",
            kind="error" if counts["dead"] else "",
        ),
    ]  # fmt: skip


@health
def outbox_health() -> str:
    """Dead rows, or rows that nobody works off."""
    if OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD).exists():
        return "有待办消息停止重试，请查看原因后重试"
    if OutboxMessage.objects.filter(_late()).exists():
        return "有待办消息超过 5 分钟没有处理，请检查后台进程"
    return ""
