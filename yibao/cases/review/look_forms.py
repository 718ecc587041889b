"""Forms of blind second looks: the second word, a batch, a known case, a settlement."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing

from yibao.kernel import clock
from yibao.kernel.formwords import PlainForm

from ..dossiers import Dossier, ReasonChoice
from ..looks.draws import MOST_IN_A_BATCH
from ..models import Decision, SecondLook

KINDS = (
    (Decision.Kind.APPROVE, "通过"),
    (Decision.Kind.RETURN, "补正"),
    (Decision.Kind.REJECT, "不通过"),
)
_SALT = "cases.look.shown"
_LONGEST = 366


def stamp(look: SecondLook, dossier: Dossier) -> str:
    """What the page showed, sealed: the number of the taking and the pictures (T35, T36)."""
    evidence = [{"ref": one.ref, "sha256": one.sha256} for one in dossier.sheets]
    return signing.dumps({"look": str(look.pk), "fence": look.fence, "seen": evidence}, salt=_SALT)


def opened(look: SecondLook, token: str) -> tuple[int, list[dict[str, str]]] | None:
    """Number and pictures of a stamp of this look; None of anything else."""
    try:
        known = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return (known["fence"], known["seen"]) if known["look"] == str(look.pk) else None


class LookForm(PlainForm):
    """The second word; the same questions as in a first review."""

    kind = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    checks = forms.MultipleChoiceField(
        label="核对清单",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="通过要全部核对过。",
    )
    reasons = forms.MultipleChoiceField(
        label="理由",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="补正和不通过要选，可以选几个。",
    )
    note = forms.CharField(
        label="内部说明（可以不填）",
        required=False,
        max_length=200,
        help_text="只有组长看得到。不要写姓名和证件号。",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )

    def __init__(self, dossier: Dossier, *args: Any, **kw: Any) -> None:
        self._dossier = dossier
        super().__init__(*args, **kw)
        self._choices("kind", [one for one in KINDS if one[0] in dossier.kinds])
        self._choices("checks", [(one.code, one.words) for one in dossier.checklist])
        self._choices("reasons", [(code_of(one), _words_of(one)) for one in dossier.reasons])

    def _choices(self, name: str, pairs: list[tuple[str, str]]) -> None:
        if pairs:
            self.fields[name].choices = pairs
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Approval needs every line of the checklist, the others a reason that fits them."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == Decision.Kind.APPROVE and len(self.checked(data)) < len(self._dossier.checklist):
            self.add_error("checks", "通过前要把清单全部核对一遍。")
        fitting = {code_of(one) for one in self._dossier.reasons if one.kind == kind}
        given = set(data.get("reasons", ()))
        if kind in (Decision.Kind.RETURN, Decision.Kind.REJECT) and fitting:
            if not given & fitting:
                self.add_error("reasons", "请选择理由。")
            elif given - fitting:
                self.add_error("reasons", "有的理由和结论对不上，请重新选。")
        return data

    def checked(self, data: dict[str, Any]) -> list[str]:
        """Lines of the checklist that were answered."""
        return list(data.get("checks", ()))

    @property
    def reason_groups(self) -> list[dict[str, Any]]:
        """Reasons by word and place; a group in which something is chosen stands open."""
        chosen = set(self.data.getlist("reasons")) if self.is_bound else set()
        groups: dict[str, list[tuple[str, str, bool]]] = {}
        for one in self._dossier.reasons:
            title = "：".join(filter(None, (dict(KINDS).get(one.kind, ""), one.slot_title)))
            code = code_of(one)
            groups.setdefault(title, []).append((code, one.label, code in chosen))
        return [
            {"title": title, "choices": rows, "open": any(mark for *_, mark in rows)}
            for title, rows in groups.items()
        ]

    @property
    def answers(self) -> dict[str, bool]:
        """Every line of the checklist, and whether it was answered."""
        checked = set(self.checked(self.cleaned_data))
        return {one.code: one.code in checked for one in self._dossier.checklist}

    @property
    def codes(self) -> list[str]:
        """Reasons as they are stored; an approval has none."""
        if self.cleaned_data["kind"] == Decision.Kind.APPROVE:
            return []
        return list(self.cleaned_data.get("reasons", ()))


def code_of(choice: ReasonChoice) -> str:
    """``<place>:<code>``, or the code alone for the whole case."""
    return f"{choice.slot}:{choice.code}" if choice.slot else choice.code


def _words_of(choice: ReasonChoice) -> str:
    kind = dict(KINDS).get(choice.kind, "")
    place = f"{choice.slot_title}：" if choice.slot_title else ""
    return f"{kind}：{place}{choice.label}"


def _day() -> forms.DateInput:
    """A day in the form that browsers' own pickers read."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class BatchForm(PlainForm):
    """Draw among the cases of a time."""

    since = forms.DateField(label="从哪天办结的", widget=_day())
    until = forms.DateField(label="到哪天", widget=_day())
    percent = forms.IntegerField(
        label="抽多少（%）", min_value=1, max_value=100, initial=5,
        help_text="有风险提示的，抽中机会是 3 倍；新审核员办的，2 倍。",
    )  # fmt: skip
    most = forms.IntegerField(label="最多几件", min_value=1, max_value=MOST_IN_A_BATCH, initial=20)

    def __init__(self, *args: Any, **kw: Any) -> None:
        today = clock.today()
        kw.setdefault("initial", {"since": today - timedelta(days=6), "until": today})
        super().__init__(*args, **kw)

    def clean(self) -> dict[str, Any]:
        """A range that is one, and no longer than a year."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date):
            if until < since:
                self.add_error("until", "结束日期要在开始日期之后。")
            elif (until - since).days > _LONGEST:
                self.add_error("until", "最多一年，请缩短。")
        return data


class KnownForm(PlainForm):
    """A case whose right answer is agreed."""

    ref = forms.CharField(label="件号", max_length=40)
    expected = forms.ChoiceField(label="应当的结论", choices=KINDS)


class SettleForm(PlainForm):
    """Which of two words is right."""

    kind = forms.ChoiceField(label="定论", choices=KINDS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明",
        min_length=2,
        max_length=200,
        help_text="写为什么。不要写姓名和证件号。",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


def kind_word(kind: str) -> str:
    """What a word is called on pages."""
    return dict(KINDS).get(Decision.Kind(kind), "—") if kind in Decision.Kind.values else "—"
