"""Who the request is about."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from yibao.kernel import idcard, masking, names

from ...data import Relation
from ...data.relations import DOCUMENT_TYPES, RELATION_WORDS
from ...services.draft_members import Named
from ...services.newborn import Written
from .base import FamilyForm

CARD_HELP = "18 位，最后一位可能是字母 X"
_OTHER_NUMBER = re.compile(r"[A-Z0-9()\-]{5,20}", re.ASCII)
_DAY = re.compile(r"[0-9]{8}", re.ASCII)
_BIRTH_NUMBER = re.compile(r"[A-Z][0-9]{9}", re.ASCII)
_CARD = {
    # A digits-only keyboard has no X.
    "inputmode": "text",
    "autocapitalize": "characters",
    "autocomplete": "off",
    "spellcheck": "false",
}


def name_field(label: str) -> forms.CharField:
    """A name as on the card."""
    return forms.CharField(
        label=label,
        max_length=400,
        error_messages={"required": f"请填{label}。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def card_field(label: str, *, required: bool = True) -> forms.CharField:
    """A resident's number."""
    return forms.CharField(
        label=label,
        max_length=40,
        required=required,
        help_text=CARD_HELP,
        error_messages={"required": f"请填{label}。", "max_length": "身份证号应为 18 位。"},
        widget=forms.TextInput(attrs={**_CARD, "data-groups": "6-8-4"}),
    )


def keep_known(field: forms.Field, known: str) -> None:
    """A number that was given before stays where nothing is typed; it is shown masked (T89)."""
    field.required = False
    field.help_text = f"已填 {masking.mask_certno(known)}，不改就空着。{field.help_text}"


def parsed_name(text: str) -> str:
    """The name in the form to show."""
    try:
        return names.parse_name(text)
    except names.NotAName as wrong:
        raise forms.ValidationError(wrong.message) from wrong


def parsed_card(text: str) -> str:
    """The number in its one spelling (T18)."""
    try:
        return idcard.parse_certno(idcard.tidy_certno(text))
    except idcard.NotACertNo as wrong:
        raise forms.ValidationError(wrong.message) from wrong


