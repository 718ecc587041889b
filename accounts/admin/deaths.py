"""登记死亡: for leads, with the person number typed once more before it acts (P39)."""

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.errors import PersonMistaken
from accounts.models import Person
from accounts.services import deaths
from yibao.audit import services as audit
from yibao.kernel.console import ReasonForm, ServiceAction

PAPERS = {
    "certificate": "死亡医学证明",
    "cancelled_register": "户口注销证明",
    "cremation": "火化证明",
    "court": "法院宣告死亡的判决",
}
TAIL = 4


class DeathForm(ReasonForm):
    """The day, the paper that was seen, and the number once more."""

    on = forms.DateField(
        label="死亡日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填死亡日期。", "invalid": "日期应写成 2025-01-31。"},
    )
    paper = forms.ChoiceField(label="看过的证明", choices=list(PAPERS.items()))
    again = forms.CharField(
        label="再输一次人员编号的最后 4 位",
        max_length=TAIL,
        help_text="对照证明核对姓名和身份证号后再输，防止登记错人。",
        error_messages={"required": "请再输一次人员编号的最后 4 位。"},
    )
    field_order = ("on", "paper", "again", "reason")


def _record(request: HttpRequest, person: Person, data: dict[str, Any]) -> None:
    if data["again"] != person.psn_no[-TAIL:]:
        raise PersonMistaken
    deaths.record_death(by=request.user, person=person, on=data["on"])
    audit.record(
        "accounts.person.death_proved",
        by=request.user,
        subject=person,
        data={"paper": data["paper"], "reason": data["reason"]},
    )


RECORD_DEATH = ServiceAction(
    name="record-death",
    label="登记死亡",
    permission="accounts.record_death",
    danger=True,
    form_class=DeathForm,
    run=_record,
    applies=lambda person: person.deceased_on is None,
    done="已登记，医保码、亲情账户和家庭共济都已停止。",
    effect="这个人的医保码马上注销，家人不能再出示和使用，登录全部退出，实体卡也不能再结算。"
    "登记以后不能在这里撤销。账户余额由继承人到窗口办理。",
)
