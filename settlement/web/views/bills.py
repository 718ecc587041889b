"""Bills: list, one bill, why this sum, print, refund."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import clock, money

from ...selectors import bills, cards
from .. import shapes, steps
from .common import link, with_person, year_of, year_pills


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Bills by month, newest first, 20 a page."""
    person, year = request.user.person, year_of(request)
    before = request.GET.get("before", "")[:40]
    rows = bills.page_of(person, year=year, before=before, limit=bills.PAGE + 1)
    page, more = rows[: bills.PAGE], len(rows) > bills.PAGE
    years = bills.years_of(person)
    context = {
        "year": year,
        "total_year": year or next(iter(years), None),
        "years": year_pills(request, years, year),
        "people": [],
        "months": _by_month(person, page),
        "next_url": link(request, year=year, before=page[-1].setl_id) if more else "",
        "stale_at": None,
        "waiting": cards.waiting_for(person),
    }
    return render(request, "settlement/bill_list.html", context)


def _by_month(person: Any, rows: list[Any]) -> list[shapes.Month]:
    """Group a page by month; the sums are those of the whole month, not of the page."""
    keys = [(day.year, day.month) for day in (clock.local(row.setl_time) for row in rows)]
    totals = bills.month_totals(person, set(keys))
    months: list[shapes.Month] = []
    for key, row in zip(keys, rows, strict=True):
        label = f"{key[0]} 年 {key[1]} 月"
        if not months or months[-1].label != label:
            months.append(shapes.Month(label, totals[key].account_fen, totals[key].cash_fen))
        months[-1].bills.append(shapes.row_of(row))
    return months


def _bill(request: HttpRequest, no: str) -> Any:
    return bills.own(request.user.person, no)


@require_safe
@with_person
def detail(request: HttpRequest, no: str) -> HttpResponse:
    """Who paid what, and for which items; a cancelled bill says only that it was."""
    cancelled = bills.own_reversed(request.user.person, no)
    if cancelled is not None:
        context = {
            "no": cancelled.setl_id,
            "at": cancelled.setl_time,
            "place_name": cancelled.institution.name,
            "total_fen": cancelled.medfee_sumamt_fen,
        }
        return render(request, "settlement/bill_reversed.html", context)
    row = _bill(request, no)
    context = {
        "bill": shapes.head_of(row),
        "parts": shapes.parts_of(row),
        "items": shapes.items_of(row),
        "refund_fen": sum(refund.medfee_sumamt_fen for refund in row.refunds.all()),
        "dispute_url": "",
    }
    return render(request, "settlement/bill_detail.html", context)


@require_safe
@with_person
def why(request: HttpRequest, no: str) -> HttpResponse:
    """The calculation step by step in plain words."""
    row = _bill(request, no)
    context = {
        "bill": shapes.head_of(row),
        "parts": shapes.parts_of(row),
        "steps_trace": steps.steps_of(row, _fen),
        "dispute_url": "",
    }
    return render(request, "settlement/bill_why.html", context)


def _fen(text: str) -> int:
    return money.to_fen(money.parse_yuan_signed(text))


@require_safe
@with_person
def sheet(request: HttpRequest, no: str) -> HttpResponse:
    """The bill on paper."""
    row = _bill(request, no)
    context = {
        "bill": shapes.head_of(row),
        "parts": shapes.parts_of(row),
        "items": shapes.items_of(row),
        "printed_at": clock.now(),
    }
    return render(request, "settlement/bill_print.html", context)


@require_safe
@with_person
def refund(request: HttpRequest, no: str) -> HttpResponse:
    """What went back, to whom and when."""
    row = _bill(request, no)
    context = {
        "bill": shapes.head_of(row),
        "refunds": [
            {
                "at": item.created_at,
                "total_fen": item.medfee_sumamt_fen,
                "reason": item.reason,
                "parts": shapes.refund_parts(item),
                "events": shapes.refund_events(item),
            }
            for item in bills.refunds_of(row)
        ],
    }
    return render(request, "settlement/bill_refund.html", context)
