"""Service buttons: the only way from the console to a change of state.

Each shows a page that says what will happen, asks for a reason, checks the right again when
confirmed, and makes one service call (settled: confirm, then act).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from yibao.kernel.formwords import PlainForm

Run = Callable[[HttpRequest, Any, dict[str, Any]], "ShownOnce | None"]


class ReasonForm(PlainForm):
    """Why it is done; goes into the audit log."""

    reason = forms.CharField(
        label="原因",
        min_length=2,
        max_length=60,
        help_text="会记入审计，2 至 60 个字。不要写姓名、证件号和病情。",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        error_messages={"required": "请写明原因。"},
    )


class InOrderForm(PlainForm):
    """A lead's word about what a member of staff did."""

    is_in_order = forms.TypedChoiceField(
        label="核对结果",
        choices=[("yes", "符合规定"), ("no", "不符合规定")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否符合规定。"},
    )
    note = forms.CharField(
        label="意见",
        required=False,
        max_length=200,
        help_text="不符合规定的，要写明哪里不符合。不要写姓名和证件号。",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )


class EmptyForm(PlainForm):
    """Nothing to fill in."""


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """A value that the next page shows and nothing keeps."""

    label: str
    value: str
    note: str


def _always(row: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ServiceAction:
    """One button. ``run`` calls one service and may raise a ``DomainError``."""

    name: str
    label: str
    permission: str
    effect: str
    done: str
    run: Run
    applies: Callable[[Any], bool] = _always
    danger: bool = False
    form_class: type[forms.Form] = ReasonForm
