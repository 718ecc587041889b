"""Console pages: what was said over the national interface."""

from typing import Any

from django.contrib import admin

from yibao.kernel.console import ReadOnlyAdmin, named, since, tag

from ..models import GatewayFile, GatewayMessage, GatewaySession


class StatusFilter(admin.AllValuesFieldListFilter):
    """By the status of the answer, under a Chinese heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "应答状态"


@admin.register(GatewayMessage)
class GatewayMessageAdmin(ReadOnlyAdmin):
    """The log of messages, without names and numbers of people."""

    list_display = ("infno", "institution", "outcome", "explanation", "ms", "at")
    list_filter = ("infno", ("status", StatusFilter), since("at"))
    shown_status = named("status", "应答状态")
    list_select_related = ("institution",)
    ordering = ("-at",)
    tenant_path = "institution__tenant"
    exact_search = ("msgid", "infno", "institution__fixmedins_code", "refusal")
    fields = (
        "infno", "msgid", "institution", "access", "path", "outcome", "shown_status", "refusal",
        "explanation", "ms", "at", "request", "answer",
    )  # fmt: skip

    @admin.display(description="结果", ordering="infcode")
    def outcome(self, row: GatewayMessage) -> str:
        if row.infcode == 0 or (row.status == 200 and not row.refusal and row.infcode is None):
            return tag("ok", "办成")
        return tag("warn" if row.status == 200 else "error", "没办成")


@admin.register(GatewaySession)
class GatewaySessionAdmin(ReadOnlyAdmin):
    """Sign-ins of tills."""

    list_display = ("sign_no", "institution", "opter_no", "signed_in_at", "signed_out_at")
    list_select_related = ("institution",)
    ordering = ("-signed_in_at",)
    tenant_path = "institution__tenant"
    exact_search = ("sign_no", "institution__fixmedins_code")
    fields = ("sign_no", "institution", "opter_no", "mac", "ip", "signed_in_at", "signed_out_at")


@admin.register(GatewayFile)
class GatewayFileAdmin(ReadOnlyAdmin):
    """Files that were sent or may be fetched; their content is not shown."""

    list_display = ("file_qury_no", "institution", "filename", "rows", "created_at", "kept_until")
    list_select_related = ("institution",)
    ordering = ("-created_at",)
    tenant_path = "institution__tenant"
    exact_search = ("file_qury_no", "institution__fixmedins_code")
    fields = (
        "file_qury_no", "institution", "filename", "sha256", "version", "rows", "created_at",
        "kept_until",
    )  # fmt: skip
