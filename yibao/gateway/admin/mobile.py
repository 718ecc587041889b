"""Console page: applications of mobile payment and their keys."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel import clock
from yibao.kernel.console import ConfigAdmin, ReasonForm, ServiceAction, ShownOnce, tag
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import say_plainly

from ..models import MobileApp
from ..services import mobile_apps

_RIGHT = "gateway.manage_mobileapp"
_ONCE = "只显示这一次，离开后不能再看。appSecret 和机构私钥不要发到群里。"
_PEER = "机构 SM2 公钥的 Base64，64 字节，或者 04 开头的 65 字节。"


class AppForm(forms.ModelForm):
    """How an application signs; its keys are made by the button on its page."""

    class Meta:
        model = MobileApp
        fields = ("client", "user_id", "leaf_values")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)

    def opening(self) -> mobile_apps.AppOpening:
        """What was filled in."""
        given = self.cleaned_data
        return mobile_apps.AppOpening(given["user_id"], given["leaf_values"])

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said beside the form."""
        given = super().clean()
        if self.errors:
            return given
        try:
            mobile_apps.check(by=None, client=given["client"], opening=self.opening())
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return given

    def _post_clean(self) -> None:
        """The row is made by the service; as filled in it is not yet whole."""


class KeyForm(ReasonForm):
    """A new set of keys."""

    peer_key = forms.CharField(
        label="机构公钥（公钥不换的可以空着）",
        max_length=120,
        required=False,
        help_text=_PEER,
    )


def _add_key(request: HttpRequest, row: MobileApp, data: dict[str, Any]) -> ShownOnce:
    told = mobile_apps.add_key(
        by=request.user, app=row, peer_key=data["peer_key"].strip(), reason=data["reason"]
    )
    return ShownOnce("appId、appSecret 和平台公钥", told, _ONCE)


class CallbackForm(ReasonForm):
    """Where results go."""

    url = forms.URLField(
        label="通知地址（不要通知就空着）",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="HTTPS 的公网地址；6204 和 6302 都发到这里，用 transType 区分。",
    )


def _set_callback(request: HttpRequest, row: MobileApp, data: dict[str, Any]) -> None:
    mobile_apps.set_callback(by=request.user, app=row, url=data["url"], reason=data["reason"])


def _retire(request: HttpRequest, row: MobileApp, data: dict[str, Any]) -> None:
    mobile_apps.retire_oldest(by=request.user, app=row, reason=data["reason"])


def _disable(request: HttpRequest, row: MobileApp, data: dict[str, Any]) -> None:
    mobile_apps.set_enabled(by=request.user, app=row, is_enabled=False, reason=data["reason"])


def _enable(request: HttpRequest, row: MobileApp, data: dict[str, Any]) -> None:
    mobile_apps.set_enabled(by=request.user, app=row, is_enabled=True, reason=data["reason"])


@admin.register(MobileApp)
class MobileAppAdmin(ConfigAdmin):
    """Applications that speak the sealed envelope."""

    form = AppForm
    list_display = ("client", "app_id", "user_id", "leaf_values", "enabled", "created_at")
    list_filter = ("is_enabled",)
    list_select_related = ("client",)
    ordering = ("client__name",)
    tenant_path = "client__tenant"
    exact_search = ("app_id", "client__client_id", "client__institution__fixmedins_code")
    _shown = (
        "client",
        "app_id",
        "user_id",
        "leaf_values",
        "keys_in_force",
        "callback_url",
        "enabled",
        "created_at",
    )
    service_actions = (
        ServiceAction(
            name="add-key", label="加一套密钥", permission=_RIGHT, run=_add_key,
            form_class=KeyForm, done="已加一套密钥。",
            effect="新旧两套同时可用，业务不停。新的只显示一次。机构换好以后请停用旧的。",
        ),
        ServiceAction(
            name="retire-key", label="停用旧密钥", permission=_RIGHT, danger=True, run=_retire,
            done="已停用旧密钥。",
            effect="两套里早的那一套马上作废，用它的报文都会被拒绝。请先和机构确认已经换好。",
        ),
        ServiceAction(
            name="callback", label="改通知地址", permission=_RIGHT, run=_set_callback,
            form_class=CallbackForm, done="已改通知地址。",
            effect="参保人确认（6204）和付款（6302）以后，用国密信封通知这个地址，没收到会重发。",
        ),
        ServiceAction(
            name="disable", label="停用", permission=_RIGHT, danger=True, run=_disable,
            applies=lambda row: row.is_enabled, done="已停用。",
            effect="这个应用马上不能再办移动支付，没付的订单请到窗口付。",
        ),
        ServiceAction(
            name="enable", label="启用", permission=_RIGHT, run=_enable,
            applies=lambda row: not row.is_enabled, done="已启用。",
            effect="这个应用可以再办移动支付。",
        ),
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A form for a new one, a page for an old one."""
        return self._shown if obj is not None else AppForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self._shown if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only by the buttons."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Opened by the service; the keys come from the button, which shows them once."""
        row = mobile_apps.open_for(
            by=request.user, client=form.cleaned_data["client"], opening=form.opening()
        )
        obj.__dict__.update(row.__dict__)

    @admin.display(description="在用的密钥")
    def keys_in_force(self, row: MobileApp) -> str:
        keys = mobile_apps.keys_of(by=None, app=row)
        lines = [
            f"第 {key.slot} 套，{clock.local(key.created_at):%Y-%m-%d %H:%M} 建" for key in keys
        ]
        return "；".join(lines) or "还没有密钥，请用“加一套密钥”"

    @admin.display(description="状态", ordering="is_enabled")
    def enabled(self, row: MobileApp) -> str:
        return tag("ok", "启用") if row.is_enabled else tag("error", "停用")
