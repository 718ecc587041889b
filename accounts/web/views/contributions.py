"""缴费记录: what was paid for the insurance, by whom, and which months are missing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Contribution, Enrolment
from accounts.rules import contributions as rules
from accounts.selectors import contributions, enrolments, regions
from yibao.kernel import clock

from .guards import citizens_only


@dataclass(frozen=True, slots=True)
class Part:
    """One payer of a record, for the bars; 分."""

    label: str
    amount_fen: int
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One month or year; ``state`` is paid, gap or soon."""

    label: str
    state: str
    employer_fen: int = 0
    personal_fen: int = 0
    subsidy_fen: int = 0
    account_fen: int = 0
    payer_name: str = ""
    paid_on: date | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def total_fen(self) -> int:
        """All that was paid."""
        return sum(part.amount_fen for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One year of the row of links."""

    label: str
    url: str
    current: bool


@require_safe
@citizens_only
def index(request: HttpRequest) -> HttpResponse:
    """An employee's months of a year, a resident's years; gaps are explained."""
    if request.user.person_id is None:
        return redirect("accounts:real-name")
    person = request.user.person
    enrolment = enrolments.current(person)
    today = clock.today(person.tenant)
    years = contributions.years_of(person)
    year = _year_of(request, years, today)
    months = _months(person, enrolment, year, today)
    paid = [row_of(one) for one in contributions.years_paid(person)]
    context = {
        "enrolment": enrolment,
        "hotline": regions.hotline_of(_office(enrolment)),
        "year": year,
        "years": [Choice(f"{one} 年", f"{request.path}?year={one}", one == year) for one in years],
        "months": months,
        "most_fen": max((row.total_fen for row in months), default=0),
        "gaps": [row for row in months if row.state == "gap"],
        "account_fen": sum(row.account_fen for row in months),
        "years_paid": paid,
        "most_year_fen": max((row.total_fen for row in paid), default=0),
        "is_retired": _is_retired(enrolment),
    }
    return render(request, "accounts/contributions.html", context)


def row_of(one: Contribution) -> Row:
    """A record in words; the account's share is part of what was paid, not on top of it."""
    parts = [
        Part("单位缴", one.employer_fen, "pool"),
        Part("个人缴", one.personal_fen, "own"),
        Part("财政补助", one.subsidy_fen, "aid"),
    ]
    return Row(
        label=rules.label(one.period),
        state="paid",
        employer_fen=one.employer_fen,
        personal_fen=one.personal_fen,
        subsidy_fen=one.subsidy_fen,
        account_fen=one.account_fen,
        payer_name=one.payer_name,
        paid_on=one.paid_on,
        parts=parts,
    )


def _months(person: Any, enrolment: Any, year: int, today: date) -> list[Row]:
    """The months of the year, with what is missing between them."""
    records = contributions.months_of(person, year)
    rows = [(one.period, row_of(one)) for one in records]
    is_employee = enrolment is not None and enrolment.insutype == Enrolment.Insurance.EMPLOYEE
    if is_employee and not _is_retired(enrolment):
        held = {one.period for one in records}
        rows += [
            (month, _missing(month, today))
            for month in _expected(person, enrolment, year, today)
            if month not in held
        ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _expected(person: Any, enrolment: Any, year: int, today: date) -> list[str]:
    """Months that this employee should have: none before the first, none after this month."""
    first = contributions.first_month(person) or rules.month_of(enrolment.valid_from)
    begin = max(first, f"{year}01")
    end = min(f"{year}12", rules.month_of(today))
    return rules.months_between(begin, end)


def _missing(month: str, today: date) -> Row:
    state = "gap" if month <= rules.last_due(today) else "soon"
    return Row(label=rules.label(month), state=state)


def _is_retired(enrolment: Any) -> bool:
    return enrolment is not None and enrolment.psn_type == Enrolment.PersonType.RETIRED


def _office(enrolment: Any) -> str:
    return (enrolment.district_admdvs or enrolment.insuplc_admdvs) if enrolment else ""


def _year_of(request: HttpRequest, years: list[int], today: date) -> int:
    """The chosen year, else the newest with a record, else this one."""
    text = request.GET.get("year", "")
    if len(text) == 4 and text.isascii() and text.isdigit() and 1990 <= int(text) <= 2200:
        return int(text)
    return years[0] if years else today.year
