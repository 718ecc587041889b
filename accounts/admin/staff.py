"""Accounts of staff: shown; roles, authenticator and switch change through services (T25, T27)."""

import base64
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.errors import StaffOwnAccount
from accounts.models import User
from accounts.services import roles, staff
from yibao.kernel.console import ReadOnlyAdmin, ReasonForm, ServiceAction, ShownOnce, tag
from yibao.kernel.formwords import PlainForm

_RIGHT = "accounts.manage_staff"


class RolesForm(ReasonForm):
    """Which roles from now on."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=list(roles.ROLE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个角色；不再任用请用“停用”。"},
    )
    field_order = ("roles", "reason")


class NewPasswordForm(PlainForm):
    """A first password that the person changes after the first login."""

    password = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 12 个字符。请当面交给本人，由本人登录后更换。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "size": 30}),
    )


def _other(request: HttpRequest, row: User) -> User:
    if row.pk == request.user.pk:
        raise StaffOwnAccount
    return row


def _disable(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.disable(by=request.user, user=_other(request, row))


def _enable(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.enable(by=request.user, user=_other(request, row), password=data["password"])


def _assign(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    roles.assign(by=request.user, user=_other(request, row), roles=data["roles"])


def _enrol(request: HttpRequest, row: User, data: dict[str, Any]) -> ShownOnce:
    device = staff.enrol_totp(by=request.user, user=_other(request, row))
    secret = base64.b32encode(device.bin_key).decode()
    return ShownOnce("口令器密钥", secret, "只显示这一次。请本人当面录入口令器，旧口令器已经作废。")


@admin.register(User)
class StaffAdmin(ReadOnlyAdmin):
    """Staff only; citizens are found as people of the register."""

    list_title = "工作人员"
    list_display = ("username", "display_name", "role_words", "state", "last_login")
    list_filter = ("is_active",)
    ordering = ("username",)
    tenant_path = "tenant"
    exact_search = ("username", "display_name")
    fields = (
        "username", "display_name", "tenant", "role_words", "state", "has_factor", "last_login",
        "joined_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="roles", label="设定角色", permission=_RIGHT, form_class=RolesForm, run=_assign,
            effect="这个账号从下一次操作起只有所选角色的权限。", done="已设定角色。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="factor", label="换发口令器", permission=_RIGHT, danger=True, run=_enrol,
            effect="旧口令器马上作废，新的密钥只显示一次。", done="已换发。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="disable", label="停用", permission=_RIGHT, danger=True, run=_disable,
            effect="这个账号马上不能用，已登录的也会退出。恢复时要设新密码。", done="已停用。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="enable", label="恢复", permission=_RIGHT, form_class=NewPasswordForm, run=_enable,
            effect="这个账号用新密码和原来的口令器可以再登录。", done="已恢复。",
            applies=lambda row: not row.is_active and not row.is_superuser,
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(kind=User.Kind.STAFF)
        return rows.prefetch_related("groups", "authenticator_set")

    @admin.display(description="角色")
    def role_words(self, row: User) -> str:
        if row.is_superuser:
            return "超级管理员"
        names = [group.name for group in row.groups.all()]
        return "、".join(roles.ROLE_WORDS.get(name, name) for name in names) or "—"

    @admin.display(description="状态", ordering="is_active")
    def state(self, row: User) -> str:
        return tag("ok", "可登录") if row.is_active else tag("neutral", "已停用")

    @admin.display(description="口令器")
    def has_factor(self, row: User) -> str:
        devices = [one for one in row.authenticator_set.all() if one.confirmed]
        return "已配发" if devices else "没有，不能登录"
