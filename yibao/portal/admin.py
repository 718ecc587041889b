"""Console pages: vendors that connect their systems, let live, sent back or stopped."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel.console import ReadOnlyAdmin, ServiceAction, tag

from .models import Vendor
from .services import going_live, vendors
from .states import VENDOR_MOVES, VendorState

_RIGHT = "portal.manage_vendor"
_TONES = {
    VendorState.TRYING: "info",
    VendorState.LIVE_ASKED: "warn",
    VendorState.LIVE: "ok",
    VendorState.SUSPENDED: "error",
}


def _grant(request: HttpRequest, row: Vendor, data: dict[str, Any]) -> None:
    going_live.grant(by=request.user, vendor=row, answer=data["reason"])


def _return(request: HttpRequest, row: Vendor, data: dict[str, Any]) -> None:
    going_live.give_back(by=request.user, vendor=row, answer=data["reason"])


def _suspend(request: HttpRequest, row: Vendor, data: dict[str, Any]) -> None:
    vendors.suspend(by=request.user, vendor=row, answer=data["reason"])


def _resume(request: HttpRequest, row: Vendor, data: dict[str, Any]) -> None:
    vendors.resume(by=request.user, vendor=row, answer=data["reason"])


def _asks(row: Vendor) -> bool:
    return row.state == VendorState.LIVE_ASKED


@admin.register(Vendor)
class VendorAdmin(ReadOnlyAdmin):
    """Who asks to go live comes first to the eye; each decision is one service call."""

    list_display = ("name", "kind", "place", "shown_state", "live_asked_at", "live_due_at")
    list_filter = ("state", "kind")
    ordering = ("-created_at",)
    exact_search = ("ref", "name")
    fields = (
        "ref", "name", "kind", "place", "purpose", "contact_name", "contact_phone", "tenant",
        "shown_state", "answer", "live_asked_at", "live_due_at", "live_report", "shown_networks",
        "live_callback", "created_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="grant", label="同意上线", permission=_RIGHT, run=_grant, applies=_asks,
            done="已同意上线。", effect="接入单位马上看到同意的答复，您写的原因会给对方看。",
        ),
        ServiceAction(
            name="return", label="退回", permission=_RIGHT, run=_return, applies=_asks,
            done="已退回。", effect="接入单位回到沙箱试用，您写的原因会给对方看，可以再申请。",
        ),
        ServiceAction(
            name="suspend", label="停用", permission=_RIGHT, danger=True, run=_suspend,
            applies=lambda row: VENDOR_MOVES.allows(row.state, VendorState.SUSPENDED),
            done="已停用。",
            effect="它沙箱里的应用马上停用，成员只能看、不能改。您写的原因会给对方看。",
        ),
        ServiceAction(
            name="resume", label="恢复", permission=_RIGHT, run=_resume,
            applies=lambda row: row.state == VendorState.SUSPENDED, done="已恢复。",
            effect="停用时在用的应用重新启用，成员可以接着接；上线要重新申请。",
        ),
    )  # fmt: skip

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Vendor) -> str:
        return tag(_TONES[row.state], row.get_state_display())

    @admin.display(description="正式系统的地址")
    def shown_networks(self, row: Vendor) -> str:
        return "、".join(row.live_networks) or "—"
