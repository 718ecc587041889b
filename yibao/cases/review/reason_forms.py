"""Forms for writing reasons: everything that a version says (feature 35)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from yibao.kernel.formwords import PlainForm

from ..models import Reason
from ..reasons.seeds import Source
from ..reasons.versions import SLOT, Text

RETAKE, MISMATCH = "RETAKE", "MISMATCH"
VERDICTS = ((RETAKE, "请重拍"), (MISMATCH, "内容不符"))


class DraftForm(PlainForm):
    """The words of a version, and the places that it fits."""

    label = forms.CharField(
        label="给审核人看的名称", max_length=40, help_text="短一点，例如：反光。"
    )
    words = forms.CharField(
        label="给申请人的话",
        max_length=120,
        help_text=f"说看到了什么，不责怪人。{SLOT} 会换成材料的名字，例如：户口本本人页。",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )
    what_to_do = forms.CharField(
        label="要做什么",
        max_length=80,
        required=False,
        help_text="接在上面那句话后面。退回补正必须写。",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )

    def __init__(self, *args: Any, kind: str, places: Mapping[str, str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        if kind == Reason.Kind.REJECT:
            self.fields["words"].help_text = "说明为什么不能通过，不责怪人。"
            self.fields["what_to_do"].help_text = "接在上面那句话后面，可以不写。"
            return
        self.fields["slots"] = forms.MultipleChoiceField(
            label="适用的材料位置",
            choices=[(code, title) for code, title in places.items()],
            required=False,
            help_text="都不选，就是每一处都能用。退回时只重新打开选中的那一处。",
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["verdict"] = forms.ChoiceField(
            label="照片记为", choices=VERDICTS, initial=RETAKE, widget=forms.RadioSelect
        )

    def text(self) -> Text:
        """What was written."""
        said = self.cleaned_data
        return Text(
            label=said["label"],
            words=said["words"],
            what_to_do=said["what_to_do"],
            slots=tuple(said.get("slots", ())),
            verdict=said.get("verdict", ""),
        )


class BeginForm(PlainForm):
    """Which reason is new: its matter, its kind, its code."""

    case_type = forms.ChoiceField(label="用在", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="用于", choices=Reason.Kind.choices, widget=forms.RadioSelect)
    code = forms.CharField(
        label="理由码",
        max_length=40,
        help_text="大写英文字母、数字和下划线，字母开头，例如 STAMP_MISSING。定了就不能改。",
    )

    def __init__(self, *args: Any, sources: Sequence[Source], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["case_type"].choices = [(one.case_type, one.label) for one in sources]
        if len(sources) == 1:
            self.fields["case_type"].initial = sources[0].case_type

    def clean_code(self) -> str:
        """Without blanks around it, in capitals."""
        return self.cleaned_data["code"].strip().upper()


def initial_of(reason: Reason) -> dict[str, Any]:
    """A version as the first content of the form."""
    return {
        "label": reason.label,
        "words": reason.words,
        "what_to_do": reason.what_to_do,
        "slots": reason.slots,
        "verdict": reason.verdict or RETAKE,
    }
