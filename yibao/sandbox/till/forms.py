"""Forms of the till."""

from decimal import Decimal
from typing import Any

from django import forms

from yibao.kernel import money
from yibao.kernel.formwords import PlainForm

from ..demo.institutions import INSTITUTIONS, PHARMACY, DemoInstitution
from . import words

DEAREST, LARGEST = Decimal(10_000_000), Decimal(100_000_000)


class PlaceForm(PlainForm):
    """Which counter this is: institution, till and operator in one choice."""

    counter = forms.ChoiceField(label="在哪个窗口", error_messages={"required": "请先选一个窗口。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counter"].choices = [(one.name, _counters(one)) for one in INSTITUTIONS]

    def counter_parts(self) -> dict[str, str]:
        """The three keys of a valid choice."""
        return dict(
            zip(
                ("place", "terminal", "operator"),
                self.cleaned_data["counter"].split("/"),
                strict=True,
            )
        )


def _counters(one: DemoInstitution) -> list[tuple[str, str]]:
    return [
        (f"{one.key}/{till}/{operator}", f"{where}（{till}）· {who}（{operator}）")
        for till, where in one.tills
        for operator, who in one.operators
    ]


class CodeForm(PlainForm):
    """The 28 digits under the picture; spaces are for the eye."""

    code = forms.CharField(
        label="医保码数字",
        help_text="28 位，空格可有可无。扫码枪会直接填在这里。",
        max_length=60,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
        error_messages={"required": "请先扫码，或者输入码下面的 28 位数字。"},
    )

    def clean_code(self) -> str:
        """Digits only."""
        code = "".join(self.cleaned_data["code"].split())
        if not (code.isascii() and code.isdigit() and len(code) == 28):
            raise forms.ValidationError(f"医保码应为 28 位数字，现在是 {len(code)} 位。")
        return code


class SlipForm(PlainForm):
    """A printed one-day code; a scanner fills it in."""

    code = forms.CharField(
        label="纸质码上的字",
        help_text="扫码枪会直接填在这里。照着打，要整段打完。",
        max_length=1200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请扫纸上的码。"},
    )

    def clean_code(self) -> str:
        """Printed in groups; the groups are for the eye."""
        code = "".join(self.cleaned_data["code"].split())
        if not code.startswith("YBP1."):
            raise forms.ValidationError("这不是纸质医保码，它应以 YBP1. 开头。")
        return code


class CardForm(PlainForm):
    """A social security card."""

    card_no = forms.CharField(
        label="社保卡号", max_length=30, error_messages={"required": "请填社保卡号。"}
    )


class IdCardForm(PlainForm):
    """An identity card."""

    certno = forms.CharField(
        label="身份证号", max_length=18, error_messages={"required": "请填身份证号。"}
    )
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填姓名。"})


class VisitForm(PlainForm):
    """Registration of the visit."""

    med_type = forms.ChoiceField(label="医疗类别")
    diagnosis = forms.ChoiceField(
        label="诊断", choices=[(code, f"{name}（{code}）") for code, name in words.DIAGNOSES]
    )
    dept = forms.CharField(label="科室", max_length=30, initial="普通内科", required=False)
    doctor = forms.CharField(label="医师", max_length=20, initial="演示医师", required=False)

    def __init__(self, *args: Any, place: DemoInstitution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_pharmacy = place.fixmedins_type == PHARMACY
        self.fields["med_type"].choices = list(
            words.MED_TYPES_PHARMACY if is_pharmacy else words.MED_TYPES_HOSPITAL
        )


class ItemForm(PlainForm):
    """One line: an item of the catalogue, or anything else as 自费 without a code."""

    code = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=100, error_messages={"required": "请填名称。"})
    cnt = forms.CharField(
        label="数量", max_length=12, initial="1", widget=forms.TextInput({"inputmode": "decimal"})
    )
    pric = forms.CharField(
        label="单价（元）",
        max_length=12,
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"required": "请填单价。"},
    )

    def clean_cnt(self) -> Decimal:
        """Count above zero."""
        return _number(money.parse_count, self.cleaned_data["cnt"])

    def clean_pric(self) -> Decimal:
        """Unit price, below what no counter asks for one piece."""
        price = _number(money.parse_price, self.cleaned_data["pric"])
        if price >= DEAREST:
            raise forms.ValidationError("单价要小于 1000 万元，请核对是不是多打了数字。")
        return price

    def clean(self) -> dict[str, Any]:
        """Count times price stays an amount that a bill can carry."""
        data = super().clean() or {}
        if "cnt" in data and "pric" in data and data["cnt"] * data["pric"] >= LARGEST:
            raise forms.ValidationError("这一条的金额要小于 1 亿元，请核对数量和单价。")
        return data


class QuoteForm(PlainForm):
    """Whose money may be used."""

    WAYS = (
        ("aid", "用本人个人账户，不够再用家人的（家庭共济）"),
        ("own", "只用本人个人账户"),
        ("none", "不用个人账户"),
    )
    way = forms.ChoiceField(label="个人账户", choices=WAYS, initial="aid", widget=forms.RadioSelect)


class SettleForm(PlainForm):
    """Taking the rest in cash or by card, for one quote and under one key."""

    quote_id = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)

    cash_method = forms.ChoiceField(
        label="剩下的怎么付",
        choices=(
            ("cash", "现金"),
            ("bank_card", "就诊人绑定的银行卡"),
            ("mixed", "银行卡付到限额为止，其余现金"),
        ),
        initial="cash",
        widget=forms.RadioSelect,
    )
    received = forms.CharField(
        label="实收现金（元）",
        required=False,
        max_length=12,
        help_text="可以不填；填了会算找零。",
        widget=forms.TextInput({"inputmode": "decimal"}),
    )

    def clean_received(self) -> Decimal | None:
        """An amount, where one was typed."""
        text = self.cleaned_data["received"].strip()
        return _number(money.parse_yuan, text) if text else None


class QueryForm(PlainForm):
    """Asking for a settlement by its number."""

    setl_id = forms.CharField(
        label="结算号", max_length=40, error_messages={"required": "请填结算号。"}
    )


class RefundForm(PlainForm):
    """A refund: everything that is left, or single lines by count (P119)."""

    key = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label="退费原因", max_length=100, initial="患者要求退费")
    is_whole = forms.BooleanField(label="整单退完（不看下面的数量）", required=False)

    def __init__(self, *args: Any, lines: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"cnt_{line['feedetl_sn']}"] = forms.CharField(
                label=f"退几个：{line['name']}",
                required=False,
                max_length=12,
                help_text=f"最多 {line['left']}",
                widget=forms.TextInput({"inputmode": "decimal"}),
                error_messages={"max_length": "数量太长，请核对。"},
            )

    def clean(self) -> dict[str, Any]:
        """Either all or at least one line; counts as decimal text."""
        data = super().clean() or {}
        chosen = []
        for line in self.lines:
            name = f"cnt_{line['feedetl_sn']}"
            text = (data.get(name) or "").strip()
            if not text:
                continue
            try:
                money.parse_count(text)
            except money.NotMoney as refusal:
                self.add_error(name, refusal.message)
                continue
            chosen.append({"feedetl_sn": line["feedetl_sn"], "cnt": text})
        if not data.get("is_whole") and not chosen and not self.errors:
            raise forms.ValidationError("请勾选整单退，或者填要退的数量。")
        data["chosen"] = None if data.get("is_whole") else chosen
        return data


def _number(parse: Any, text: str) -> Decimal:
    try:
        return parse(text.strip())
    except money.NotMoney as refusal:
        raise forms.ValidationError(refusal.message) from refusal
