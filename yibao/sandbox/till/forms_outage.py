"""The form of a bill that is taken without a network."""

from decimal import Decimal
from typing import Any

from django import forms

from yibao.kernel import money

from .forms import ItemForm

#: What a small counter knows by heart when it has no network.
GOODS = (
    ("XA03FAA006A001042222", "多潘立酮片"),
    ("XA02BAA004A001028148", "法莫替丁片"),
    ("XA07BCA009A001063333", "蒙脱石散"),
    ("XA10BAA011A001077407", "盐酸二甲双胍片"),
)


class OutageForm(ItemForm):
    """One bill with one line, the cash that was taken, and the till's word."""

    field_order = ("offline_pass", "code", "cnt", "pric", "cash", "declaration")
    name = None
    offline_pass = forms.CharField(
        label="断网码",
        help_text="扫患者手机或纸上的码；以 YBO1. 开头。",
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请扫断网码。"},
    )
    code = forms.ChoiceField(label="药品", choices=GOODS)
    cash = forms.CharField(
        label="已收现金（元）",
        max_length=12,
        initial="0.00",
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"required": "没有收就填 0.00。"},
    )
    declaration = forms.BooleanField(
        label="现在确实没有网络，已核对患者的身份证原件",
        error_messages={"required": "要先确认没有网络，并核对身份证原件。"},
    )

    def clean_offline_pass(self) -> str:
        """Printed in groups; the groups are for the eye."""
        return "".join(self.cleaned_data["offline_pass"].split())

    def clean_cash(self) -> Decimal:
        """Money as everywhere."""
        try:
            return money.parse_yuan(self.cleaned_data["cash"].strip())
        except money.NotMoney as refusal:
            raise forms.ValidationError("金额请写成 12.30。") from refusal

    def clean(self) -> dict[str, Any]:
        """The name belongs to the code."""
        data = super().clean()
        return data | {"name": dict(GOODS).get(data.get("code", ""), "")}
