"""Printed codes and the keys that sign them: what was printed, what is void (T05, T06)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from vouchers.models import CounterSlip, OfflinePass, SigningKey
from vouchers.services import offline_passes, slips
from yibao.kernel import clock
from yibao.kernel.console import ReadOnlyAdmin, ServiceAction, person_link, since, tag, yuan

_KEY_KINDS = {"ACTIVE": "ok", "RETIRED": "neutral", "COMPROMISED": "error"}


def _is_live(row: CounterSlip) -> bool:
    return row.used_at is None and row.revoked_at is None and row.expires_at > clock.now()


def _revoke(request: HttpRequest, row: CounterSlip, data: dict[str, Any]) -> None:
    slips.revoke_all(by=request.user, voucher=row.voucher)


@admin.register(CounterSlip)
class CounterSlipAdmin(ReadOnlyAdmin):
    """One-day codes on paper; the code itself is nowhere."""

    list_display = (
        "ref", "person_link", "shown_state", "shown_limit", "issued_by", "issued_at", "expires_at",
    )  # fmt: skip
    list_filter = (since("issued_at"),)
    list_select_related = ("voucher__person", "issued_by")
    ordering = ("-pk",)
    tenant_path = "voucher__person__tenant"
    exact_search = ("ref", "voucher__person__psn_no")
    fields = (
        "ref", "person_link", "shown_state", "shown_limit", "key", "issued_by", "issued_at",
        "expires_at", "used_at", "revoked_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="revoke", label="作废", permission="vouchers.work_counter", danger=True,
            run=_revoke, applies=_is_live, done="已作废。",
            effect="这张纸质码马上不能用，要用得重新打印。",
        ),
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: CounterSlip) -> str:
        return person_link(row.voucher.person)

    @admin.display(description="现在的状态")
    def shown_state(self, row: CounterSlip) -> str:
        if row.used_at is not None:
            return tag("ok", "已用")
        if row.revoked_at is not None:
            return tag("error", "已作废")
        return tag("info", "可用") if _is_live(row) else tag("neutral", "已过期")

    @admin.display(description="限额", ordering="limit_fen")
    def shown_limit(self, row: CounterSlip) -> str:
        return yuan(row.limit_fen)


def _is_open(row: OfflinePass) -> bool:
    return row.revoked_at is None and row.expires_at > clock.now()


def _end_passes(request: HttpRequest, row: OfflinePass, data: dict[str, Any]) -> None:
    offline_passes.revoke_all(by=request.user, voucher=row.voucher)


@admin.register(OfflinePass)
class OfflinePassAdmin(ReadOnlyAdmin):
    """Passes for times without a network; the text itself is nowhere."""

    list_display = (
        "ref", "person_link", "shown_state", "shown_limit", "device", "issued_at", "expires_at",
    )  # fmt: skip
    list_filter = (since("issued_at"),)
    list_select_related = ("voucher__person",)
    ordering = ("-pk",)
    tenant_path = "voucher__person__tenant"
    exact_search = ("ref", "voucher__person__psn_no")
    fields = (
        "ref", "person_link", "shown_state", "shown_limit", "device", "key", "issued_at",
        "expires_at", "revoked_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="revoke", label="作废", permission="vouchers.work_counter", danger=True,
            run=_end_passes, applies=_is_open, done="已作废。",
            effect="这个人的断网码全部作废。断网的窗口要等连上网才知道。",
        ),
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: OfflinePass) -> str:
        return person_link(row.voucher.person)

    @admin.display(description="现在的状态")
    def shown_state(self, row: OfflinePass) -> str:
        if row.revoked_at is not None:
            return tag("error", "已作废")
        return tag("info", "可用") if _is_open(row) else tag("neutral", "已过期")

    @admin.display(description="每日限额", ordering="limit_fen")
    def shown_limit(self, row: OfflinePass) -> str:
        return yuan(row.limit_fen)


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    """Keys by number and life; ``rotate_signing_keys`` changes them, nothing here does."""

    list_display = ("kid", "alg", "shown_state", "created_at", "ended_at")
    ordering = ("-created_at",)
    exact_search = ("kid",)
    fields = ("kid", "alg", "public_key", "shown_state", "created_at", "ended_at")

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: SigningKey) -> str:
        return tag(_KEY_KINDS[row.state], row.get_state_display())
