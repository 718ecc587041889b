"""Forms about members of staff: who is new, roles, districts, kin."""

from django import forms

from accounts.selectors import regions
from accounts.services import roles
from yibao.kernel import crypto, idcard
from yibao.kernel.console import ReasonForm
from yibao.kernel.formwords import PlainForm


class RolesForm(ReasonForm):
    """Which roles from now on."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=list(roles.ROLE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个角色；不再任用请用“停用”。"},
    )
    field_order = ("roles", "reason")


class InviteForm(PlainForm):
    """Who is new, and what for."""

    username = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$",
        label="用户名",
        help_text="小写字母开头，3 至 40 位，可以有数字、点和横线。以后不能改。",
        error_messages={"invalid": "用户名要小写字母开头，只能有小写字母、数字、点和横线。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 30}),
    )
    display_name = forms.CharField(
        label="工号或岗位",
        max_length=40,
        help_text="同事在名单里看到的。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 30}),
    )
    roles = forms.MultipleChoiceField(
        label="角色",
        choices=list(roles.ROLE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class NewPasswordForm(PlainForm):
    """A first password that the person changes after the first login."""

    password = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 12 个字符。请当面交给本人，由本人登录后更换。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "size": 30}),
    )


class AreasForm(ReasonForm):
    """Districts from now on."""

    areas = forms.MultipleChoiceField(
        label="辖区",
        required=False,
        choices=regions.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="选市，就是市里所有区县。一个都不选，就看不到要审的申请。",
    )
    field_order = ("areas", "reason")


class KinForm(ReasonForm):
    """Who the officer is and whose matters the officer must keep away from."""

    own = forms.CharField(
        label="本人身份证号",
        max_length=18,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 24}),
        help_text="只存一串算出来的码，用来认出本人的申请，谁也看不到号码。",
    )
    kin = forms.CharField(
        label="亲属的身份证号（一行一个）",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 24, "autocomplete": "off"}),
        help_text="配偶、父母、子女、兄弟姐妹等。重新登记会替换以前的。",
    )
    field_order = ("own", "kin", "reason")

    def clean_own(self) -> str:
        """The keyed hash of the number."""
        return _index(self.cleaned_data["own"])

    def clean_kin(self) -> list[str]:
        """The keyed hashes of the numbers."""
        return [_index(line) for line in self.cleaned_data["kin"].split() if line]


def _index(text: str) -> str:
    try:
        return crypto.blind_index(idcard.parse_certno(text), "certno")
    except ValueError as wrong:
        raise forms.ValidationError("身份证号要 18 位，请照着证件再填一遍。") from wrong
