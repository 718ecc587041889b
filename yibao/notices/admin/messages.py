"""Delivery log of text messages and calls: what left, what did not, and sending again."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel import clock, masking
from yibao.kernel.console import Card, ReadOnlyAdmin, ServiceAction, card, moment, since, tag

from .. import services
from ..models import SmsMessage

_STATE_KINDS = {"PENDING": "info", "SENT": "ok", "FAILED": "error"}
_HIDDEN = "（不显示）"
_LATE = timedelta(minutes=5)


def _resend(request: HttpRequest, row: SmsMessage, data: dict[str, Any]) -> None:
    services.resend(by=request.user, message=row, reason=data["reason"])


@admin.register(SmsMessage)
class SmsAdmin(ReadOnlyAdmin):
    """Messages with masked numbers; words only where everything is made up."""

    list_title = "发送记录"
    list_display = (
        "code", "medium", "shown_phone", "shown_state", "created_at", "sent_at", "attempts",
        "failure",
    )  # fmt: skip
    list_filter = ("state", "medium", since("created_at"))
    ordering = ("-pk",)
    exact_search = ("code",)
    fields = (
        "code", "medium", "shown_phone", "shown_text", "shown_state", "created_at", "leaves",
        "sent_at", "attempts", "failure", "again",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="resend", label="重发", permission="notices.resend_smsmessage", run=_resend,
            applies=services.may_resend, done="已重发，发送结果请看新的一条。",
            effect="同样的话再发一次到同一个号码。验证码不能重发。",
        ),
    )  # fmt: skip

    @admin.display(description="号码")
    def shown_phone(self, row: SmsMessage) -> str:
        return masking.mask_phone(row.phone)

    @admin.display(description="正文")
    def shown_text(self, row: SmsMessage) -> str:
        return row.text if settings.SANDBOX_ENABLED and row.is_demo else _HIDDEN

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: SmsMessage) -> str:
        return tag(_STATE_KINDS.get(row.state, "neutral"), row.get_state_display())

    @admin.display(description="不早于")
    def leaves(self, row: SmsMessage) -> str:
        return f"{moment(row.not_before)}（夜间不打扰）" if row.not_before else "马上"

    @admin.display(description="重发自")
    def again(self, row: SmsMessage) -> str:
        return moment(row.resent_from.created_at) if row.resent_from else "—"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows carry no tenant: outside the sandbox demo numbers are nobody's business."""
        rows = super().get_queryset(request)
        return rows if settings.SANDBOX_ENABLED else rows.filter(is_demo=False)


@card(permission="notices.view_smsmessage", order=70)
def stuck_messages(request: HttpRequest) -> list[Card]:
    """Messages that did not leave."""
    failed = SmsMessage.objects.filter(
        state=SmsMessage.State.FAILED, created_at__gt=clock.now() - timedelta(days=1)
    ).count()
    late = SmsMessage.objects.filter(
        state=SmsMessage.State.PENDING, created_at__lt=clock.now() - _LATE, not_before__isnull=True
    ).count()
    note = f"另有 {late} 条超过 5 分钟还没发出" if late else ""
    url = reverse("admin:notices_smsmessage_changelist") + "?state__exact=FAILED"
    kind = "error" if failed or late else ""
    return [Card("一天内没发成的短信", str(failed), "条", note, url, kind)]
