"""Forms of ending a binding and of a member's password."""

from django import forms

from .base import FamilyForm


class EndForm(FamilyForm):
    """Whether the other side is told (feature 29)."""

    silently = forms.BooleanField(
        label="不通知对方",
        required=False,
        help_text="担心对方为难您时勾选。对方只会看到“暂时用不了”。",
    )


class RemoveForm(FamilyForm):
    """The holder gives a right up; the member is told unless it is not wanted."""

    silently = forms.BooleanField(label="不通知家人", required=False)


class NewPinForm(FamilyForm):
    """The member's new password twice."""

    pin = forms.CharField(
        label="新密码",
        help_text="6 位数字",
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "maxlength": 6}
        ),
    )
    pin_again = forms.CharField(
        label="再输一次",
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "maxlength": 6}
        ),
    )
