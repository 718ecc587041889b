"""What a clerk fills in for a binding."""

from typing import Any

from django import forms

from family.data.desk import DeskAsk
from family.data.relations import RELATION_WORDS
from vouchers.data import PAPERS, CounterAsk
from yibao.kernel import idcard, names
from yibao.kernel.formwords import PlainForm


class CodeForm(PlainForm):
    """Whose code a hospital's window scans."""

    code = forms.CharField(
        label="扫申请人的医保码",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text="请申请人打开医保码，用扫码枪扫。码只能用一次。",
    )


class PapersForm(PlainForm):
    """Which papers the clerk has seen, and that the printed form is signed."""

    papers = forms.MultipleChoiceField(label="看过原件的证件", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="原因", max_length=60, required=False, help_text="不要写姓名、证件号和病情。"
    )
    is_signed = forms.BooleanField(label="打印的办理单已签字")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = tuple(PAPERS.items())

    def ask(self, kind: str, *, found_by: str, region_code: str, subject: str) -> CounterAsk:
        """The act as the counter wants it."""
        return CounterAsk(
            kind=kind,
            papers=tuple(self.cleaned_data["papers"]),
            found_by=found_by,
            reason=self.cleaned_data["reason"],
            region_code=region_code,
            subject=subject,
        )


class BindForm(PapersForm):
    """Whom the holder wants to bind, and how that is proved."""

    member_name = forms.CharField(label="家人姓名", max_length=50)
    member_certno = forms.CharField(label="家人身份证号", max_length=24)
    relation = forms.ChoiceField(label="家人是申请人的", widget=forms.RadioSelect)
    proof_set = forms.ChoiceField(
        label="用什么证明关系", required=False, help_text="系统查得到关系的，可以不选。"
    )
    member_agrees = forms.BooleanField(
        label="家人满 16 岁，本人在场，看过说明并同意",
        required=False,
        help_text="不在场就不要勾：系统会请家人自己刷脸同意。",
    )
    member_papers = forms.MultipleChoiceField(
        label="看过家人哪些原件",
        required=False,
        choices=tuple(PAPERS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="家人在场同意时填。刚满 16 岁还没有身份证的，要户口簿和监护人到场。",
    )
    sees_bills = forms.BooleanField(label="家人同意申请人看自己的账单", required=False)
    is_signed = forms.BooleanField(label="申请人在告知书和承诺书上签了字")
    field_order = (
        "member_name",
        "member_certno",
        "relation",
        "proof_set",
        "papers",
        "member_agrees",
        "member_papers",
        "sees_bills",
        "is_signed",
    )

    def __init__(
        self,
        *args: Any,
        relations: list[str],
        proofs: list[Any],
        is_hospital: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_hospital = is_hospital
        del self.fields["reason"]
        if is_hospital:
            for name in ("member_agrees", "member_papers", "sees_bills"):
                del self.fields[name]
        self.fields["relation"].choices = [(code, RELATION_WORDS[code]) for code in relations]
        ways = {one.code: one.title for one in proofs}
        self.fields["proof_set"].choices = [("", "不用材料"), *ways.items()]

    def clean_member_name(self) -> str:
        """A name that can exist."""
        return _parsed(names.parse_name, self.cleaned_data["member_name"])

    def clean_member_certno(self) -> str:
        """A whole identity number."""
        return _parsed(idcard.parse_certno, self.cleaned_data["member_certno"])

    def clean(self) -> dict[str, Any]:
        """Who agrees at the desk shows papers there."""
        said = super().clean()
        if said.get("member_agrees") and not said.get("member_papers"):
            self.add_error("member_papers", "家人在场同意，请勾选看过家人的哪些证件。")
        return said

    def desk_ask(self, *, found_by: str, region_code: str) -> DeskAsk:
        """The wish as the service wants it."""
        said = self.cleaned_data
        return DeskAsk(
            relation=said["relation"],
            proof_set=said["proof_set"],
            found_by=found_by,
            papers=tuple(said["papers"]),
            member_name=said["member_name"],
            member_certno=said["member_certno"],
            region_code=region_code,
            is_hospital=self.is_hospital,
            member_papers=tuple(said.get("member_papers", ())),
            member_agrees=said.get("member_agrees", False),
            sees_bills=said.get("sees_bills", False),
        )


def _parsed(parse: Any, text: str) -> str:
    try:
        return parse(text)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong)) from wrong
