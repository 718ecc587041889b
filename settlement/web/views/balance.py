"""The personal account: balance, ins and outs of a year."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments
from yibao.kernel import clock

from ...selectors import accounts
from .common import link, with_person, year_of, year_pills

KIND_WORDS = {
    "deposit": "划入个人账户",
    "settlement": "看病买药",
    "refund": "退费",
    "reversal": "撤销",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account, signed 分."""

    at: datetime
    title: str
    note: str
    amount_fen: int
    is_income: bool


@require_safe
@with_person
def balance(request: HttpRequest) -> HttpResponse:
    """Balance now and the movements of the chosen year, 20 a page."""
    account = accounts.personal(request.user.person)
    year = year_of(request) or clock.today().year
    context = {
        "account": None,
        "is_insured": enrolments.current(request.user.person) is not None,
        "year": year,
        "unavailable": "",
        "download_url": "",
    }
    if account is not None:
        context |= _movements(request, account, year)
        context["account"] = {"balance_fen": account.balance_fen, "as_of": clock.now()}
    return render(request, "settlement/balance.html", context)


def _movements(request: HttpRequest, account: object, year: int) -> dict[str, object]:
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    rows = accounts.movements(account, year=year, before=before, limit=accounts.PAGE + 1)
    page = rows[: accounts.PAGE]
    income, spent = accounts.year_totals(account, year)
    return {
        "years": year_pills(request, accounts.years_of(account), year),
        "entries": [_entry(movement) for _, movement in page],
        "income_fen": income,
        "spent_fen": spent,
        "next_url": link(request, year=year, before=page[-1][0])
        if len(rows) > accounts.PAGE
        else "",
    }


def _entry(movement: accounts.Movement) -> Entry:
    return Entry(
        at=movement.at,
        title=KIND_WORDS.get(movement.kind, "其他"),
        note=movement.place,
        amount_fen=movement.amount_fen,
        is_income=movement.amount_fen > 0,
    )
