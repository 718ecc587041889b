"""What is reimbursed: looking a drug or service up (P136). Open to everybody."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.kernel.money import format_yuan

from ...models import CatalogueItem
from ...selectors import lookup

LEVELS = CatalogueItem.Level
TAG_KINDS = {LEVELS.A: "ok", LEVELS.B: "info", LEVELS.C: "warn"}
SHORT = {
    LEVELS.A: "全部算进报销",
    LEVELS.B: "先自己付一部分",
    LEVELS.C: "不报，全由自己付",
}
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in words; ``example`` says what becomes of 100 yuan."""

    code: str
    name: str
    spec: str
    unit: str
    kind: str
    level: str
    tag_kind: str
    short: str
    share: str
    limit: str
    pharmacy_only: bool
    valid_from: date
    example: str


class FinderForm(forms.Form):
    """What to look for; a value that is no choice counts as none."""

    q = forms.CharField(
        label="药品或项目名称",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="哪一类", required=False, choices=[("", "都要"), *CatalogueItem.ListType.choices]
    )
    level = forms.ChoiceField(
        label="甲乙丙类", required=False, choices=[("", "都要"), *LEVELS.choices]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="", auto_id="find-%s")
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        """What was understood."""
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The list by name, 20 a page, with the date of the data."""
    finder, today = FinderForm(request.GET), clock.today()
    asked = finder.asked
    after = request.GET.get("after", "")[:50].replace("\x00", "")
    rows = lookup.page(
        asked["q"], today, list_type=asked["kind"], level=asked["level"], after=after,
        limit=lookup.PAGE + 1,
    )  # fmt: skip
    shown = rows[: lookup.PAGE]
    query = {**request.GET.dict(), "after": shown[-1].med_list_codg} if shown else {}
    context = {
        "finder": finder,
        "found": [entry_of(row) for row in shown],
        "next_url": f"{request.path}?{urlencode(query)}" if len(rows) > lookup.PAGE else "",
        "wider_url": f"{request.path}?{urlencode({'q': asked['q'][:2]})}",
        "is_asked": any(asked.values()),
        "as_of": lookup.as_of(today),
    }
    return render(request, "settlement/catalogue.html", context)


@require_safe
@login_not_required
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One item: class, first share, price limit, since when."""
    row = lookup.item(code, clock.today())
    if row is None:
        raise NotFound
    return render(request, "settlement/catalogue_item.html", {"item": entry_of(row)})


def entry_of(row: CatalogueItem) -> Entry:
    """A row in words."""
    return Entry(
        code=row.med_list_codg,
        name=row.name,
        spec=row.spec,
        unit=row.unit,
        kind=row.get_list_type_display(),
        level=row.get_chrgitm_lv_display(),
        tag_kind=TAG_KINDS.get(row.chrgitm_lv, "neutral"),
        short=SHORT.get(row.chrgitm_lv, ""),
        share=_percent(row),
        limit=_limit(row),
        pharmacy_only=row.pharmacy_only,
        valid_from=row.valid_from,
        example=_example(row),
    )


def _percent(row: CatalogueItem) -> str:
    if row.chrgitm_lv == LEVELS.C:
        return "100%"
    return f"{(row.selfpay_prop * 100).normalize():f}%"


def _limit(row: CatalogueItem) -> str:
    if row.pric_uplmt_amt is None:
        return ""
    amount = format_yuan(row.pric_uplmt_amt.quantize(Decimal("0.01")))
    return f"{amount} 元" + (f"（每{row.unit}）" if row.unit else "")


def _example(row: CatalogueItem) -> str:
    """100 yuan within the limit; what the pool pays then depends on the hospital and the year."""
    if row.chrgitm_lv == LEVELS.C:
        return "100 元全由您自己付。"
    first = (row.selfpay_prop * 100).quantize(Decimal("0.01"))
    if first == 0:
        return "100 元全部算进报销，再按起付线和比例报。"
    rest = format_yuan(Decimal(100) - first)
    return f"100 元里，您先付 {format_yuan(first)} 元，剩下 {rest} 元按起付线和比例报。"
