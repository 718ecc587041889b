"""What a clerk fills in at the counter."""

from typing import Any

from django import forms

from vouchers import rules
from vouchers.data import CounterAsk
from vouchers.models import CounterAct
from yibao.kernel import idcard, names, phones
from yibao.kernel.formwords import PlainForm

_WITH_PHONE = frozenset({"PHONE", "RECOVER"})


class FindForm(PlainForm):
    """Whom the desk serves."""

    text = forms.CharField(
        label="扫医保码，或填号码",
        max_length=60,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text="可扫医保码，或填身份证号、社保卡号、手机号、人员编号，或“姓名 身份证后四位”。",
    )


class ActForm(PlainForm):
    """Papers seen, who came, how it was signed."""

    papers = forms.MultipleChoiceField(
        label="看过原件的证件",
        choices=tuple(rules.PAPERS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    agent_name = forms.CharField(
        label="代办人姓名", max_length=50, required=False, help_text="本人来办不用填。"
    )
    agent_certno = forms.CharField(label="代办人身份证号", max_length=18, required=False)
    new_phone = forms.CharField(
        label="新手机号",
        max_length=20,
        required=False,
        help_text="请当面拨打或发短信，确认号码在本人手里。",
    )
    reason = forms.CharField(
        label="原因",
        max_length=60,
        required=False,
        help_text="例如：手机丢了。不要写姓名、证件号和病情。",
    )
    is_signed = forms.BooleanField(label="打印的办理单本人（或代办人）已签字")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in _WITH_PHONE:
            self.fields["new_phone"].required = True
        else:
            del self.fields["new_phone"]

    def clean_agent_certno(self) -> str:
        """A whole number, or nothing."""
        return _parsed(idcard.parse_certno, self.cleaned_data["agent_certno"])

    def clean_agent_name(self) -> str:
        """A name, or nothing."""
        return _parsed(names.parse_name, self.cleaned_data["agent_name"])

    def clean_new_phone(self) -> str:
        """A mobile number."""
        return _parsed(phones.parse_mobile, phones.tidy_phone(self.cleaned_data["new_phone"]))

    def clean(self) -> dict[str, Any]:
        """Name and number of an agent come together."""
        said = super().clean()
        both = bool(said.get("agent_name")), bool(said.get("agent_certno"))
        if both == (True, False) and "agent_certno" not in self.errors:
            self.add_error("agent_certno", "请填写代办人身份证号。")
        if both == (False, True) and "agent_name" not in self.errors:
            self.add_error("agent_name", "请填写代办人姓名。")
        return said

    def ask(self, *, found_by: str, region_code: str) -> CounterAsk:
        """The act as the service wants it."""
        said = self.cleaned_data
        return CounterAsk(
            kind=self.kind,
            papers=tuple(said["papers"]),
            found_by=found_by,
            reason=said["reason"],
            region_code=region_code,
            agent_name=said["agent_name"],
            agent_certno=said["agent_certno"],
            new_phone=said.get("new_phone", ""),
        )


class RefuseForm(PlainForm):
    """Why the second clerk does not agree."""

    reason = forms.CharField(label="不同意的原因", min_length=2, max_length=60)


def _parsed(parse: Any, text: str) -> str:
    if not text:
        return ""
    try:
        return parse(text)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong)) from wrong


#: What begins on the desk's own form; acts of upper apps begin on pages of their own.
_ELSEWHERE = {CounterAct.Kind.BIND, CounterAct.Kind.CONSENT, CounterAct.Kind.UNBIND}
KINDS = {code: word for code, word in CounterAct.Kind.choices if code not in _ELSEWHERE}
