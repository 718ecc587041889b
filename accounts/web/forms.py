"""Forms of the identity pages: shape only; what is true is judged by the services."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from yibao.kernel import idcard, names, phones
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm
from yibao.kernel.photoform import consent_field

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty or not; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class PageForm(PlainForm):
    """Required fields say in their own words what is missing; no colons after labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Show a refusal: what happened, then what to do."""
        self.add_error(field, error.said)


class PhoneForm(PageForm):
    """One mobile number."""

    phone = forms.CharField(
        label="手机号",
        max_length=30,
        error_messages={"required": "请填手机号。", "max_length": "手机号应为 11 位。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "tel-national", "type": "tel"}
        ),
    )

    def clean_phone(self) -> str:
        """Parsed number; blanks, hyphens and the country's prefix are forgiven."""
        try:
            return phones.parse_mobile(phones.tidy_phone(self.cleaned_data["phone"]))
        except phones.NotAPhone as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class NewPhoneForm(PhoneForm):
    """The number that is to be bound."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = "新手机号"


class CodeForm(PageForm):
    """Six digits from the text message."""

    code = forms.CharField(
        label="6 位验证码",
        max_length=20,
        error_messages={"required": "请填短信里的 6 位数字。", "max_length": "验证码是 6 位数字。"},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """Six ASCII digits; spaces between them are forgiven."""
        code = "".join(self.cleaned_data["code"].split())
        if not _CODE.fullmatch(code):
            raise forms.ValidationError("验证码是 6 位数字，请照短信填写。")
        return code


class RealNameForm(PageForm):
    """Name and number as on the identity card."""

    name = forms.CharField(
        label="姓名",
        max_length=400,
        error_messages={"required": "请填姓名。", "max_length": names.NotAName("length").message},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    certno = forms.CharField(
        label="身份证号",
        max_length=40,
        help_text="18 位，最后一位可能是字母 X",
        error_messages={"required": "请填身份证号。", "max_length": "身份证号应为 18 位。"},
        widget=forms.TextInput(
            attrs={
                # A digits-only keyboard has no X.
                "inputmode": "text",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-groups": "6-8-4",
            }
        ),
    )

    def clean_name(self) -> str:
        """The name in the form to show."""
        try:
            return names.parse_name(self.cleaned_data["name"])
        except names.NotAName as wrong:
            raise forms.ValidationError(wrong.message) from wrong

    def clean_certno(self) -> str:
        """The number in its one spelling (T18)."""
        try:
            return idcard.parse_certno(idcard.tidy_certno(self.cleaned_data["certno"]))
        except idcard.NotACertNo as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class AgreeForm(PageForm):
    """A box that must be ticked by hand."""

    agree = consent_field()


class PlaceForm(PageForm):
    """Which of several insurance relations is used."""

    enrolment = forms.ChoiceField(
        label="现在用哪一个？",
        error_messages={"required": "请选一个参保地。", "invalid_choice": "请选一个参保地。"},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, cards: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(cards) < 2:
            del self.fields["enrolment"]
            return
        self.fields["enrolment"].choices = [
            (card.id, f"{card.place} {card.insurance}（{card.status_word}）") for card in cards
        ]
        self.fields["enrolment"].initial = cards[0].id
