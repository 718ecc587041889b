"""The console's login form: user name, password and the token of the second factor (T25, T26)."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django_otp import match_token

_WRONG = "用户名、密码或动态口令不对，请核对后再试。"


class ConsoleLoginForm(AuthenticationForm):
    """All three are asked for at once, and one sentence answers any of them being wrong.

    A wrong token counts as a failed login, so that the lock by account and source sees it.
    """

    otp_token = forms.RegexField(
        r"^[0-9]{6}$",
        label="动态口令",
        max_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}
        ),
        help_text="口令器或手机验证器上的 6 位数字，每 30 秒换一次。",
        error_messages={"required": "请填写动态口令。", "invalid": "动态口令是 6 位数字。"},
    )
    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def clean(self) -> dict[str, Any]:
        """Password first, then the token: a device is never tried without the right password."""
        if "otp_token" not in self.cleaned_data:
            return self.cleaned_data
        cleaned = super().clean()
        user = self.get_user()
        if user is None:
            return cleaned
        device = match_token(user, cleaned["otp_token"])
        if device is None:
            self.user_cache = None
            self._count_failure(cleaned["username"])
            raise ValidationError(_WRONG, code="invalid_login")
        user.otp_device = device
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        """Active staff only; others get the same sentence."""
        if not (user.is_active and user.is_staff):
            raise self.get_invalid_login_error()

    def _count_failure(self, username: str) -> None:
        user_login_failed.send(
            sender=__name__, credentials={"username": username}, request=self.request
        )
