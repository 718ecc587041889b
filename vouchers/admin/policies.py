"""Regional rules of the voucher (P15, P33): versions that are added, never rewritten."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from vouchers.data import Policy
from vouchers.errors import PolicyDayTaken
from vouchers.models import VoucherPolicy
from vouchers.services import policies
from yibao.kernel import clock
from yibao.kernel.console import ConsoleAdmin, tag, yuan
from yibao.kernel.formwords import say_plainly
from yibao.kernel.money import to_fen

_TIME = {"widget": forms.TimeInput(attrs={"type": "time"}), "required": False}
_YUAN = {"max_digits": 9, "decimal_places": 2, "min_value": 0}


class PolicyForm(forms.ModelForm):
    """Amounts in yuan, as people speak of them."""

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
    service_from = forms.TimeField(label="每天从几点可用", **_TIME)
    service_to = forms.TimeField(
        label="每天到几点为止", help_text="两项都空着就是全天；可以跨过半夜。", **_TIME
    )

    class Meta:
        model = VoucherPolicy
        fields = (
            "region", "valid_from", "max_channels", "slot_unit", "max_new_binds_a_month",
            "slip_days",
        )  # fmt: skip
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)

    def clean(self) -> dict[str, Any]:
        """Hours come in pairs; the day is free."""
        said = super().clean()
        if (said.get("service_from") is None) != (said.get("service_to") is None):
            self.add_error("service_to", "开始和结束时间要一起填，或者都空着。")
        region, day = said.get("region"), said.get("valid_from")
        if region and day:
            self._check_day(region, day)
        return said

    def policy(self) -> Policy:
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
        )

    def _check_day(self, region: Any, day: Any) -> None:
        newest = VoucherPolicy.objects.filter(region=region).order_by("-valid_from").first()
        if day < clock.today() or (newest and day <= newest.valid_from):
            wrong = PolicyDayTaken(newest=f"{newest.valid_from}" if newest else "—")
            self.add_error("valid_from", ValidationError(wrong.message))


def _fen(amount: Any) -> int | None:
    return None if amount is None else to_fen(amount)


@admin.register(VoucherPolicy)
class VoucherPolicyAdmin(ConsoleAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = PolicyForm
    list_display = ("region", "valid_from", "valid_to", "shown_state", "txn", "day", "hours")
    list_filter = ("region",)
    list_select_related = ("region",)
    ordering = ("region", "-valid_from")
    asked = (
        "region", "valid_from", "txn_limit", "day_limit", "service_from", "service_to",
        "max_channels", "slot_unit", "max_new_binds_a_month", "slip_days", "slip_limit",
    )  # fmt: skip
    shown = (
        "region", "valid_from", "valid_to", "shown_state", "txn", "day", "hours", "max_channels",
        "slot_unit", "max_new_binds_a_month", "slip_days", "slip", "created_at",
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a new version begins on a later day."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Yuan where it is asked, words where it is shown."""
        return self.asked if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything of a version that exists."""
        return () if obj is None else self.shown

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the service, which ends the version before."""
        made = policies.set_policy(
            by=request.user,
            region_code=obj.region_id,
            valid_from=obj.valid_from,
            policy=form.policy(),
        )
        obj.pk, obj._state.adding = made.pk, False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The audit log has it already."""

    @admin.display(description="现在")
    def shown_state(self, row: VoucherPolicy) -> str:
        today = clock.today()
        if row.valid_from > today:
            return tag("info", "还没开始")
        is_over = row.valid_to is not None and row.valid_to <= today
        return tag("neutral", "已结束") if is_over else tag("ok", "正在用")

    @admin.display(description="单笔限额")
    def txn(self, row: VoucherPolicy) -> str:
        return "不限" if row.txn_limit_fen is None else yuan(row.txn_limit_fen)

    @admin.display(description="每日限额")
    def day(self, row: VoucherPolicy) -> str:
        return "不限" if row.day_limit_fen is None else yuan(row.day_limit_fen)

    @admin.display(description="纸质码限额")
    def slip(self, row: VoucherPolicy) -> str:
        return yuan(row.slip_limit_fen)

    @admin.display(description="服务时间")
    def hours(self, row: VoucherPolicy) -> str:
        if row.service_from is None:
            return "全天"
        return f"{row.service_from:%H:%M}–{row.service_to:%H:%M}"
