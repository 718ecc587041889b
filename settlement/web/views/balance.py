"""The personal account: balance, ins and outs of a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.money import fen_text

from ...selectors import accounts, suspense
from ..files import csv_file
from ..shapes import Part
from .common import link, with_person, year_of, year_pills

KIND_WORDS = {
    "deposit": "划入个人账户",
    "correction": "更正以前的划入",
    "settlement": "看病买药",
    "refund": "退费",
    "reversal": "冲正",
    "sweep": "账户关闭，转入待领款",
    "unsweep": "从待领款转回",
    "wallet_offer": "转到家人的医保钱包",
    "wallet_back": "转账退回",
    "premium": "交居民医保费",
    "premium_back": "居民医保费没缴成，退回",
}
_CSV_HEAD = ("时间", "事项", "医院或药店", "进（元）", "出（元）", "账单号")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account, signed 分."""

    at: datetime
    title: str
    note: str
    amount_fen: int
    is_income: bool


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: a bar of what came in, one of what went out, on the same scale."""

    label: str
    income: list[Part]
    spent: list[Part]

    @property
    def most_fen(self) -> int:
        """The longer of the two."""
        return max(self.income[0].amount_fen, self.spent[0].amount_fen)


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
        "waiting": suspense.waiting_of(request.user.person),
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
    months = [_month(row) for row in accounts.months_of(account, year)]
    return {
        "years": year_pills(request, accounts.years_of(account), year),
        "entries": [_entry(movement) for _, movement in page],
        "months": months,
        "most_fen": max((row.most_fen for row in months), default=0),
        "download_url": f"{reverse('settlement:balance-csv')}?year={year}" if page else "",
        "income_fen": income,
        "spent_fen": spent,
        "next_url": link(request, year=year, before=page[-1][0])
        if len(rows) > accounts.PAGE
        else "",
    }


def _month(row: accounts.MonthFlow) -> MonthRow:
    return MonthRow(
        f"{row.month} 月",
        [Part("进", row.income_fen, "own")],
        [Part("出", row.spent_fen, "card")],
    )


@require_safe
@with_person
def export(request: HttpRequest) -> HttpResponse:
    """The movements of the chosen year as a table."""
    account = accounts.personal(request.user.person)
    if account is None:
        raise Http404
    year = year_of(request) or clock.today().year
    audit.record(
        "settlement.balance.exported", by=request.user, subject=request.user.person,
        data={"year": year},
    )  # fmt: skip
    return csv_file(f"account-{year}.csv", _CSV_HEAD, _csv_rows(account, year))


def _csv_rows(account: object, year: int) -> Iterator[list[str]]:
    for one in accounts.every(account, year):
        entry = _entry(one)
        came, went = (one.amount_fen, 0) if entry.is_income else (0, -one.amount_fen)
        at = f"{clock.local(one.at):%Y-%m-%d %H:%M}"
        amounts = [fen_text(fen) if fen else "" for fen in (came, went)]
        yield [at, entry.title, entry.note, *amounts, one.setl_id]


def _entry(movement: accounts.Movement) -> Entry:
    return Entry(
        at=movement.at,
        title=KIND_WORDS.get(movement.kind, "其他"),
        note=movement.place,
        amount_fen=movement.amount_fen,
        is_income=movement.amount_fen > 0,
    )
