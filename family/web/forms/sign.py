"""Accepting, signing, sending."""

import re

from django import forms

from ...data.notice import NOTICE
from .base import FamilyForm
from .member import name_field

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


class NoticeForm(FamilyForm):
    """One box, never ticked beforehand."""

    agree = forms.BooleanField(
        label="我已看完，同意",
        error_messages={"required": f"请先看完《{NOTICE.title}》，再勾选同意。"},
    )


class DrawForm(FamilyForm):
    """The points of a drawn signature."""

    drawing = forms.CharField(
        label="手写签名", required=False, max_length=120_000, widget=forms.HiddenInput
    )


class TypedForm(FamilyForm):
    """The own name and the code of the message."""

    name = name_field("您的姓名")
    code = forms.CharField(
        label="6 位验证码",
        max_length=20,
        error_messages={"required": "请填短信里的 6 位数字。", "max_length": "验证码是 6 位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Six ASCII digits; spaces between them are forgiven."""
        code = "".join(self.cleaned_data["code"].split())
        if not _CODE.fullmatch(code):
            raise forms.ValidationError("验证码是 6 位数字，请照短信填写。")
        return code


class SubmitForm(FamilyForm):
    """The statement of truth."""

    true = forms.BooleanField(
        label="以上内容和材料都是真的",
        error_messages={"required": "请先核对，再勾选这一项。"},
    )
