"""Console pages: where messages go and which did not arrive; partners steer their own."""

from django.contrib import admin

from yibao.kernel.console import ReadOnlyAdmin, since, tag

from .models import Delivery, Endpoint
from .states import DeliveryState, EndpointState

_ENDPOINT_TONES = {
    EndpointState.ACTIVE: "ok",
    EndpointState.PAUSED: "warn",
    EndpointState.GONE: "error",
    EndpointState.REMOVED: "neutral",
}
_DELIVERY_TONES = {
    DeliveryState.PENDING: "info",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.EXHAUSTED: "error",
    DeliveryState.STOPPED: "neutral",
}


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    """Addresses of partners."""

    list_display = ("ref", "client", "url", "shown_state", "delivered_at", "failing_since")
    list_filter = ("state",)
    list_select_related = ("client",)
    ordering = ("client__name", "created_at")
    tenant_path = "client__tenant"
    exact_search = ("ref", "client__client_id")
    fields = (
        "ref", "client", "url", "shown_types", "note", "shown_state", "created_at",
        "delivered_at", "failing_since", "former_until",
    )  # fmt: skip

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Endpoint) -> str:
        return tag(_ENDPOINT_TONES[row.state], row.get_state_display())

    @admin.display(description="通知类型")
    def shown_types(self, row: Endpoint) -> str:
        return "、".join(row.types)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Messages of the last thirty days."""

    list_display = ("ref", "kind", "endpoint", "shown_state", "tries", "created_at", "due_at")
    list_filter = ("state", since("created_at"))
    list_select_related = ("event", "endpoint")
    ordering = ("-created_at",)
    tenant_path = "endpoint__client__tenant"
    exact_search = ("ref", "event__ref", "endpoint__ref")
    fields = (
        "ref", "kind", "message", "endpoint", "shown_state", "tries", "due_at", "created_at",
        "ended_at", "shown_attempts",
    )  # fmt: skip

    @admin.display(description="类型", ordering="event__type")
    def kind(self, row: Delivery) -> str:
        return row.event.type

    @admin.display(description="通知编号（webhook-id）")
    def message(self, row: Delivery) -> str:
        return row.event.ref

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Delivery) -> str:
        return tag(_DELIVERY_TONES[row.state], row.get_state_display())

    @admin.display(description="每次尝试")
    def shown_attempts(self, row: Delivery) -> str:
        tries = [
            f"第 {one.number} 次：{one.status or one.failure}，{one.ms} 毫秒"
            for one in row.attempts.all()
        ]
        return "；".join(tries) or "还没有试过"
