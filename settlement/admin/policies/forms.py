"""Forms of the pages of policy versions."""

from datetime import date, timedelta
from typing import Any

from django import forms

from settlement.rules.documents import MAX_CHARACTERS
from yibao.kernel import clock
from yibao.kernel.formwords import PlainForm

_MONTHS = 12


class TextOrFileForm(PlainForm):
    """A document typed or sent as a file; a file comes first and fills the text area."""

    text = forms.CharField(
        label="内容",
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "yp-text"}),
    )
    file = forms.FileField(label="或者选一个文件", required=False, allow_empty_file=True)

    def __init__(self, data: Any = None, files: Any = None, **kw: Any) -> None:
        self.file_error = ""
        if data is not None and files and files.get("file"):
            data = data.copy()
            data["text"] = self._read(files["file"])
        super().__init__(data, files, **kw)

    def _read(self, sent: Any) -> str:
        if sent.size > MAX_CHARACTERS:
            self.file_error = "文件太大。"
            return ""
        try:
            return sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.file_error = "文件要用 UTF-8 编码存。"
            return ""

    def clean(self) -> dict[str, Any]:
        """One of both."""
        data = super().clean() or {}
        if self.file_error:
            self.add_error("file", self.file_error)
        elif not (data.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("text", "请填写内容，或者选一个文件。")
        return data


class PackForm(TextOrFileForm):
    """A policy version; of an edited copy the cases may come along."""

    with_cases = forms.BooleanField(
        label="带上原版本的算例", required=False, initial=True,
        help_text="就诊日期不在新版本生效日期内的，改成生效第一天。结果变了的，跑算例时会显示。",
    )  # fmt: skip

    def __init__(self, *args: Any, has_former: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["text"].help_text = 'YAML 或 JSON。金额和比例要加引号，例如 "200.00"。'
        if not has_former:
            del self.fields["with_cases"]


class CasesForm(TextOrFileForm):
    """Golden cases."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["text"].help_text = (
            "JSON，一个算例或一组。每个写 id、why（可以不写）、case、expect，"
            "还可以写 expect_payers 和 expect_counters。编号一样的，新的代替旧的。"
        )


class MonthForm(PlainForm):
    """A month that is over."""

    month = forms.ChoiceField(label="月份")

    def __init__(self, *args: Any, tenant: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        first = clock.today(tenant).replace(day=1)
        known = []
        for _ in range(_MONTHS):
            first = (first - timedelta(days=1)).replace(day=1)
            known.append((first.isoformat(), f"{first.year} 年 {first.month} 月"))
        self.fields["month"].choices = known

    def clean_month(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(self.cleaned_data["month"])
