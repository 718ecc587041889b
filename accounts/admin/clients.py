"""Clients of the partner API: shown, switched, given new secrets; scopes are set at sign-up."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import PartnerClient
from accounts.services import partners
from yibao.kernel.console import ReadOnlyAdmin, ReasonForm, ServiceAction, ShownOnce, named, tag

_RIGHT = "accounts.manage_partnerclient"


def _disable(request: HttpRequest, row: PartnerClient, data: dict[str, Any]) -> None:
    partners.set_enabled(by=request.user, client=row, is_enabled=False, reason=data["reason"])


def _enable(request: HttpRequest, row: PartnerClient, data: dict[str, Any]) -> None:
    partners.set_enabled(by=request.user, client=row, is_enabled=True, reason=data["reason"])


def _rotate(request: HttpRequest, row: PartnerClient, data: dict[str, Any]) -> ShownOnce:
    secret = partners.rotate_secret(by=request.user, client=row, reason=data["reason"])
    return ShownOnce("新密钥", secret, "新密钥只显示这一次，离开后不能再看。旧密钥和令牌已经作废。")


class NetworksForm(ReasonForm):
    """From where the client calls."""

    networks = forms.CharField(
        label="来访地址",
        required=False,
        max_length=1000,
        help_text="IP 或网段，一行一个，最多 20 个，例如 203.0.113.0/24。"
        "要写全，原来的会换掉；空着就是不限。",
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
    )
    field_order = ("networks", "reason")


def _set_networks(request: HttpRequest, row: PartnerClient, data: dict[str, Any]) -> None:
    partners.set_networks(by=request.user, client=row, text=data["networks"], reason=data["reason"])


@admin.register(PartnerClient)
class PartnerClientAdmin(ReadOnlyAdmin):
    """Applications of institutions and channels (T75)."""

    list_display = ("name", "shown_id", "kind", "institution", "enabled", "shown_created")
    list_filter = ("kind", "is_enabled")
    list_select_related = ("institution",)
    ordering = ("name",)
    tenant_path = "tenant"
    exact_search = ("client_id", "name", "institution__fixmedins_code")
    fields = (
        "name", "shown_id", "tenant", "kind", "institution", "scopes", "addresses",
        "enabled",
        "shown_created", "shown_updated",
    )  # fmt: skip
    shown_id = named("client_id", "应用标识")
    shown_created = named("created", "建立时间")
    shown_updated = named("updated", "更新时间")
    service_actions = (
        ServiceAction(
            name="disable", label="停用", permission=_RIGHT, danger=True, run=_disable,
            applies=lambda row: row.is_enabled, done="已停用。",
            effect="这个应用马上不能调用接口，已发的令牌全部作废。机构窗口会受影响。",
        ),
        ServiceAction(
            name="enable", label="启用", permission=_RIGHT, run=_enable,
            applies=lambda row: not row.is_enabled, done="已启用。",
            effect="这个应用可以重新申请令牌、调用接口。",
        ),
        ServiceAction(
            name="rotate", label="更换密钥", permission=_RIGHT, danger=True, run=_rotate,
            done="已更换密钥。",
            effect="旧密钥和已发的令牌马上作废，新密钥只显示一次。请先约好机构再换。",
        ),
        ServiceAction(
            name="networks", label="登记来访地址", permission=_RIGHT, danger=True,
            form_class=NetworksForm, run=_set_networks, done="已登记来访地址。",
            effect="从别的地址马上不能再取令牌、调用接口、发国家接口报文，已发的令牌也一样。",
        ),
    )  # fmt: skip

    @admin.display(description="来访地址")
    def addresses(self, row: PartnerClient) -> str:
        return "、".join(row.networks) or "不限"

    @admin.display(description="状态", ordering="is_enabled")
    def enabled(self, row: PartnerClient) -> str:
        return tag("ok", "启用") if row.is_enabled else tag("error", "停用")

    @admin.display(description="权限")
    def scopes(self, row: PartnerClient) -> str:
        words = settings.OAUTH2_PROVIDER["SCOPES"]
        return "、".join(words.get(scope, scope) for scope in row.allowed_scopes) or "—"
