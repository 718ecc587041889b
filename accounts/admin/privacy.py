"""Copies of own data and closed accounts: that they were made, never what is in them."""

from typing import Any

from django.contrib import admin

from accounts.models import DataExport, Erasure
from yibao.kernel.console import ReadOnlyAdmin, person_link, since

_REASONS = {"own_wish": "本人网上注销", "counter": "本人在窗口注销"}


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin):
    """Copies that people asked for; the file opens for its owner alone."""

    list_display = ("ref", "person_link", "state", "requested_at", "ready_at", "expires_at")
    list_filter = ("state", since("requested_at"))
    list_select_related = ("user__person",)
    ordering = ("-pk",)
    tenant_path = "user__tenant"
    exact_search = ("ref", "user__person__psn_no")
    fields = (
        "ref", "person_link", "state", "requested_at", "ready_at", "expires_at", "downloaded_at",
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: DataExport) -> Any:
        person = row.user.person
        return person_link(person) if person else "没有参保人"


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Closed accounts by their pseudonym; who it was is no longer known here (T92)."""

    list_display = ("account", "shown_reason", "closed_at")
    list_filter = (since("closed_at"),)
    list_select_related = ("user",)
    ordering = ("-pk",)
    tenant_path = "user__tenant"
    exact_search = ("user__username",)
    fields = ("account", "shown_reason", "closed_at")

    @admin.display(description="账号")
    def account(self, row: Erasure) -> str:
        return row.user.username

    @admin.display(description="方式", ordering="reason")
    def shown_reason(self, row: Erasure) -> str:
        return _REASONS.get(row.reason, row.reason)
