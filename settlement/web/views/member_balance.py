"""A relative's balance and yearly total, where the holder may see them (P43, settled 1).

Every look is in the log and on the member's own page 谁看过我的信息.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments
from family.selectors import bindings
from yibao.kernel import clock

from ...selectors import accounts, spending
from ...services import looking
from .common import with_person, year_of, year_pills


@require_safe
@never_cache
@with_person
def balance(request: HttpRequest, ref: str) -> HttpResponse:
    """Balance now, and what the chosen year cost, by who paid."""
    binding = bindings.held(request.user, ref)
    if binding is None or bindings.is_hidden(binding):
        raise Http404
    member = binding.member
    context: dict[str, Any] = {
        "ref": ref,
        "name": member.masked_name,
        "relation": bindings.member_word(binding),
        "is_open": bindings.may_see_bills(binding),
    }
    if context["is_open"]:
        looking.note_balance(by=request.user, person=member)
        context |= _figures(request, member)
    return render(request, "settlement/member_balance.html", context)


def _figures(request: HttpRequest, member: Any) -> dict[str, Any]:
    today = clock.today(member.tenant).year
    year = year_of(request) or today
    months = spending.of_year(member, year)
    paid: dict[str, int] = {}
    for month in months:
        for kind, fen in month.paid.items():
            paid[kind] = paid.get(kind, 0) + fen
    return {
        "balance_fen": accounts.balance_of(member),
        "as_of": clock.now(member.tenant),
        "is_insured": enrolments.current(member) is not None,
        "year": year,
        "years": year_pills(request, [today, today - 1, today - 2], year),
        "bills": sum(month.bills for month in months),
        "total_fen": sum(month.total_fen for month in months),
        "fund_fen": paid.get("FUND", 0),
        "account_fen": sum(paid.get(one, 0) for one in ("OWN_ACCOUNT", "WALLET", "AID_ACCOUNT")),
        "cash_fen": paid.get("CARD", 0) + paid.get("CASH", 0),
    }
