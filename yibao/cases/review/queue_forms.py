"""Forms of the queue: a kept view, a search, a bulk act, an officer's arrangements."""

from typing import Any

from django import forms

from yibao.kernel.formwords import PlainForm

from ..desk import profiles
from ..models import Bulk, Priority
from ..queues import searches
from ..queues.listing import name_of
from ..queues.tabs import QUEUES


class ViewForm(PlainForm):
    """The name of a kept view."""

    name = forms.CharField(
        label="视图名称",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SearchForm(PlainForm):
    """What is looked for, and why where a person is meant (T94)."""

    text = forms.CharField(
        label="件号，或姓名加尾号",
        max_length=searches.LONGEST,
        help_text="例：QH20261001-000007；李大明 001X（身份证或手机号后 4 位，中间空一格）。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 32}),
    )
    why = forms.ChoiceField(
        label="为什么查这个人",
        choices=[("", "请选择"), *searches.Why.choices],
        required=False,
        help_text="按姓名查人要写明原因，会记入审计，当事人能看到。",
    )


class BulkForm(PlainForm):
    """What is done to the chosen cases, and why."""

    kind = forms.ChoiceField(label="做什么", choices=Bulk.Kind.choices, widget=forms.RadioSelect)
    to = forms.ModelChoiceField(
        label="分配给", queryset=None, required=False, empty_label="请选择同事"
    )
    priority = forms.TypedChoiceField(
        label="优先级", choices=Priority.choices, coerce=int, required=False, empty_value=0
    )
    reason = forms.CharField(
        label="原因",
        min_length=2,
        max_length=60,
        help_text="会记入每一件的审计，2 至 60 个字。不要写姓名、证件号和病情。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 40}),
    )

    def __init__(self, *args: Any, tenant: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = profiles.officers(tenant)
        self.fields["to"].label_from_instance = name_of

    def clean(self) -> dict[str, Any]:
        """Giving out names a colleague."""
        said = super().clean() or {}
        if said.get("kind") == Bulk.Kind.ASSIGN and not said.get("to"):
            self.add_error("to", "请选择分配给谁。")
        return said


class ArrangementForm(PlainForm):
    """Queues of an officer, and when away."""

    queues = forms.MultipleChoiceField(
        label="处理哪些队列",
        choices=list(QUEUES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选，就是全部都处理。",
    )
    away_from = forms.DateField(
        label="不在岗，从", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    away_until = forms.DateField(
        label="到（含当天）",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填结束日期，就是到另行通知。两个都不填，就是在岗。",
    )
