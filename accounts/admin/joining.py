"""First login of invited staff: the code, then an own password and an own authenticator (T25).

Open before the second factor, as the login is; wrong codes count as failed logins (T26).
"""

import base64
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import StaffInvitationOver
from accounts.models import User
from accounts.services import invitations
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

_JOINING = "console_joining"
_SECONDS = 15 * 60
_page = require_http_methods(["GET", "HEAD", "POST"])


class CodeForm(PlainForm):
    """Who was invited, and the code from the administrator."""

    username = forms.CharField(
        label="用户名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label="邀请码",
        max_length=40,
        help_text="系统管理员当面给您的，三天内有效，只能用一次。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """As it was made, however it was typed."""
        return self.cleaned_data["code"].strip().upper()


class JoinForm(PlainForm):
    """What only this person knows and has."""

    password = forms.CharField(
        label="自己的密码",
        strip=False,
        help_text="至少 12 个字符，不要和别处的密码一样。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    token = forms.RegexField(
        r"^[0-9]{6}$",
        label="动态口令",
        help_text="验证器上现在显示的 6 位数字。",
        error_messages={"invalid": "动态口令是 6 位数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        found = super().clean() or self.cleaned_data
        if "password" in found and "again" in found and found["password"] != found["again"]:
            self.add_error("again", "两次输入不一样。")
        return found


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@_page
def start(request: HttpRequest) -> HttpResponse:
    """User name and code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = authenticate(request, username=said["username"], password=said["code"])
        if isinstance(user, User) and invitations.is_waiting(by=user, user=user):
            request.session.cycle_key()
            request.session[_JOINING] = [str(user.pk), int(clock.now().timestamp())]
            return redirect("join:finish")
        form.add_error(None, StaffInvitationOver().said)
    return _shown(request, "第一次登录", form, "下一步")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again", "token")
@_page
def finish(request: HttpRequest) -> HttpResponse:
    """The secret for the authenticator, an own password, and the first token."""
    user = _joining(request)
    if user is None or not invitations.is_waiting(by=user, user=user):
        return redirect("join:start")
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            invitations.join(by=user, password=said["password"], token=said["token"])
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            del request.session[_JOINING]
            messages.success(request, "设好了。请用新密码和动态口令登录。")
            return redirect("admin:login")
    device = invitations.secret_of(by=user, user=user)
    secret = base64.b32encode(device.bin_key).decode()
    return _shown(
        request, "设密码和口令器", form, "完成", secret=secret, url=device.config_url, who=user
    )


def _joining(request: HttpRequest) -> User | None:
    key, since = request.session.get(_JOINING, ("", 0))
    if not key or int(clock.now().timestamp()) - since > _SECONDS:
        return None
    return User.objects.filter(pk=key).first()


def _shown(
    request: HttpRequest, title: str, form: forms.Form, word: str, **more: Any
) -> HttpResponse:
    form.label_suffix = ""
    context = {**admin.site.each_context(request), "title": title, "form": form, "word": word}
    return render(request, "admin/join.html", {**context, **more})
