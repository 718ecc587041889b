"""Forms of the card pages: shape and words; what is allowed is decided by the services."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from yibao.kernel import money, phones
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

from ..data.agreements import CARD_PAYMENT
from ..rules import cards as rules


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty or not; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class CardForm(PlainForm):
    """A form that shows a refusal with what to do next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Show a refusal: what happened, then what to do."""
        self.add_error(field, error.said)


class NumberInput(forms.TextInput):
    """Never filled in again: a number that was sent is in no page (T29)."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


def _phone_field() -> forms.CharField:
    return forms.CharField(
        label="银行预留手机号",
        max_length=30,
        help_text="办卡时留给银行的那个号码，银行会往这个号码发验证码",
        error_messages={"required": "请填银行预留手机号。", "max_length": "手机号应为 11 位。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "tel-national", "type": "tel"}
        ),
    )


class PhoneForm(CardForm):
    """The phone that the bank knows."""

    phone = _phone_field()

    def clean_phone(self) -> str:
        """Parsed number."""
        try:
            return phones.parse_mobile(phones.tidy_phone(self.cleaned_data["phone"]))
        except phones.NotAPhone as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class AddForm(PhoneForm):
    """Number, reserved phone, consent; the holder's name is the real name and no field."""

    number = forms.CharField(
        label="卡号",
        max_length=40,
        help_text="16 到 19 位，空格可有可无；没办成要重新填，我们不保存卡号",
        error_messages={"required": "请填卡号。", "max_length": "卡号应为 16 到 19 位数字。"},
        widget=NumberInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    agree = forms.BooleanField(
        label=f"我已看过，同意《{CARD_PAYMENT.title}》",
        error_messages={"required": "请先看过授权书，再勾选同意。不同意就不绑。"},
    )
    field_order = ["number", "phone", "agree"]

    def clean_number(self) -> str:
        """Digits that pass; the sentence never repeats them."""
        try:
            return rules.parse_number(self.cleaned_data["number"])
        except rules.NotACardNumber as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class CodeForm(CardForm):
    """Six digits from the bank's message."""

    code = forms.RegexField(
        r"^ *[0-9 ]{6,12}$",
        label="银行发来的 6 位验证码",
        max_length=12,
        error_messages={
            "required": "请填银行短信里的 6 位数字。",
            "invalid": "验证码是 6 位数字，请照短信填写。",
            "max_length": "验证码是 6 位数字，请照短信填写。",
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Six digits; spaces between them are forgiven."""
        code = self.cleaned_data["code"].replace(" ", "")
        if len(code) != rules.CODE_DIGITS:
            raise forms.ValidationError("验证码是 6 位数字，请照短信填写。")
        return code


def _yuan_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class LimitsForm(CardForm):
    """What the card may pay once and in a day, in yuan."""

    per_payment = _yuan_field("单笔最多（元）")
    per_day = _yuan_field("每天最多（元）")

    def clean_per_payment(self) -> int:
        """In 分."""
        return self._fen("per_payment")

    def clean_per_day(self) -> int:
        """In 分."""
        return self._fen("per_day")

    def _fen(self, name: str) -> int:
        try:
            return money.to_fen(money.parse_yuan(self.cleaned_data[name].strip()))
        except money.NotMoney as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class AgreeForm(CardForm):
    """The consent alone, for those who switch payment by card on again."""

    agree = forms.BooleanField(
        label=f"我已看过，同意《{CARD_PAYMENT.title}》",
        error_messages={"required": "请先看过授权书，再勾选同意。"},
    )
