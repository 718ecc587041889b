"""Inbox and text messages: who was told what kind of thing; the words stay hidden."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel import masking
from yibao.kernel.console import ReadOnlyAdmin, since, tag

from .models import Notice, SmsMessage

_STATE_KINDS = {"PENDING": "info", "SENT": "ok", "FAILED": "error"}
_HIDDEN = "（不显示）"


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices in people's inboxes; titles and texts may name a place of care."""

    list_display = ("ref", "code", "receiver", "created_at", "read_at")
    list_filter = (since("created_at"), ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("user__person",)
    ordering = ("-pk",)
    tenant_path = "user__tenant"
    exact_search = ("ref", "user__person__psn_no", "code")
    fields = ("ref", "code", "receiver", "created_at", "read_at")

    @admin.display(description="收件人")
    def receiver(self, row: Notice) -> str:
        person = row.user.person
        return f"{person.psn_no} {person.masked_name}" if person else "未实名"


@admin.register(SmsMessage)
class SmsAdmin(ReadOnlyAdmin):
    """Text messages with masked numbers; words only where everything is made up."""

    list_display = ("code", "shown_phone", "shown_state", "created_at", "sent_at", "failure")
    list_filter = ("state", since("created_at"))
    ordering = ("-pk",)
    exact_search = ("code",)
    fields = (
        "code", "shown_phone", "shown_text", "shown_state", "created_at", "sent_at", "failure",
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

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows carry no tenant: outside the sandbox demo numbers are nobody's business."""
        rows = super().get_queryset(request)
        return rows if settings.SANDBOX_ENABLED else rows.filter(is_demo=False)
