"""Regional rules of the voucher (P15, P33): versions that are added, never rewritten."""

from typing import Any

from django import forms
from django.contrib import admin

from vouchers.data import Policy
from vouchers.errors import PolicyDayTaken
from vouchers.models import VoucherPolicy
from vouchers.services import policies
from yibao.kernel.console import VersionAdmin, VersionForm, yuan
from yibao.kernel.money import to_fen

_TIME = {"widget": forms.TimeInput(attrs={"type": "time"}), "required": False}
_YUAN = {"max_digits": 9, "decimal_places": 2, "min_value": 0}


class PolicyForm(VersionForm):
    """Amounts in yuan, as people speak of them."""

    taken = PolicyDayTaken
    txn_limit = forms.DecimalField(
        label="单笔限额（元）",
        required=False,
        help_text="个人账户一次最多付多少；空着就是不限。",
        **_YUAN,
    )
    day_limit = forms.DecimalField(
        label="每日限额（元）",
        required=False,
        help_text="个人账户一天最多付多少；空着就是不限。",
        **_YUAN,
    )
    slip_limit = forms.DecimalField(label="纸质码限额（元）", initial="500.00", **_YUAN)
    offline_limit = forms.DecimalField(
        label="断网码每日限额（元）", initial="200.00", **(_YUAN | {"min_value": 1})
    )
    service_from = forms.TimeField(label="每天从几点可用", **_TIME)
    service_to = forms.TimeField(
        label="每天到几点为止", help_text="两项都空着就是全天；可以跨过半夜。", **_TIME
    )

    class Meta:
        model = VoucherPolicy
        fields = (
            "region", "valid_from", "max_channels", "slot_unit", "max_new_binds_a_month",
            "slip_days", "offline_hours",
        )  # fmt: skip
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"})}

    def clean(self) -> dict[str, Any]:
        """As every version; hours come in pairs."""
        said = super().clean()
        if (said.get("service_from") is None) != (said.get("service_to") is None):
            self.add_error("service_to", "开始和结束时间要一起填，或者都空着。")
        return said

    def rules(self) -> Policy:
        """The checked input."""
        said = self.cleaned_data
        return Policy(
            max_channels=said["max_channels"],
            slot_unit=said["slot_unit"],
            max_new_binds_a_month=said["max_new_binds_a_month"],
            txn_limit_fen=_fen(said["txn_limit"]),
            day_limit_fen=_fen(said["day_limit"]),
            service_from=said["service_from"],
            service_to=said["service_to"],
            slip_days=said["slip_days"],
            slip_limit_fen=to_fen(said["slip_limit"]),
            offline_hours=said["offline_hours"],
            offline_limit_fen=to_fen(said["offline_limit"]),
        )


def _fen(amount: Any) -> int | None:
    return None if amount is None else to_fen(amount)


@admin.register(VoucherPolicy)
class VoucherPolicyAdmin(VersionAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = PolicyForm
    list_display = ("region", "valid_from", "valid_to", "shown_state", "txn", "day", "hours")
    asked = (
        "region", "valid_from", "txn_limit", "day_limit", "service_from", "service_to",
        "max_channels", "slot_unit", "max_new_binds_a_month", "slip_days", "slip_limit",
        "offline_hours", "offline_limit",
    )  # fmt: skip
    shown = (
        "region", "valid_from", "valid_to", "shown_state", "txn", "day", "hours", "max_channels",
        "slot_unit", "max_new_binds_a_month", "slip_days", "slip", "offline_hours", "offline",
        "created_at",
    )  # fmt: skip

    begin = staticmethod(policies.set_policy)

    @admin.display(description="单笔限额")
    def txn(self, row: VoucherPolicy) -> str:
        return "不限" if row.txn_limit_fen is None else yuan(row.txn_limit_fen)

    @admin.display(description="每日限额")
    def day(self, row: VoucherPolicy) -> str:
        return "不限" if row.day_limit_fen is None else yuan(row.day_limit_fen)

    @admin.display(description="纸质码限额")
    def slip(self, row: VoucherPolicy) -> str:
        return yuan(row.slip_limit_fen)

    @admin.display(description="断网码每日限额")
    def offline(self, row: VoucherPolicy) -> str:
        return yuan(row.offline_limit_fen)

    @admin.display(description="服务时间")
    def hours(self, row: VoucherPolicy) -> str:
        if row.service_from is None:
            return "全天"
        return f"{row.service_from:%H:%M}–{row.service_to:%H:%M}"
