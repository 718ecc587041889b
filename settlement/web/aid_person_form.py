"""Naming a relative who is not bound: name, number, relation; the promise stands in the consent."""

from typing import Any

from django import forms

from family.data.relations import RELATION_WORDS
from yibao.kernel import idcard, names

from .aid_forms import AidForm


class OtherForm(AidForm):
    """A relative by name and number, as on the card (P103)."""

    name = forms.CharField(
        label="家人的姓名",
        max_length=400,
        error_messages={"required": "请填家人的姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    certno = forms.CharField(
        label="家人的身份证号",
        max_length=40,
        help_text="18 位，最后一位可能是字母 X",
        error_messages={"required": "请填家人的身份证号。", "max_length": "身份证号应为 18 位。"},
        widget=forms.TextInput(
            attrs={
                # A digits-only keyboard has no X.
                "inputmode": "text",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    relation = forms.ChoiceField(
        label="家人是您的",
        widget=forms.RadioSelect,
        error_messages={"required": "请选家人是您的什么人。"},
    )

    def __init__(self, *args: Any, relations: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = [(code, RELATION_WORDS[code]) for code in relations]

    def clean_name(self) -> str:
        """Parsed name."""
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
