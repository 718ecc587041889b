"""What the buttons of a voucher ask for."""

from django import forms

from vouchers import rules
from yibao.kernel.console import ReasonForm

BY_PHONE = "电话挂失"


class LossForm(ReasonForm):
    """A loss is reported in a hurry, mostly by telephone: the reason stands there already."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = BY_PHONE


class SanctionForm(ReasonForm):
    """For how many months (P40)."""

    months = forms.TypedChoiceField(
        label="停用多久",
        coerce=int,
        choices=[
            (number, f"{number} 个月") for number in range(rules.MIN_MONTHS, rules.MAX_MONTHS + 1)
        ],
    )
    field_order = ("months", "reason")
