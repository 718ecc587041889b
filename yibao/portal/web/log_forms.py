"""What narrows the list of calls."""

from django import forms

from ..reading.calls import STATUSES, Wish

METHODS = ("GET", "POST", "PUT", "DELETE")


class CallsForm(forms.Form):
    """Every field may stay empty; what cannot be read is said and narrows nothing."""

    client = forms.ChoiceField(label="应用", required=False)
    method = forms.ChoiceField(
        label="方法", required=False, choices=[("", "全部"), *((one, one) for one in METHODS)]
    )
    status = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), *STATUSES.items()]
    )
    path = forms.CharField(label="地址或交易编号", required=False, max_length=100)
    code = forms.CharField(label="错误码", required=False, max_length=80)
    number = forms.CharField(label="请求编号、幂等键或报文号", required=False, max_length=255)
    day_from = forms.DateField(
        label="从哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    day_to = forms.DateField(
        label="到哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, clients: list, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {one.client_id: one for one in clients}
        names = ((one.client_id, str(one)) for one in clients)
        self.fields["client"].choices = [("", "全部"), *names]

    def wish(self) -> Wish:
        """The readable fields."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        client = self.clients.get(said.pop("client", ""))
        return Wish(client_id=client.pk if client else None, **said)
