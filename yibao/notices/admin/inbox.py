"""Inbox: who was told what kind of thing; the words stay hidden."""

from django.contrib import admin

from yibao.kernel.console import ReadOnlyAdmin, since

from ..models import Notice


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
