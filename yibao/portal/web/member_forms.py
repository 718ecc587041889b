"""Forms of members: keys, tills, asking to go live."""

from typing import Any

from django import forms
from django.conf import settings

from .forms import PortalForm


class KeyForm(PortalForm):
    """A key of one of the vendor's applications."""

    client = forms.ChoiceField(label="应用")
    name = forms.CharField(label="密钥名称", max_length=40, help_text="例如：测试服务器")
    scopes = forms.MultipleChoiceField(
        label="权限",
        required=False,
        help_text="一项都不选，就是应用的全部权限。",
        widget=forms.CheckboxSelectMultiple,
    )
    networks = forms.CharField(
        label="来访地址（选填）",
        required=False,
        max_length=900,
        help_text="只许从这些 IP 或网段取令牌，用空格或换行隔开；空着就不限。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, clients: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {one.client_id: one for one in clients}
        words = settings.OAUTH2_PROVIDER["SCOPES"]
        held = {scope for one in clients for scope in one.allowed_scopes}
        self.fields["client"].choices = [(key, str(one)) for key, one in self.clients.items()]
        self.fields["scopes"].choices = [pair for pair in words.items() if pair[0] in held]


class TillForm(PortalForm):
    """A till or an operator of one of the institutions."""

    kind = forms.ChoiceField(
        label="登记什么",
        choices=[("terminal", "终端"), ("operator", "经办人员")],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label="机构")
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$",
        label="编号",
        help_text="终端号或者工号，1 到 20 个字母、数字、横线。",
        error_messages={"invalid": "编号只用字母、数字和横线，最多 20 个。"},
    )
    name = forms.CharField(label="位置或者称呼", max_length=40)

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.fixmedins_code: one for one in places}
        self.fields["place"].choices = [
            (code, f"{one.name}（{code}）") for code, one in self.places.items()
        ]


class LiveForm(PortalForm):
    """Whom to call, from where the live system comes, and where notices go."""

    contact_name = forms.CharField(label="联系人", max_length=40)
    contact_phone = forms.RegexField(
        r"^[0-9+() -]{7,20}$",
        label="联系电话",
        help_text="上线那天有人接的电话。",
        error_messages={"invalid": "电话只用数字，7 到 20 位。"},
    )
    networks = forms.CharField(
        label="正式系统的来访地址",
        max_length=900,
        help_text="正式系统从这些 IP 或网段调用，用空格或换行隔开。",
        error_messages={"required": "请填正式系统的 IP 或网段。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    callback = forms.URLField(
        label="通知地址（选填）",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="不收通知就空着。填了，提交时会马上发一条 portal.callback_check，"
        "请回 200，正文带上 challenge 的值。",
        error_messages={"invalid": "请填以 https:// 开头的地址。"},
    )