class _Named(FamilyForm):
    """Name and relation; the number may stay empty where one was given before."""

    name = name_field("家人的姓名")
    relation = forms.ChoiceField(
        label="家人是您的",
        error_messages={"required": "请选你们的关系。", "invalid_choice": "请选你们的关系。"},
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label="没有填错，请审核员核对", required=False)

    def __init__(self, *args: Any, relations: Sequence[str], known: str = "", **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.known = known
        self.fields["relation"].choices = [(one, RELATION_WORDS[one]) for one in relations]
        if known:
            self.fields["certno"].required = False
            self.fields[
                "certno"
            ].help_text = (
                f"已填 {masking.mask_certno(known)}，不改就空着。{self.fields['certno'].help_text}"
            )

        self._sure = self.fields.pop("is_sure")
        self.is_sure = bool(self.data.get("is_sure"))
        if self.is_sure:
            self.fields["is_sure"] = self._sure

    def clean_name(self) -> str:
        """The name in the form to show."""
        return parsed_name(self.cleaned_data["name"])

    def ask(self, doubt: str) -> None:
        """Say what does not fit; whoever is sure ticks that and goes on."""
        self.fields["is_sure"] = self._sure
        self.add_error("relation", f"{doubt}请看看号码和关系；没有填错，就勾选下面一项再继续。")


class MemberForm(_Named):
    """Name, resident's number, relation."""

    certno = card_field("家人的身份证号")
    field_order = ["name", "certno", "relation"]

    def clean_certno(self) -> str:
        """The number in its one spelling; the known one where nothing was typed."""
        typed = self.cleaned_data["certno"]
        return parsed_card(typed) if typed else self.known

    def named(self) -> Named:
        """What was filled in."""
        data = self.cleaned_data
        return Named(name=data["name"], certno=data["certno"], relation=data["relation"])


class OtherDocumentForm(_Named):
    """Another document than the resident's card (P68, P69)."""

    certificate_type = forms.ChoiceField(
        label="证件类型",
        choices=[(code, word) for code, word in DOCUMENT_TYPES.items() if code != "01"],
        error_messages={"required": "请选证件类型。", "invalid_choice": "请选证件类型。"},
    )
    certno = forms.CharField(
        label="证件号码",
        max_length=40,
        help_text="照证件上的写法，字母和数字",
        error_messages={"required": "请填证件号码。"},
        widget=forms.TextInput(attrs=_CARD),
    )
    birth = forms.CharField(
        label="出生日期",
        max_length=20,
        help_text="8 位数字，例如 1956 年 3 月 12 日填 19560312",
        error_messages={"required": "请填出生日期。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["name", "certificate_type", "certno", "birth", "relation"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_certno(self) -> str:
        """Letters and digits, capital."""
        typed = "".join(self.cleaned_data["certno"].split()).upper()
        if not typed and self.known:
            return self.known
        if not _OTHER_NUMBER.fullmatch(typed):
            raise forms.ValidationError("证件号码应为 5 到 20 位字母或数字，请照证件再看一遍。")
        return typed

    def clean_birth(self) -> date:
        """A day that has been."""
        typed = re.sub(r"[\s年月日./-]", "", self.cleaned_data["birth"])
        try:
            born = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
        except ValueError:
            born = None
        if born is None or born.year < 1900 or born > self.today:
            raise forms.ValidationError("出生日期应为 8 位数字，例如 19560312。")
        return born

    def named(self) -> Named:
        """What was filled in."""
        data = self.cleaned_data
        return Named(
            name=data["name"],
            certno=data["certno"],
            relation=data["relation"],
            certificate_type=data["certificate_type"],
            birth=data["birth"],
        )


class NewbornForm(FamilyForm):
    """Birth certificate and mother (P67)."""

    certificate_no = forms.CharField(
        label="出生医学证明编号",
        max_length=20,
        help_text="证明右上角，1 个字母加 9 位数字",
        error_messages={"required": "请填出生医学证明编号。"},
        widget=forms.TextInput(attrs=_CARD),
    )
    mother_name = name_field("妈妈的姓名")
    mother_certno = card_field("妈妈的身份证号")
    relation = forms.ChoiceField(
        label="孩子是您的",
        error_messages={"required": "请选你们的关系。", "invalid_choice": "请选你们的关系。"},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, relations: Sequence[str], known: str = "", **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.known = known
        self.fields["relation"].choices = [(one, RELATION_WORDS[one]) for one in relations]
        if len(relations) == 1:
            del self.fields["relation"]
        if known:
            keep_known(self.fields["mother_certno"], known)

    def clean_certificate_no(self) -> str:
        """One letter and nine digits."""
        typed = "".join(self.cleaned_data["certificate_no"].split()).upper()
        if not _BIRTH_NUMBER.fullmatch(typed):
            raise forms.ValidationError("编号应为 1 个字母加 9 位数字，请照证明再看一遍。")
        return typed

    def clean_mother_name(self) -> str:
        """The name in the form to show."""
        return parsed_name(self.cleaned_data["mother_name"])

    def clean_mother_certno(self) -> str:
        """The number in its one spelling; the known one where nothing was typed."""
        typed = self.cleaned_data["mother_certno"]
        return parsed_card(typed) if typed else self.known

    def written(self) -> Written:
        """What was copied from the certificate."""
        data = self.cleaned_data
        return Written(
            certificate_no=data["certificate_no"],
            mother_name=data["mother_name"],
            mother_certno=data["mother_certno"],
            relation=data.get("relation", Relation.CHILD),
        )


class PlaceForm(FamilyForm):
    """Where the relative is insured."""

    place = forms.ChoiceField(
        label="家人的参保地",
        error_messages={"required": "请选参保地。", "invalid_choice": "请选参保地。"},
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "请选择"), *places]


class MethodForm(FamilyForm):
    """How the relation is proved."""

    method = forms.ChoiceField(
        label="您手边有哪一种",
        error_messages={"required": "请选一种。", "invalid_choice": "请选一种。"},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = list(ways)
