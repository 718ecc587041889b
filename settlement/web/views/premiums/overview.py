"""The list of premiums, one of them with its receipt, and the receipt on paper (P172)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments, regions
from yibao.kernel import clock

from ....data.premiums import reason_of
from ....models import Premium
from ....selectors import premiums as found
from ....states import ChargeState, PremiumState
from ..common import with_person
from .shown import lines_of_premium


@require_safe
@never_cache
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """What was paid for oneself and for others, and by others for oneself."""
    person: Any = request.user.person
    rows = found.of_person(person)
    enrolment = enrolments.current(person)
    context = {
        "mine": [row for row in rows if row.member_id == person.pk],
        "others": [row for row in rows if row.member_id != person.pk],
        "asked": found.asked_now(person, enrolment) if _is_resident(enrolment) else None,
        "is_employee": enrolment is not None and not _is_resident(enrolment),
    }
    return render(request, "settlement/premium/index.html", context)


def _is_resident(enrolment: Any) -> bool:
    return enrolment is not None and enrolment.insutype == "390"


@require_safe
@never_cache
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt; or what is waited for, until when, and what happens with the money."""
    premium = found.own(request.user.person, ref)
    return render(request, "settlement/premium/detail.html", _context(request, premium))


@require_safe
@never_cache
@with_person
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt on paper; there is one only for what was paid."""
    premium = found.own(request.user.person, ref)
    if premium.state != PremiumState.PAID:
        return redirect("settlement:premium", ref=ref)
    context = _context(request, premium) | {"printed_at": clock.now()}
    return render(request, "settlement/premium/print.html", context)


def _context(request: HttpRequest, premium: Premium) -> dict[str, Any]:
    person: Any = request.user.person
    charge = found.charge_of(premium)
    card_waits = charge is not None and charge.state in (ChargeState.PENDING, ChargeState.IN_DOUBT)
    return {
        "premium": premium,
        "is_payer": premium.payer_id == person.pk,
        "is_own": premium.member_id == person.pk,
        "place": regions.name_of(premium.insuplc_admdvs),
        "lines": lines_of_premium(premium, person),
        "waits_for_bank": card_waits,
        "until": charge.deadline_at if card_waits else premium.deadline_at,
        "reason": reason_of(premium.refusal) if premium.refusal else "",
        "was_taken": found.took_money(premium),
        "card_refund": found.card_refund_of(premium),
    }
