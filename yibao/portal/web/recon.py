"""Daily files of a vendor's institutions, and the comparisons that its systems asked for."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from settlement.selectors import statements
from yibao.kernel import clock

from .. import selectors
from ..guards import with_member

_READY_HOUR = 6
_DAYS = 14
_NEWEST = 20


def _places(request: Any) -> dict[str, Any]:
    """The institutions of the vendor's clients, by their national number."""
    clients = selectors.clients_of(request.member.vendor)
    found = {one.institution.fixmedins_code: one.institution for one in clients if one.institution}
    return dict(sorted(found.items()))


def _last_day(request: Any) -> date:
    """The newest day whose file is ready: yesterday, from six o'clock on."""
    now = clock.local(clock.now(request.member.vendor.tenant))
    return (now - timedelta(days=1 if now.hour >= _READY_HOUR else 2)).date()


@require_safe
@with_member()
def day_list(request: Any) -> HttpResponse:
    """对账文件."""
    places = _places(request)
    place = places.get(request.GET.get("institution", "")) or next(iter(places.values()), None)
    last = _last_day(request)
    days = [last - timedelta(days=number) for number in range(_DAYS)] if place else []
    context = {
        "places": places,
        "place": place,
        "days": [(day, statements.day_sums(place.pk, day)) for day in days],
        "runs": statements.reconciliations_of(place).order_by("-created_at")[:_NEWEST]
        if place
        else [],
    }
    return render(request, "portal/recon.html", context)


@require_safe
@with_member()
def day_file(request: Any, day: str) -> HttpResponse:
    """One day of one institution as CSV; not before six o'clock of the day after."""
    place = _places(request).get(request.GET.get("institution", ""))
    try:
        wanted = datetime.strptime(day, "%Y-%m-%d").date()
    except ValueError as wrong:
        raise Http404 from wrong
    if place is None or wanted > _last_day(request):
        raise Http404
    return _csv(statements.day_csv(place.pk, wanted), f"{place.fixmedins_code}-{wanted}.csv")


@require_safe
@with_member()
def differences(request: Any, ref: str) -> HttpResponse:
    """The differences of one comparison as CSV."""
    for place in _places(request).values():
        run = statements.reconciliations_of(place).filter(ref=ref).first()
        if run is not None:
            return _csv(statements.differences_csv(run), f"{ref}.csv")
    raise Http404


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
