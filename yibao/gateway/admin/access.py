"""Console page: who speaks the national interface and how."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel.console import (
    ConfigAdmin,
    ServiceAction,
    ShownOnce,
    tag,
    yes_no,
)
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import say_plainly

from ..models import GatewayAccess
from ..services import access

_RIGHT = "gateway.manage_gatewayaccess"


class OpeningForm(forms.ModelForm):
    """How a client wants to speak; its secret is made by the button on its page."""

    class Meta:
        model = GatewayAccess
        fields = (
            "client", "variant", "codes", "numbers", "needs_sign_in", "window_seconds", "peer_key",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)

    def opening(self) -> access.Opening:
        """What was filled in."""
        given = self.cleaned_data
        names = ("variant", "codes", "numbers", "needs_sign_in", "window_seconds", "peer_key")
        return access.Opening(**{name: given[name] for name in names})

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said beside the form."""
        given = super().clean()
        if self.errors:
            return given
        try:
            access.check(by=None, client=given["client"], opening=self.opening())
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return given

    def _post_clean(self) -> None:
        """Secrets are made by the service; the row as filled in is not yet whole."""


def _rotate(request: HttpRequest, row: GatewayAccess, data: dict[str, Any]) -> ShownOnce:
    told = access.rotate(by=request.user, access=row, reason=data["reason"])
    return ShownOnce("接入标识和密钥", told, "只显示这一次，离开后不能再看。旧密钥已经作废。")


def _disable(request: HttpRequest, row: GatewayAccess, data: dict[str, Any]) -> None:
    access.set_enabled(by=request.user, access=row, is_enabled=False, reason=data["reason"])


def _enable(request: HttpRequest, row: GatewayAccess, data: dict[str, Any]) -> None:
    access.set_enabled(by=request.user, access=row, is_enabled=True, reason=data["reason"])


def _sign_in(request: HttpRequest, row: GatewayAccess, data: dict[str, Any]) -> None:
    access.set_sign_in(
        by=request.user, access=row, needed=not row.needs_sign_in, reason=data["reason"]
    )


@admin.register(GatewayAccess)
class GatewayAccessAdmin(ConfigAdmin):
    """Clients of the national interface."""

    form = OpeningForm
    sign_in = yes_no("needs_sign_in", "先签到")
    list_display = ("client", "variant", "codes", "sign_in", "enabled", "created_at")
    list_filter = ("variant", "is_enabled")
    list_select_related = ("client",)
    ordering = ("client__name",)
    tenant_path = "client__tenant"
    exact_search = ("access_key", "client__client_id", "client__institution__fixmedins_code")
    _shown = (
        "client", "variant", "access_key", "codes", "numbers", "sign_in", "window_seconds",
        "region", "enabled", "created_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="rotate", label="更换密钥", permission=_RIGHT, danger=True, run=_rotate,
            applies=lambda row: row.variant != "NONE", done="已更换密钥。",
            effect="旧密钥马上作废，新的接入标识和密钥只显示一次。请先约好机构再换。",
        ),
        ServiceAction(
            name="disable", label="停用", permission=_RIGHT, danger=True, run=_disable,
            applies=lambda row: row.is_enabled, done="已停用。",
            effect="这个机构系统马上不能再用国家接口，窗口会受影响。",
        ),
        ServiceAction(
            name="enable", label="启用", permission=_RIGHT, run=_enable,
            applies=lambda row: not row.is_enabled, done="已启用。",
            effect="这个机构系统可以再用国家接口。",
        ),
        ServiceAction(
            name="sign-in", label="改签到要求", permission=_RIGHT, run=_sign_in,
            done="已改签到要求。",
            effect="要求签到时，没有先发 9001 的交易都会被拒绝；不要求时，不签到也能办。",
        ),
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A form for a new one, a page for an old one."""
        return self._shown if obj is not None else OpeningForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self._shown if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only by the buttons."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Opened by the service; the secret comes from the button, which shows it once."""
        row, _ = access.open_for(
            by=request.user, client=form.cleaned_data["client"], opening=form.opening()
        )
        obj.__dict__.update(row.__dict__)

    @admin.display(description="状态", ordering="is_enabled")
    def enabled(self, row: GatewayAccess) -> str:
        return tag("ok", "启用") if row.is_enabled else tag("error", "停用")
