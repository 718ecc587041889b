"""Agreeing, refusing, reminding, and what a holder may see."""

import re

from django import forms

from yibao.kernel import phones

from ...models import Binding
from .base import FamilyForm

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


class AgreeForm(FamilyForm):
    """One box for the bills, never ticked beforehand; the words the person has seen."""

    sees_bills = forms.BooleanField(
        label="也让对方看我的账单和余额（可以不勾）",
        required=False,
        help_text="不勾也能出示医保码。以后随时可以打开或关掉。",
    )
    text_version = forms.CharField(max_length=20, widget=forms.HiddenInput)


class RefuseForm(FamilyForm):
    """A reason, if one likes; it stays with us."""

    reason = forms.CharField(
        label="原因（可以不填）",
        help_text="只有您自己看得到，不会告诉对方。",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentCodeForm(FamilyForm):
    """Six digits of the message to the member."""

    code = forms.CharField(
        label="6 位验证码",
        max_length=20,
        error_messages={"required": "请填短信里的 6 位数字。", "max_length": "验证码是 6 位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Six ASCII digits; spaces between them are forgiven."""
        code = "".join(self.cleaned_data["code"].split())
        if not _CODE.fullmatch(code):
            raise forms.ValidationError("验证码是 6 位数字，请照短信填写。")
        return code


class InviteForm(FamilyForm):
    """The number of a relative who has no account yet."""

    phone = forms.CharField(
        label="家人的手机号",
        help_text="只用来发这一条短信，不会保存。",
        max_length=20,
        error_messages={"required": "请填家人的手机号。"},
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )

    def clean_phone(self) -> str:
        """Eleven digits."""
        try:
            return phones.parse_mobile("".join(self.cleaned_data["phone"].split()))
        except phones.NotAPhone as wrong:
            raise forms.ValidationError("手机号是 11 位数字，请核对。") from wrong


class ScopeForm(FamilyForm):
    """What this holder may see, and how showings are told."""

    sees_bills = forms.TypedChoiceField(
        label="能不能看我的账单和余额",
        choices=(("1", "能看"), ("0", "不能看")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    tell_showings = forms.ChoiceField(
        label="出示我的医保码时", choices=Binding.Tell.choices, widget=forms.RadioSelect
    )
