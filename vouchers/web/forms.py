"""Forms of the voucher: shape and words; what is allowed is decided by the services."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, QueryDict

from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

from ..data import AGREEMENT

PIN_LENGTH = 6


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty or not; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class PinField(forms.CharField):
    """Six digits, never shown and never filled in again after an error."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(
            render_value=False,
            attrs={"inputmode": "numeric", "autocomplete": autocomplete, "maxlength": PIN_LENGTH},
        )
        messages = {"required": "请填 6 位数字密码。"}
        super().__init__(widget=widget, strip=True, error_messages=messages, **kwargs)


class KnownPinField(PinField):
    """A password that exists already: what cannot be one is told at once and costs no try."""

    default_validators = [RegexValidator(r"\A[0-9]{6}\Z", "密码是 6 位数字，请重新填。")]


class VoucherForm(PlainForm):
    """A form that shows a refusal beside the field it speaks of."""

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Add a domain error to the page."""
        self.add_error(field, error.message)


class ActivateForm(VoucherForm):
    """One box: the agreement."""

    agree = forms.BooleanField(
        label=f"我已看过并同意《{AGREEMENT.title}》",
        error_messages={"required": "请先看过协议，再勾选同意。"},
    )


class FirstPinForm(VoucherForm):
    """The password twice."""

    pin = PinField(label="密码", autocomplete="new-password", help_text="6 位数字")
    pin_again = PinField(label="再输一次", autocomplete="new-password")


class UnlockForm(VoucherForm):
    """The password once, and where to go on."""

    pin = KnownPinField(label="医保码密码", autocomplete="current-password", help_text="6 位数字")
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class StepCodeForm(VoucherForm):
    """The six digits of a text message."""

    code = forms.RegexField(
        r"^\s*[0-9]{3}\s*[0-9]{3}\s*$",
        label="6 位验证码",
        max_length=20,
        error_messages={
            "required": "请填短信里的 6 位数字。",
            "invalid": "验证码是 6 位数字，请照短信填写。",
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Without blanks."""
        return "".join(self.cleaned_data["code"].split())


class ChangePinForm(VoucherForm):
    """The old password and the new one twice."""

    old_pin = KnownPinField(label="旧密码", autocomplete="current-password", help_text="6 位数字")
    pin = PinField(label="新密码", autocomplete="new-password", help_text="6 位数字")
    pin_again = PinField(label="新密码再输一次", autocomplete="new-password")


class ProvedForm(VoucherForm):
    """Nothing to fill in: the face has been checked already."""


class RestoreForm(VoucherForm):
    """The password once."""

    pin = KnownPinField(label="医保码密码", autocomplete="current-password", help_text="6 位数字")


class NotMeForm(VoucherForm):
    """不是我: a few words, if one likes."""

    statement = forms.CharField(
        label="想说明的话（可以不填）",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
