"""Hospitals and pharmacies: looking for one, and one of them (P25, P26). Open to everybody."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Institution, Region
from accounts.rules import hours
from accounts.selectors import places
from yibao.kernel import clock, tenants
from yibao.kernel.errors import NotFound

LEVELS = {
    "1": "三级特等", "2": "三级甲等", "3": "三级乙等", "4": "三级丙等", "5": "二级甲等",
    "6": "二级乙等", "7": "二级丙等", "8": "一级甲等", "9": "一级乙等", "10": "一级丙等",
}  # fmt: skip
KIND_WORDS = {Institution.Kind.HOSPITAL: "医院", Institution.Kind.PHARMACY: "药店"}
ABILITIES = {
    "accepts_voucher": "能扫医保码",
    "accepts_mobile_pay": "能用手机付医保",
    "accepts_e_prescription": "收电子处方",
    "accepts_e_invoice": "开电子票据",
    "accepts_wallet": "能用医保钱包",
    "accepts_remote": "外地参保的人能直接结算",
}
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """One institution in words."""

    code: str
    name: str
    kind: str
    level: str
    area: str
    address: str
    phone: str
    tel: str
    takes_code: bool
    abilities: list[tuple[str, bool]]
    open_kind: str
    open_word: str
    week: list[tuple[str, str]]


class FinderForm(forms.Form):
    """What to look for; a value that is no choice counts as none."""

    q = forms.CharField(
        label="名称、地址或地区",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    district = forms.ChoiceField(label="在哪里", required=False)
    kind = forms.ChoiceField(
        label="医院还是药店", required=False,
        choices=[("", "都要"), *((key.value, word) for key, word in KIND_WORDS.items())],
    )  # fmt: skip
    code = forms.BooleanField(label="能扫医保码", required=False)
    open = forms.BooleanField(label="现在开门", required=False)

    def __init__(self, data: Any, areas: list[Region]) -> None:
        super().__init__(data, label_suffix="", auto_id="find-%s")
        self.fields["district"].choices = [("", "不限"), *((one.code, one.name) for one in areas)]
        self.is_valid()

    def wish(self) -> places.PlaceWish:
        """What was understood."""
        asked = self.cleaned_data
        return places.PlaceWish(
            text=asked.get("q", ""),
            district=asked.get("district", ""),
            kind=asked.get("kind", ""),
            takes_code=asked.get("code", False),
            open_at=clock.local(clock.now()) if asked.get("open") else None,
        )


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """A plain list, 20 a page."""
    tenant = tenants.default()
    areas = places.areas(tenant)
    finder = FinderForm(request.GET, areas)
    wish = finder.wish()
    after = request.GET.get("after", "")[:30].replace("\x00", "")
    rows = places.page(tenant, wish, areas=areas, after=after, limit=places.PAGE + 1)
    shown, names = rows[: places.PAGE], {one.code: one.name for one in areas}
    context = {
        "finder": finder,
        "found": [place_of(row, names) for row in shown],
        "next_url": _next(request, shown) if len(rows) > places.PAGE else "",
        "wider_url": _wider(request, wish),
        "is_asked": bool(wish.text) or wish.is_narrow,
    }
    return render(request, "accounts/places.html", context)


@require_safe
@login_not_required
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Telephone, address, hours and what it can do."""
    tenant = tenants.default()
    row = places.by_code(tenant, code)
    if row is None:
        raise NotFound
    names = {one.code: one.name for one in places.areas(tenant)}
    return render(request, "accounts/place.html", {"place": place_of(row, names)})


def place_of(row: Institution, names: dict[str, str]) -> Place:
    """A row in words; hours that cannot be read count as unknown."""
    try:
        week = hours.parse(row.opening_hours)
    except hours.BadHours:
        week = {}
    now = clock.local(clock.now())
    kind, word = _open_word(week, now)
    return Place(
        code=row.fixmedins_code,
        name=row.name,
        kind=KIND_WORDS.get(row.fixmedins_type, ""),
        level=LEVELS.get(row.hosp_lv, ""),
        area=names.get(row.admdvs, ""),
        address=row.address,
        phone=row.phone,
        tel="".join(char for char in row.phone if char.isdigit()),
        takes_code=row.accepts_voucher,
        abilities=[(words, getattr(row, flag)) for flag, words in ABILITIES.items()],
        open_kind=kind,
        open_word=word,
        week=hours.week_words(week) if week else [],
    )


def _open_word(week: hours.Week, now: Any) -> tuple[str, str]:
    is_open = hours.is_open(week, now)
    if is_open is None:
        return "neutral", "开门时间请打电话问"
    if not is_open:
        return "neutral", "现在没开门"
    until = hours.closes_at(week, now)
    return "ok", f"现在开门，到 {until}" if until else "现在开门"


def _next(request: HttpRequest, shown: list[Institution]) -> str:
    query = {**request.GET.dict(), "after": shown[-1].fixmedins_code}
    return f"{request.path}?{urlencode(query)}"


def _wider(request: HttpRequest, wish: places.PlaceWish) -> str:
    """The same words without filters; without words everything."""
    return f"{request.path}?{urlencode({'q': wish.text})}" if wish.is_narrow else request.path
