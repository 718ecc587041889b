"""Forms of addresses for messages."""

from django import forms

from yibao.webhooks.data import TYPES


class EndpointForm(forms.Form):
    """A new address; whether it may be called is judged by the service."""

    client = forms.ChoiceField(label="应用")
    url = forms.CharField(
        label="地址",
        max_length=500,
        help_text="HTTPS 的公网地址；演示环境也收 http://127.0.0.1",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": "请填写地址"},
    )
    types = forms.MultipleChoiceField(
        label="要哪些通知",
        choices=list(TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种通知"},
    )
    note = forms.CharField(label="备注（可不填）", max_length=80, required=False)

    def __init__(self, *args: object, clients: list, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {one.client_id: one for one in clients}
        self.fields["client"].choices = [(one.client_id, str(one)) for one in clients]

    def chosen(self) -> object:
        """The client of the choice; only after ``is_valid``."""
        return self.clients[self.cleaned_data["client"]]


class SinceForm(forms.Form):
    """From when on everything that did not arrive is sent again."""

    since = forms.DateTimeField(
        label="从什么时候起",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请选择时间", "invalid": "时间应为 年-月-日 时:分"},
    )


class StampForm(forms.Form):
    """The moment with which a signature is made again."""

    timestamp = forms.IntegerField(
        label="收到的 webhook-timestamp（秒）", min_value=0, max_value=9_999_999_999
    )
