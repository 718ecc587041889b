"""规则试算 of settlement: one made-up visit under any version; nothing is stored."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from settlement.data import Breakdown
from settlement.models import PolicyPack
from settlement.rules import engine, pack_words, parse_case, settle
from settlement.selectors import packs as found
from yibao.cases import trials
from yibao.cases.trials import LOOK, OK, Answer, Part, Row, Trial
from yibao.kernel import clock
from yibao.kernel.formwords import PlainForm
from yibao.kernel.money import format_yuan, yuan_text

from .common import READ

_MOST = Decimal("9999999.99")
#: Classes of the catalogue that may be tried, with what people pay first.
_CLASSES = (("class_a", "01", "0"), ("class_b", "02", "0.10"), ("class_c", "03", "0"))


def _sum(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=_MOST,
        decimal_places=2, initial=Decimal(0),
        error_messages={
            "invalid": "请填金额，例如 800.00。", "min_value": "不能小于 0。",
            "max_value": "金额太大。", "max_decimal_places": "最多两位小数。",
            "max_digits": "金额太大。", "max_whole_digits": "金额太大。",
        },
    )  # fmt: skip


def _words(label: str, known: Mapping[str, str], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(known.items()), initial=initial)


class VersionField(forms.ModelChoiceField):
    """A version by its id; whatever is no id is no version either."""

    def to_python(self, value: Any) -> Any:
        """The version, or the field's own refusal."""
        try:
            return super().to_python(value)
        except forms.ValidationError as wrong:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice") from wrong


class VisitForm(PlainForm):
    """A made-up visit: kinds and sums, nobody's name and number."""

    pack = VersionField(
        label="按哪个版本", queryset=PolicyPack.objects.none(), empty_label=None,
        error_messages={"invalid_choice": "没有这个版本。"},
    )  # fmt: skip
    day = forms.DateField(
        label="哪一天就医",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期写成 2026-05-20 这样。"},
    )
    insutype = _words("险种", pack_words.INSUTYPES, "310")
    psn_type = _words("人员", pack_words.PERSONS, "11")
    age = forms.IntegerField(
        label="年龄", min_value=0, max_value=150, initial=45,
        error_messages={"invalid": "请填整数。", "min_value": "不能小于 0。"},
    )  # fmt: skip
    tags = forms.MultipleChoiceField(
        label="人员标记", choices=list(pack_words.TAGS.items()), required=False,
        widget=forms.SelectMultiple(attrs={"size": len(pack_words.TAGS)}),
    )  # fmt: skip
    fixmedins_type = _words("机构", pack_words.PLACES, "1")
    hosp_tier = _words("医院级别", pack_words.TIERS, "3")
    med_type = _words("医疗类别", pack_words.CARE, "11")
    remote = _words("异地", pack_words.REMOTES, "none")
    stays = forms.IntegerField(
        label="今年住过几次院", required=False, min_value=0, max_value=99, initial=0,
        error_messages={"invalid": "请填整数。", "min_value": "不能小于 0。"},
    )  # fmt: skip
    class_a = _sum("甲类费用", "元")
    class_b = _sum("乙类费用", "元，先行自付按 10% 算")
    class_c = _sum("丙类（自费）费用", "元")
    own = _sum("本人账户余额", "元")
    aid = _sum("家人账户余额", "元，共济给这个人")

    def __init__(self, data: Any = None, *, tenant: Any) -> None:
        super().__init__(data, initial={"day": clock.today(tenant)})
        self.fields["pack"].queryset = PolicyPack.objects.defer("document").order_by(
            "region", "state", "-pk"
        )

    def clean(self) -> dict[str, Any]:
        """Something was paid for."""
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name, *_ in _CLASSES):
            self.add_error("class_a", "至少填一项费用。")
        return data


def _form(data: Mapping[str, Any] | None, reader: Any) -> VisitForm:
    return VisitForm(data, tenant=reader.tenant)


def document_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The case as ``explain_settlement`` takes it."""
    day: date = said["day"]
    lines = [
        {
            "id": name, "chrgitm_lv": level, "cnt": "1", "pric": yuan_text(said[name]),
            "selfpay_prop": share, "pric_uplmt_amt": None,
        }
        for name, level, share in _CLASSES
        if said.get(name)
    ]  # fmt: skip
    aid = yuan_text(said.get("aid") or Decimal(0))
    return {
        "person": {
            "insutype": said["insutype"], "psn_type": said["psn_type"], "tags": said["tags"],
            "age": said["age"],
        },
        "institution": {
            "hosp_tier": said["hosp_tier"], "fixmedins_type": said["fixmedins_type"],
        },
        "visit": {"med_type": said["med_type"], "date": day.isoformat(), "remote": said["remote"]},
        "counters": {"stays": said.get("stays") or 0},
        "acct_used_flag": "2",
        "accounts": {
            "own": yuan_text(said.get("own") or Decimal(0)),
            "payers": [{"id": "1", "balance": aid, "cap": None}],
        },
        "lines": lines,
    }  # fmt: skip


def _run(reader: Any, said: Mapping[str, Any]) -> Answer:
    answer = settle(found.compiled(said["pack"].pk), parse_case(document_of(said)))
    headline = f"个人负担 {format_yuan(answer.psn_part_amt)} 元"
    mark = LOOK if engine.NO_PACK in answer.flags else OK
    return Answer(headline, mark, (_who_pays(answer), _steps(answer)))


def _who_pays(answer: Breakdown) -> Part:
    rows = (
        ("总费用", answer.medfee_sumamt),
        ("基金付", answer.fund_pay_sumamt),
        ("本人账户", answer.self_acct_pay),
        ("家人账户", answer.acct_mulaid_pay),
        ("现金或银行卡", answer.psn_cash_pay),
    )
    return Part("谁付多少", tuple(Row(label, f"{format_yuan(fen)} 元") for label, fen in rows))


def _steps(answer: Breakdown) -> Part:
    rows = tuple(
        Row(step.label, f"{step.result} 元", step.text, step.rule) for step in answer.trace
    )
    return Part("一步一步怎么算", rows, "用的就是正式结算的算法；今年别的费用当作没有。")


trials.register(
    Trial(
        code="settlement",
        label="报销结算",
        lead="编一次就医，看按哪个版本怎么报销、谁付多少。用的就是正式的算法，什么也不会存。",
        form=_form,
        run=_run,
        right=READ,
    )
)
