"""Forms of the steps of 异地就医备案: shape and words; the service decides what is allowed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from ..data.filings import KINDS
from .card_forms import CardForm

BY_PROMISE, BY_OFFICER = "promise", "officer"
_DAY = re.compile(r"[0-9]{8}")
_REFERRAL = re.compile(r"[0-9A-Za-z-]{4,40}")


class WhereForm(CardForm):
    """Who goes, and to which area; areas are grouped by province."""

    who = forms.ChoiceField(
        label="谁去看病", widget=forms.RadioSelect, error_messages={"required": "请选谁去看病。"}
    )
    area = forms.ChoiceField(
        label="去哪里看病",
        help_text="选到城市，不用选医院。海南、西藏、兵团和直辖市选到省一级。",
        error_messages={"required": "请选去哪里看病。"},
    )

    def __init__(self, *args: Any, people: list[Any], areas: Iterable[Any], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["who"].choices = [(one.ref or "me", one.label) for one in people]
        if len(people) == 1:
            del self.fields["who"]
        provinces: dict[str, list[tuple[str, str]]] = {}
        for row in areas:
            provinces.setdefault(row.province, []).append((row.region_id, row.region.name))
        self.fields["area"].choices = [("", "请选择"), *provinces.items()]


class WhyForm(CardForm):
    """The kind."""

    kind = forms.ChoiceField(
        label="为什么去那边看病",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个原因。"},
    )


class WhenForm(CardForm):
    """The first day; how long, where it does not last."""

    starts_on = forms.CharField(
        label="从哪天开始",
        max_length=20,
        help_text="8 位数字，例如 2026 年 12 月 1 日填 20261201",
        error_messages={"required": "请填从哪天开始。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    months = forms.TypedChoiceField(
        label="用多久", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "请选用多久。"},
    )  # fmt: skip

    def __init__(self, *args: Any, months: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = [(one, f"{one} 个月") for one in months]
        if not self.fields["months"].choices:
            del self.fields["months"]

    def clean_starts_on(self) -> date:
        """A day, however it was separated."""
        typed = re.sub(r"[\s年月日./-]", "", self.cleaned_data["starts_on"])
        try:
            day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
        except ValueError:
            day = None
        if day is None:
            raise forms.ValidationError("开始日期应为 8 位数字，例如 20261201。")
        return day


class ProofForm(CardForm):
    """How a long-term filing is shown: by promise at once, or to an officer."""

    way = forms.ChoiceField(
        label="怎样证明",
        choices=[(BY_PROMISE, "同意承诺书，马上办好"), (BY_OFFICER, "不承诺，请工作人员核实")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎样证明。"},
    )


class ReferralForm(CardForm):
    """The number of the referral form."""

    referral_no = forms.CharField(
        label="转诊单号",
        max_length=40,
        help_text="在医院开的转诊单上，字母和数字",
        error_messages={"required": "请填转诊单号。没有转诊单的，请回上一步换一个原因。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_referral_no(self) -> str:
        """Letters, digits and hyphens."""
        typed = "".join(self.cleaned_data["referral_no"].split()).upper()
        if not _REFERRAL.fullmatch(typed):
            raise forms.ValidationError("转诊单号是 4 到 40 位字母和数字，请照转诊单填。")
        return typed


class NothingForm(CardForm):
    """Nothing to fill in."""
