"""Forms of the portal: shape only."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.services import vendor_users
from yibao.kernel import phones
from yibao.kernel.formwords import PlainForm
from yibao.web.console_login import ConsoleLoginForm

from ..data import Application
from ..models import Member, Vendor

_TOKEN = {"invalid": "动态口令是 6 位数字。", "required": "请填写动态口令。"}


class PortalForm(PlainForm):
    """No colons after labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class TokenForm(PortalForm):
    """Six digits of the authenticator."""

    token = forms.RegexField(
        r"^[0-9]{6}$",
        label="动态口令",
        help_text="验证器上现在显示的 6 位数字。",
        error_messages=_TOKEN,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PasswordForm(PortalForm):
    """An own password, twice the same."""

    password = forms.CharField(
        label="密码",
        strip=False,
        help_text="至少 12 个字符，不要和别处的密码一样。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        found = super().clean() or self.cleaned_data
        if "password" in found and "again" in found and found["password"] != found["again"]:
            self.add_error("again", "两次输入不一样。")
        return found


class RegisterForm(PasswordForm):
    """Who wants to connect what."""

    field_order = [
        "name", "kind", "place", "purpose", "contact_name", "contact_phone", "email", "password",
        "again",
    ]  # fmt: skip
    name = forms.CharField(label="单位名称", max_length=80)
    kind = forms.ChoiceField(label="要接什么", choices=Vendor.Kind, widget=forms.RadioSelect)
    place = forms.CharField(label="所在地", max_length=40, help_text="例如：四川德阳")
    purpose = forms.CharField(
        label="用途", max_length=200, help_text="例如：门诊收费系统接医保结算"
    )
    contact_name = forms.CharField(label="联系人", max_length=40)
    contact_phone = forms.CharField(
        label="联系手机", max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label="邮箱",
        max_length=60,
        help_text="登录时用。",
        error_messages={"invalid": "邮箱的样子不对，例如 name@example.cn。"},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self) -> str:
        """One spelling."""
        return self.cleaned_data["email"].lower()

    def clean_contact_phone(self) -> str:
        """A mobile number."""
        try:
            return phones.parse_mobile(phones.tidy_phone(self.cleaned_data["contact_phone"]))
        except phones.NotAPhone as wrong:
            raise ValidationError(wrong.message) from wrong

    def application(self) -> Application:
        """What was filled in."""
        said = self.cleaned_data
        names = ("name", "kind", "contact_name", "contact_phone", "purpose", "place")
        return Application(**{name: said[name] for name in names})


class LoginForm(ConsoleLoginForm):
    """As the console's, for people of vendors; before the first token none is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "邮箱"
        self.fields["username"].error_messages["required"] = "请填写邮箱。"
        self.fields["otp_token"].required = False
        self.fields["otp_token"].help_text = "手机验证器上的 6 位数字。还没设验证器的，先空着。"

    def clean_username(self) -> str:
        """One spelling."""
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """Who has no authenticator yet goes on to take one in, and nowhere else."""
        user = self._found()
        if user is not None and vendor_users.waiting_device(by=user) is not None:
            return AuthenticationForm.clean(self)
        if not self.cleaned_data.get("otp_token"):
            self.cleaned_data["otp_token"] = "-"
        return super().clean()

    def _found(self) -> Any:
        return vendor_users.named(by=None, username=self.cleaned_data.get("username", ""))

    def confirm_login_allowed(self, user: Any) -> None:
        """People of vendors only; others get the same sentence."""
        if not (user.is_active and user.kind == "VENDOR"):
            raise self.get_invalid_login_error()


def posted(form: type[forms.Form], request: HttpRequest, **more: Any) -> Any:
    """The form with what was sent, or empty."""
    return form(request.POST if request.method == "POST" else None, **more)


class InviteForm(PortalForm):
    """Whom to invite, as what."""

    email = forms.EmailField(label="邮箱", max_length=60)
    role = forms.ChoiceField(label="权限", choices=Member.Role, widget=forms.RadioSelect)

    def clean_email(self) -> str:
        """One spelling."""
        return self.cleaned_data["email"].lower()
