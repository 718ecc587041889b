"""Forms of the wallet: to whom, and how much."""

from typing import Any

from django import forms

from yibao.kernel import money

from .aid_forms import AidForm


class ToWhomForm(AidForm):
    """A near relative with a wallet; values are references, never numbers of certificates."""

    who = forms.ChoiceField(
        label="转给谁",
        widget=forms.RadioSelect,
        error_messages={"required": "请选转给谁。", "invalid_choice": "请从下面选一位家人。"},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people


class AmountForm(AidForm):
    """How much in yuan; ``cleaned_data["amount"]`` is 分. What is allowed the service says."""

    amount = forms.CharField(
        label="转多少（元）",
        max_length=12,
        error_messages={"required": "请填金额。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_amount(self) -> int:
        """In 分; only plain digits with at most two places."""
        try:
            return money.to_fen(money.parse_yuan(self.cleaned_data["amount"].strip()))
        except money.NotMoney as wrong:
            raise forms.ValidationError(
                "请填数字，最多两位小数，比如 200 或 200.50。", code="money"
            ) from wrong
