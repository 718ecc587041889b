"""Console page: what institutions are told of orders of mobile payment, and who took it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel.console import ReadOnlyAdmin, ServiceAction, since, tag

from ..models import MobileCallback
from ..services import mobile_callbacks


def _repeat(request: HttpRequest, row: MobileCallback, data: dict[str, Any]) -> None:
    mobile_callbacks.repeat(by=request.user, callback=row, reason=data["reason"])


@admin.register(MobileCallback)
class MobileCallbackAdmin(ReadOnlyAdmin):
    """Messages of the mobile-payment centre to institutions."""

    list_display = ("infno", "place", "outcome", "fault", "tries", "due_at", "created_at")
    list_filter = ("infno", since("created_at"))
    list_select_related = ("order__institution",)
    ordering = ("-pk",)
    tenant_path = "order__institution__tenant"
    exact_search = ("order__pay_ord_id", "order__med_org_ord", "app__app_id")
    fields = (
        "infno", "place", "number", "outcome", "fault", "tries", "due_at", "told_at", "created_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="repeat", label="重发", permission="gateway.repeat_mobilecallback", run=_repeat,
            applies=lambda row: row.due_at is None, done="已安排重发。",
            effect="马上再通知一次，次数重新算。机构可能收到两次，同一个订单号只能入账一次。",
        ),
    )  # fmt: skip

    @admin.display(description="机构")
    def place(self, row: MobileCallback) -> str:
        return row.order.institution.name

    @admin.display(description="支付订单号")
    def number(self, row: MobileCallback) -> str:
        return row.order.pay_ord_id

    @admin.display(description="结果", ordering="told_at")
    def outcome(self, row: MobileCallback) -> str:
        if row.told_at is not None:
            return tag("ok", "送到了")
        return tag("warn", "在重发") if row.due_at is not None else tag("error", "没送到")
