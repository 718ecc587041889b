"""Accounts of staff: shown; roles, authenticator and switch change through services (T25, T27)."""

import base64
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.errors import StaffOwnAccount
from accounts.models import User
from accounts.selectors import regions
from accounts.services import invitations, roles, staff
from yibao.cases import areas, conflicts, officers
from yibao.kernel.console import ReadOnlyAdmin, ServiceAction, ShownOnce, tag
from yibao.kernel.errors import DomainError

from .staff_forms import AreasForm, InviteForm, KinForm, NewPasswordForm, RolesForm

_RIGHT = "accounts.manage_staff"
_CODE_NOTE = (
    "只显示这一次，三天内有效。请当面交给本人，本人在登录页点“第一次登录”，自己设密码和口令器。"
)


def _set_areas(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    officers.assign_areas(by=request.user, staff=_other(request, row), codes=data["areas"])


def _declare(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    officers.declare(
        by=request.user, staff=_other(request, row), own_index=data["own"], kin_indexes=data["kin"]
    )


def _other(request: HttpRequest, row: User) -> User:
    if row.pk == request.user.pk:
        raise StaffOwnAccount
    return row


def _disable(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.disable(by=request.user, user=row)


def _leave(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.leave(by=request.user, user=row)


def _sign_out(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.sign_out(by=request.user, user=_other(request, row))


def _enable(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    staff.enable(by=request.user, user=row, password=data["password"])


def _assign(request: HttpRequest, row: User, data: dict[str, Any]) -> None:
    roles.assign(by=request.user, user=row, roles=data["roles"])


def _enrol(request: HttpRequest, row: User, data: dict[str, Any]) -> ShownOnce:
    device = staff.enrol_totp(by=request.user, user=row)
    secret = base64.b32encode(device.bin_key).decode()
    return ShownOnce("口令器密钥", secret, "只显示这一次。请本人当面录入口令器，旧口令器已经作废。")


def _invite_again(request: HttpRequest, row: User, data: dict[str, Any]) -> ShownOnce:
    made = invitations.invite_again(by=request.user, user=row)
    return ShownOnce("邀请码", made.code, _CODE_NOTE)


def _may_leave(row: User) -> bool:
    return not row.is_superuser and (row.is_active or row.groups.exists())


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
        "username", "display_name", "tenant", "role_words", "shown_areas", "has_kin", "state",
        "has_factor", "last_login", "joined_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="roles", label="设定角色", permission=_RIGHT, form_class=RolesForm, run=_assign,
            effect="这个账号从下一次操作起只有所选角色的权限。", done="已设定角色。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="areas", label="设定辖区", permission=_RIGHT, form_class=AreasForm, run=_set_areas,
            effect="这个账号从下一次操作起只能审这些地区的申请。", done="已设定辖区。",
            applies=lambda row: row.is_active,
        ),
        ServiceAction(
            name="kin", label="登记回避", permission=_RIGHT, form_class=KinForm, run=_declare,
            effect="这个账号看不到、也不能审本人和这些亲属的申请。", done="已登记。",
            applies=lambda row: row.is_active,
        ),
        ServiceAction(
            name="factor", label="换发口令器", permission=_RIGHT, danger=True, run=_enrol,
            effect="旧口令器马上作废，新的密钥只显示一次。", done="已换发。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="invite", label="重新邀请", permission=_RIGHT, danger=True, run=_invite_again,
            effect="原来的密码和口令器马上作废，给一个新邀请码，由本人自己设密码和口令器。",
            done="已重新邀请。", applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="sign-out", label="强制退出", permission=_RIGHT, run=_sign_out,
            effect="这个账号在所有设备上马上退出，可以再登录。", done="已退出。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="leave", label="离任", permission=_RIGHT, danger=True, run=_leave,
            effect="账号马上停用并退出；手上的件和留着的件回到队列；角色、辖区、口令器都收回。",
            done="已办离任。", applies=_may_leave,
        ),
        ServiceAction(
            name="disable", label="停用", permission=_RIGHT, danger=True, run=_disable,
            effect="账号马上不能用，已登录的退出；手上的件和留着的件回到队列。恢复时要设新密码。",
            done="已停用。",
            applies=lambda row: row.is_active and not row.is_superuser,
        ),
        ServiceAction(
            name="enable", label="恢复", permission=_RIGHT, form_class=NewPasswordForm, run=_enable,
            effect="这个账号用新密码和原来的口令器可以再登录。", done="已恢复。",
            applies=lambda row: not row.is_active and not row.is_superuser,
        ),
    )  # fmt: skip

    def action_form(self, request: HttpRequest, action: ServiceAction, row: User) -> Any:
        if action.name != "areas":
            return super().action_form(request, action, row)
        data = request.POST if request.method == "POST" else None
        return AreasForm(data, initial={"areas": sorted(areas.codes_of(row))})

    def get_urls(self) -> list[URLPattern]:
        invite = self.own_view(self.invite_view)
        return [path("invite/", invite, name="accounts_user_invite"), *super().get_urls()]

    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """A new member of staff; the code is shown once."""
        user: Any = request.user
        if not user.has_perm(_RIGHT):
            raise PermissionDenied
        form = InviteForm(request.POST if request.method == "POST" else None)
        context = {**self.admin_site.each_context(request), "title": "邀请新同事", "form": form}
        if request.method == "POST" and form.is_valid():
            try:
                made = invitations.invite(by=user, tenant=user.tenant, **form.cleaned_data)
            except DomainError as refused:
                form.add_error(None, refused.said)
            else:
                context |= {"made": made, "note": _CODE_NOTE}
        return TemplateResponse(request, "admin/accounts/user/invite.html", context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        can = {"can_invite": request.user.has_perm(_RIGHT)}
        return super().changelist_view(request, {**can, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(kind=User.Kind.STAFF)
        return rows.prefetch_related("groups", "authenticator_set")

    @admin.display(description="角色")
    def role_words(self, row: User) -> str:
        if row.is_superuser:
            return "超级管理员"
        names = [group.name for group in row.groups.all()]
        return "、".join(roles.ROLE_WORDS.get(name, name) for name in names) or "—"

    @admin.display(description="辖区")
    def shown_areas(self, row: User) -> str:
        codes = sorted(areas.codes_of(row))
        return "、".join(regions.name_of(code) for code in codes) or "没有"

    @admin.display(description="回避登记")
    def has_kin(self, row: User) -> str:
        return "已登记" if conflicts.has_declared(row) else "没有，不能审材料"

    @admin.display(description="状态", ordering="is_active")
    def state(self, row: User) -> str:
        return tag("ok", "可登录") if row.is_active else tag("neutral", "已停用")

    @admin.display(description="口令器")
    def has_factor(self, row: User) -> str:
        devices = [one for one in row.authenticator_set.all() if one.confirmed]
        if devices:
            return "已配发"
        waits = invitations.is_waiting(by=None, user=row)
        return "等本人用邀请码登录" if waits else "没有，不能登录"
