"""The filings of a person and of the children in their charge; one of them; taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import enrolments, regions
from yibao.cases.errors import CaseMoveRefused
from yibao.kernel import clock

from ....errors import FilingStateRefused
from ....models import RemoteFiling
from ....selectors import remote
from ....services import filings
from ...remote_shown import Shown, shown
from ..common import with_person

_POINTS = (
    "以后去那里住院，按没备案算，可能报得少",
    "已经登记的住院不受影响，已经结算的账单不变",
    "想再用，要重新备案",
)


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Filings with state and period."""
    today = clock.today(request.user.tenant)
    names = names_of(request.user)
    rows = [shown(one, today, names) for one in remote.of_user(request.user)]
    context = {
        "live": [one for one in rows if one.may_cancel],
        "past": [one for one in rows if not one.may_cancel],
        **place_of(request.user.person),
    }
    return render(request, "settlement/remote.html", context)


def names_of(user: Any) -> dict[Any, str]:
    """People in the reader's charge, as the reader calls them; nobody but oneself needs none."""
    people = remote.charges(user)
    return {one.person.pk: one.label for one in people} if len(people) > 1 else {}


def place_of(person: Any) -> dict[str, Any]:
    """Insured place and its telephone; empty where somebody is not insured."""
    enrolment = enrolments.current(person)
    if enrolment is None:
        return {"home": "", "home_code": "", "hotline": "12393"}
    code = enrolment.insuplc_admdvs
    hotline = regions.hotline_of(enrolment.district_admdvs or code)
    return {"home": regions.name_of(code), "home_code": code, "hotline": hotline}


def _own(request: HttpRequest, ref: str) -> RemoteFiling:
    filing = remote.own(request.user, ref)
    if filing is None:
        raise Http404
    return filing


def _shown(request: HttpRequest, filing: RemoteFiling) -> Shown:
    return shown(filing, clock.today(request.user.tenant), names_of(request.user))


@require_safe
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """State, period, what the officer said."""
    filing = _own(request, ref)
    context = {
        "filing": _shown(request, filing),
        "words": remote.words_of(filing),
        **place_of(request.user.person),
    }
    return render(request, "settlement/remote_filing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """An interruption: what stops, what stays, one button."""
    filing = _own(request, ref)
    one = _shown(request, filing)
    page = reverse("settlement:remote-filing", args=[filing.ref])
    if not one.may_cancel:
        return redirect(page)
    if request.method == "POST":
        try:
            filings.cancel(by=request.user, ref=ref)
        except (FilingStateRefused, CaseMoveRefused) as refused:
            messages.warning(request, refused.said)
        else:
            messages.success(request, f"去{one.place}的备案已取消")
        return redirect(page)
    context = {
        "filing": one,
        "points": _POINTS,
        "action": "取消备案",
        "busy": "正在取消，请稍等",
        "cancel_url": page,
    }
    return render(request, "settlement/remote_cancel.html", context)
