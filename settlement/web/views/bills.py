"""The list of bills: the own ones, a relative's, or everybody's; by month with who paid."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from family.selectors import bindings
from yibao.kernel import clock

from ...selectors import bills, cards, spending
from ...services import looking
from ...states import SettlementState
from .. import shapes
from . import subjects
from .common import link, with_person, year_of, year_pills
from .subjects import Subject


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """The own bills, newest first, 20 a page."""
    chosen = subjects.me(request)
    context = {"waiting": cards.waiting_for(request.user.person)}
    return _list(request, [chosen], chosen.ref, context)


@require_safe
@with_person
def everybody(request: HttpRequest) -> HttpResponse:
    """The own bills and those of every relative who let them be seen."""
    people = subjects.everybody(request)
    for one in people[1:]:
        looking.note_bills(by=request.user, person=one.person)
    return _list(request, people, "all", {})


@require_safe
@with_person
def of_member(request: HttpRequest, ref: str) -> HttpResponse:
    """A relative's bills, or how to get to see them."""
    binding = bindings.held(request.user, ref)
    if binding is None or bindings.is_hidden(binding):
        raise Http404
    subject = subjects.of_binding(binding)
    if not bindings.may_see_bills(binding):
        return render(request, "settlement/member_closed.html", {"subject": subject})
    looking.note_bills(by=request.user, person=subject.person)
    return _list(request, [subject], ref, {"subject": subject})


def _list(
    request: HttpRequest, chosen: list[Subject], current: str, more: dict[str, Any]
) -> HttpResponse:
    people, year = [one.person for one in chosen], year_of(request)
    before = request.GET.get("before", "")[:40]
    rows = bills.page_of(*people, year=year, before=before, limit=bills.PAGE + 1)
    page, has_more = rows[: bills.PAGE], len(rows) > bills.PAGE
    years = bills.years_of(*people)
    total_year = (year or next(iter(years), None)) if current != "all" else None
    base = request.path
    context = {
        "year": year,
        "total_year": total_year,
        "total_url": chosen[0].url("year", str(total_year)) if total_year else "",
        "years": year_pills(request, years, year),
        "people": subjects.pills(subjects.everybody(request), current),
        "months": _by_month(chosen, page),
        "next_url": link(request, year=year, before=page[-1].setl_id) if has_more else "",
        "csv_url": _file(base, "csv", year) if rows else "",
        "pdf_url": _file(base, "pdf", year) if rows else "",
        **more,
    }
    return render(request, "settlement/bill_list.html", context)


def _file(base: str, kind: str, year: int | None) -> str:
    return f"{base}{kind}/?year={year}" if year else f"{base}{kind}/"


def _by_month(chosen: list[Subject], rows: list[Any]) -> list[shapes.Month]:
    """Group a page by month; the sums are those of the whole month, not of the page."""
    keys = [(day.year, day.month) for day in (clock.local(row.setl_time) for row in rows)]
    totals = spending.of_months(*(one.person for one in chosen), months=set(keys))
    whose = {one.person.pk: one for one in chosen}
    returning = cards.returning([row for row in rows if row.state != SettlementState.SETTLED])
    months: list[shapes.Month] = []
    for key, row in zip(keys, rows, strict=True):
        label = f"{key[0]} 年 {key[1]} 月"
        if not months or months[-1].label != label:
            months.append(shapes.Month(label, shapes.payers_of(totals[key])))
        subject = whose[row.person_id]
        word = subject.word if len(chosen) > 1 else ""
        months[-1].bills.append(
            shapes.row_of(
                row,
                person=word,
                url=subject.url("bill", row.setl_id),
                returning_fen=returning.get(row.pk, 0),
            )
        )
    return months
