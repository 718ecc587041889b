"""Forms of the voucher: shape and words; what is allowed is decided by the services."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from yibao.kernel.errors import DomainError

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


class VoucherForm(forms.Form):
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

    pin = PinField(label="医保码密码", autocomplete="current-password", help_text="6 位数字")
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class RestoreForm(VoucherForm):
    """The password once."""

    pin = PinField(label="医保码密码", autocomplete="current-password", help_text="6 位数字")


class FaceForm(VoucherForm):
    """A photo, or in a sandbox a chosen result; the consent only where none is in force."""

    agree = forms.BooleanField(
        label="我已看过，同意这次刷脸",
        error_messages={"required": "请先勾选“同意”。不同意可以去窗口办。"},
    )
    acted = forms.ChoiceField(
        label="演示环境没有真的比对人脸，请选一个结果", required=False, widget=forms.RadioSelect
    )
    photo = forms.FileField(
        label="拍一张正面照片",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "user"}),
    )

    def __init__(
        self, *args: Any, outcomes: tuple[tuple[str, str], ...], has_consent: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_consent:
            del self.fields["agree"]
        if outcomes:
            self.fields["acted"].choices = outcomes
            self.fields["acted"].initial = outcomes[0][0]
        else:
            del self.fields["acted"]

    @property
    def frame(self) -> bytes | None:
        """The photo's bytes, in memory only."""
        photo = self.cleaned_data.get("photo")
        return photo.read() if photo else None

    @property
    def chosen(self) -> str:
        """The sandbox's result; a photo goes before it."""
        return "" if self.cleaned_data.get("photo") else self.cleaned_data.get("acted", "")
