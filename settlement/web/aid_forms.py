"""Forms of mutual aid: shape and words; what is allowed is decided by the services."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from family.data.aid import USE_WORDS, AidUse, GrantWish
from yibao.kernel import money
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

# Premiums are a permission of their own: offered, never ticked beforehand (P120).
USES = (AidUse.CARE, AidUse.PHARMACY, AidUse.PREMIUM)
TICKED = (AidUse.CARE, AidUse.PHARMACY)
YEAR_END, ONE_YEAR, OWN_DAY = "year_end", "one_year", "own_day"


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty or not; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class AidForm(PlainForm):
    """A form that shows a refusal with what to do next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Show a refusal: what happened, then what to do."""
        self.add_error(field, error.said)


class WhoForm(AidForm):
    """Which of the relatives whose relation is known; values are references, never numbers."""

    who = forms.ChoiceField(
        label="授权给哪位家人",
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选一位家人。",
            "invalid_choice": "请从下面选一位家人。",
        },
    )

    def __init__(self, *args: Any, kin: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = kin


def _yuan_field(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=12,
        error_messages={"required": f"请填{label.partition('（')[0]}。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class LimitForm(AidForm):
    """Ceilings in yuan, what may be paid, and until when; ``wish`` is all of it in 分."""

    annual = _yuan_field("一年最多（元）", "用到这个数，今年就不再扣。", required=True)
    per_payment = _yuan_field("每次最多（元）", "不填就不限。")
    uses = forms.MultipleChoiceField(
        label="可以付什么",
        choices=[(use.value, USE_WORDS[use]) for use in USES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一样。"},
    )
    end = forms.ChoiceField(
        label="用到哪一天",
        widget=forms.RadioSelect,
        error_messages={"required": "请选用到哪一天。"},
    )
    last_day = forms.DateField(
        label="自己定的最后一天",
        required=False,
        help_text="选了“自己定”才填，比如 2027-06-30。",
        error_messages={"invalid": "日期请写成 2027-06-30 这样。"},
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )
    daily = _yuan_field("每天最多（元）", "不填就不限。")
    keep_back = _yuan_field("给自己留（元）", "账户里少于这个数，就不再替家人付。不填就不留。")
    starts_on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="不填就从今天起。",
        error_messages={"invalid": "日期请写成 2027-06-30 这样。"},
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )
    MAIN = ("annual", "per_payment", "uses", "end", "last_day")
    MORE = ("daily", "keep_back", "starts_on")

    def __init__(
        self, *args: Any, today: date, least_keep_back_fen: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.least_keep_back_fen = least_keep_back_fen
        self.fields["end"].choices = [
            (YEAR_END, f"今年年底（{today.year} 年 12 月 31 日）"),
            (ONE_YEAR, f"一年（{_words(_in_a_year(today))}）"),
            (OWN_DAY, "自己定"),
        ]

    @classmethod
    def first_words(cls, least_keep_back_fen: int = 0) -> dict[str, Any]:
        """What an untouched form starts with."""
        kept = money.fen_text(least_keep_back_fen) if least_keep_back_fen else ""
        return {"uses": [use.value for use in TICKED], "end": YEAR_END, "keep_back": kept}

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for coming back to the page; JSON takes it."""
        names = [name for name in self.fields if name != "uses"]
        plain = {name: self.data.get(name, "") for name in names}
        return {**plain, "uses": self.cleaned_data["uses"]}

    @property
    def main_fields(self) -> list[Any]:
        """What everybody fills in."""
        return [self[name] for name in self.MAIN if name in self.fields]

    @property
    def more_fields(self) -> list[Any]:
        """What stands folded away."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def is_more_open(self) -> bool:
        """Whether something in the folded part has to be seen."""
        return any(field.errors or field.value() for field in self.more_fields)

    def clean_annual(self) -> int:
        """In 分."""
        return self._fen("annual")

    def clean_per_payment(self) -> int | None:
        """In 分; None without a limit."""
        return self._fen("per_payment") if self.cleaned_data["per_payment"] else None

    def clean_daily(self) -> int | None:
        """In 分; None without a limit."""
        return self._fen("daily") if self.cleaned_data["daily"] else None

    def clean_keep_back(self) -> int:
        """In 分; nothing is kept back where nothing was filled in."""
        text = self.cleaned_data["keep_back"].strip()
        fen = self._fen("keep_back", least=0) if text else 0
        if fen < self.least_keep_back_fen:
            least = money.format_yuan(self.least_keep_back_fen)
            raise forms.ValidationError(f"这里规定至少给自己留 {least} 元。")
        return fen

    def _fen(self, name: str, least: int = 1) -> int:
        try:
            fen = money.to_fen(money.parse_yuan(self.cleaned_data[name].strip()))
        except money.NotMoney as wrong:
            raise forms.ValidationError(wrong.message) from wrong
        if fen < least:
            raise forms.ValidationError("请填大于 0 的金额。")
        return fen

    def clean(self) -> dict[str, Any]:
        """The last day has to be chosen with 自己定, and lie after the first."""
        said = super().clean() or self.cleaned_data
        first = max(said.get("starts_on") or self.today, self.today)
        if said.get("starts_on") and said["starts_on"] < self.today:
            self.add_error("starts_on", "开始的日子不能早于今天。")
        if said.get("end") == OWN_DAY and not self.errors.get("last_day"):
            if not said.get("last_day"):
                self.add_error("last_day", "请填最后一天。")
            elif said["last_day"] < first:
                self.add_error("last_day", "最后一天不能早于开始的日子。")
        return said

    @property
    def wish(self) -> GrantWish:
        """What the payer wants, for the service; ``until`` is the day after the last one."""
        said = self.cleaned_data
        last = {
            YEAR_END: date(self.today.year, 12, 31),
            ONE_YEAR: _in_a_year(self.today),
        }.get(said["end"], said["last_day"])
        return GrantWish(
            per_payment_cap_fen=said["per_payment"],
            daily_cap_fen=said["daily"],
            annual_cap_fen=said["annual"],
            keep_back_fen=said["keep_back"],
            uses=tuple(said["uses"]),
            starts_on=said.get("starts_on"),
            until=last + timedelta(days=1),
        )


def _in_a_year(today: date) -> date:
    """The day before the same day of next year."""
    is_leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + 1, day=28 if is_leap_day else today.day) - timedelta(
        days=1
    )


def _words(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def initial_of(wish: GrantWish) -> dict[str, Any]:
    """What the limits form starts with for an existing grant."""
    caps = {
        "annual": wish.annual_cap_fen,
        "per_payment": wish.per_payment_cap_fen,
        "daily": wish.daily_cap_fen,
        "keep_back": wish.keep_back_fen or None,
    }
    texts = {name: "" if fen is None else money.fen_text(fen) for name, fen in caps.items()}
    last = wish.until - timedelta(days=1) if wish.until else None
    return {**texts, "uses": list(wish.uses), "end": OWN_DAY, "last_day": last}


def to_session(wish: GrantWish) -> dict[str, Any]:
    """A wish as JSON keeps it."""
    plain = asdict(wish)
    for name in ("starts_on", "until"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return {**plain, "uses": list(wish.uses)}


def from_session(plain: dict[str, Any]) -> GrantWish:
    """The wish again."""
    days = {
        name: date.fromisoformat(plain[name]) if plain[name] else None
        for name in ("starts_on", "until")
    }
    return GrantWish(**{**plain, **days, "uses": tuple(plain["uses"])})


class ConsentForm(AidForm):
    """The separate consent to share one's account."""

    agree = forms.BooleanField(
        label="我已看过，同意让这位家人用我的个人账户",
        error_messages={"required": "请先看过授权书，再勾选同意。不同意就不授权。"},
    )


class RefuseForm(AidForm):
    """The member's no: this grant only, or this payer for ever (P104)."""

    forever = forms.BooleanField(
        label="以后也不收对方的授权",
        required=False,
        help_text="对方不能再授权给您。想收的时候，在“家人给我的授权”里恢复。",
    )
