"""规则试算 of the family account: the form, and its registration with the review console."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from accounts.selectors import regions
from family.data.relations import RELATION_CHOICES
from family.data.trial import DOCUMENTS, Question
from family.selectors import trial
from yibao.cases import trials
from yibao.cases.trials import Answer, Trial
from yibao.kernel import clock
from yibao.kernel.formwords import PlainForm

_OLDEST = date(1900, 1, 1)


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期写成 2019-05-20 这样。"},
    )


class TrialForm(PlainForm):
    """An imagined request: ages and places, nobody's name and number."""

    relation = forms.ChoiceField(label="家人是申请人的", choices=RELATION_CHOICES)
    document = forms.ChoiceField(label="家人的证件", choices=DOCUMENTS, required=False)
    member_born = _day("家人的出生日期")
    holder_born = _day("申请人的出生日期")
    region = forms.ChoiceField(label="申请人的参保地", help_text="办理规则按这里的。")
    member_region = forms.ChoiceField(label="家人的参保地", required=False)
    day = _day("哪一天提交", "可以是以后的日子，看那天的规则。")
    at_counter = forms.BooleanField(label="在窗口代办，申请人没有刷脸", required=False)

    def __init__(self, data: Any = None, *, tenant: Any) -> None:
        super().__init__(data, initial={"day": clock.today(tenant)})
        known = regions.choices()
        self.fields["region"].choices = known
        self.fields["member_region"].choices = [("", "和申请人一样"), *known]

    def clean(self) -> dict[str, Any]:
        """Nobody is born after the request, and nobody before 1900."""
        data = super().clean() or {}
        day = data.get("day")
        for name in ("member_born", "holder_born"):
            born = data.get(name)
            if born and (born < _OLDEST or (day and born > day)):
                self.add_error(name, "出生日期要在提交那天以前，1900 年以后。")
        return data


def _form(data: Mapping[str, Any] | None, reader: Any) -> TrialForm:
    return TrialForm(data, tenant=reader.tenant)


def _run(reader: Any, data: Mapping[str, Any]) -> Answer:
    return trial.answer(Question(**data))


trials.register(
    Trial(
        code="family",
        label="绑定家人",
        lead="填年龄、关系和地方，看会走哪条路、要什么材料、谁要同意、有什么上限。"
        "用的就是正式的规则，什么也不会改，也不记是谁。",
        form=_form,
        run=_run,
    )
)
