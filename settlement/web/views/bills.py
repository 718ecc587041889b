"""Bills: list, one bill, why this sum, print, refund."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import clock, money

from ...selectors import bills
from .. import shapes
from .common import link, with_person, year_of, year_pills


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Bills by month, newest first, 20 a page."""
    person, year = request.user.person, year_of(request)
    rows = bills.page_of(person, year=year, before=_before(request), limit=bills.PAGE + 1)
    page, more = rows[: bills.PAGE], len(rows) > bills.PAGE
    context = {
        "year": year,
        "years": year_pills(request, bills.years_of(person), year),
        "people": [],
        "months": _by_month(page),
        "next_url": link(request, year=year, before=page[-1].setl_time.isoformat()) if more else "",
        "stale_at": None,
    }
    return render(request, "settlement/bill_list.html", context)


def _before(request: HttpRequest) -> datetime | None:
    text = request.GET.get("before", "")
    if not text or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _by_month(rows: list[Any]) -> list[shapes.Month]:
    months: list[shapes.Month] = []
    for row in rows:
        day = clock.local(row.setl_time)
        label = f"{day.year} 年 {day.month} 月"
        if not months or months[-1].label != label:
            months.append(shapes.Month(label))
        months[-1].bills.append(shapes.row_of(row))
    return months


def _bill(request: HttpRequest, no: str) -> Any:
    return bills.own(request.user.person, no)


@require_safe
@with_person
def detail(request: HttpRequest, no: str) -> HttpResponse:
    """Who paid what, and for which items."""
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
        "steps_trace": shapes.steps_of(row.breakdown["trace"], _fen),
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
