"""One bill, of the reader or a relative: who paid, why this sum, print, refund."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibao.kernel import clock, money
from yibao.kernel.qr import qr_of

from ...selectors import bills, disputes, exchanges, offline, suspense
from ...services import printouts
from ...states import DisputeState
from .. import refunds, shapes, stairs, steps
from .subjects import Subject, for_subject


@require_safe
@for_subject
def detail(request: HttpRequest, subject: Subject, no: str) -> HttpResponse:
    """Who paid what, and for which items; a cancelled bill says only that it was."""
    cancelled = bills.own_reversed(subject.person, no)
    if cancelled is not None:
        context = {
            "no": cancelled.setl_id,
            "at": cancelled.setl_time,
            "place_name": cancelled.institution.name,
            "total_fen": cancelled.medfee_sumamt_fen,
            "subject": subject,
            "list_url": subject.url("bills"),
        }
        return render(request, "settlement/bill_reversed.html", context)
    row = bills.own(subject.person, no)
    known = disputes.of_bill(row)
    context = _context(request, subject, row) | {
        "items": shapes.items_of(row),
        "refund_fen": sum(refund.medfee_sumamt_fen for refund in row.refunds.all()),
        "offline": offline.of_bill(row),
        "swaps": [(one, subject.url("bill", one.setl_id)) for one in exchanges.of_bill(row)],
        "open_dispute": next((one for one in known if one.state == DisputeState.OPEN), None),
    }
    return render(request, "settlement/bill_detail.html", context)


def _context(request: HttpRequest, subject: Subject, row: Any) -> dict[str, Any]:
    links = subject.links(row.setl_id)
    return {
        "subject": subject,
        "links": links,
        "bill": shapes.head_of(row),
        "parts": shapes.parts_of(row),
        "dispute_url": links["dispute"] if disputes.may_ask(request.user, row) else "",
    }


@require_safe
@for_subject
def why(request: HttpRequest, subject: Subject, no: str) -> HttpResponse:
    """The calculation: a staircase with the same words beside it, then every step."""
    row = bills.own(subject.person, no)
    context = _context(request, subject, row) | {
        "stairs": stairs.of_bill(row),
        "steps_trace": steps.steps_of(row, _fen),
    }
    return render(request, "settlement/bill_why.html", context)


def _fen(text: str) -> int:
    return money.to_fen(money.parse_yuan_signed(text))


@require_safe
@for_subject
def sheet(request: HttpRequest, subject: Subject, no: str) -> HttpResponse:
    """The bill on paper, with the code by which anybody can check it."""
    row = bills.own(subject.person, no)
    printout = printouts.of_bill(by=request.user, bill=row)
    address = request.build_absolute_uri(reverse("settlement:verify", args=[printout.code]))
    context = _context(request, subject, row) | {
        "items": shapes.items_of(row),
        "printed_at": clock.now(),
        "check_code": printout.code,
        "verify_url": request.build_absolute_uri(reverse("settlement:verify-start")),
        "qr": qr_of(address),
    }
    return render(request, "settlement/bill_print.html", context)


@require_safe
@for_subject
def refund(request: HttpRequest, subject: Subject, no: str) -> HttpResponse:
    """What went back, to whom and when."""
    row = bills.own(subject.person, no)
    rows = bills.refunds_of(row)
    swept = suspense.swept(rows)
    context = _context(request, subject, row) | {
        "refunds": [
            {
                "is_void": item.is_void,
                "at": item.created_at,
                "total_fen": item.medfee_sumamt_fen,
                "reason": item.reason,
                "parts": refunds.parts_of(item, swept),
                "events": refunds.events_of(item, swept),
            }
            for item in rows
        ],
    }
    return render(request, "settlement/bill_refund.html", context)
