"""Forms of the work on the books."""

from typing import Any

from django import forms

from settlement.models import AllotmentFile
from yibao.kernel import clock
from yibao.kernel.formwords import PlainForm

_MOST_DAYS = 366


class PeriodForm(PlainForm):
    """From one day to another, at most a year."""

    first = forms.DateField(
        label="从", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="到（含）", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """In order, and short enough to be read."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= (last - first).days < _MOST_DAYS:
            raise forms.ValidationError("请从早到晚选，最长一年。")
        return data


class UploadForm(PlainForm):
    """A file of account money."""

    kind = forms.ChoiceField(
        label="种类", choices=AllotmentFile.Kind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label="文件",
        help_text="CSV（UTF-8），第一行是“人员编号,月份,金额”。月份写 2026-11，金额以元计，"
        "最多两位小数。15 MB 以内；更大的请管理员用 import_allotments 命令。",
        error_messages={"required": "请选文件。", "empty": "文件是空的。"},
    )


def this_month(tenant: Any) -> dict[str, Any]:
    """The period that a statement opens with."""
    today = clock.today(tenant)
    return {"first": today.replace(day=1), "last": today}
