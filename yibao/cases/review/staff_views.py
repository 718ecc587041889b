"""People and load: the lead's board, missed promises, what was passed by (feature 40)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel.console import page_context
from yibao.kernel.errors import DomainError

from .. import areas, duty, regions
from ..desk import hands as desk
from ..desk import profiles
from ..queues import listing
from ..queues.tabs import QUEUES, Reader
from .bulk_views import lead_page
from .queue_forms import ArrangementForm

_page = require_http_methods(["GET", "HEAD", "POST"])


@lead_page
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Who holds what, who is away, what is late, what was passed by."""
    reader = Reader.now(request.user)
    context = page_context(
        request,
        "人员和负载",
        board=desk.board(reader),
        missed=desk.missed(reader),
        skips=desk.skips(reader),
    )
    return render(request, "admin/review/staff.html", context)


@lead_page
@_page
def person(request: HttpRequest, pk: Any) -> HttpResponse:
    """One officer: the own desk to give on, queues and absence."""
    found = profiles.officers(request.user.tenant).filter(pk=pk).first()
    if found is None:
        raise Http404
    profile = duty.profile_of(found)
    known = {
        "queues": profile.queues,
        "away_from": profile.away_from,
        "away_until": profile.away_until,
    }
    form = ArrangementForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid() and _arrange(request, found, form):
        messages.success(request, "已保存。")
        return redirect("review:staff-one", pk=pk)
    reader = Reader.now(request.user)
    context = page_context(
        request,
        listing.name_of(found),
        officer=found,
        desk=desk.of(reader, found),
        away=desk.away_words(profile, reader),
        areas=[regions.name_of(code) for code in sorted(areas.codes_of(found))],
        queues=[QUEUES[code] for code in profile.queues if code in QUEUES],
        form=form,
    )
    return render(request, "admin/review/staff_one.html", context)


def _arrange(request: HttpRequest, officer: Any, form: ArrangementForm) -> bool:
    said = form.cleaned_data
    try:
        profiles.set_away(
            by=request.user, staff=officer, since=said["away_from"], until=said["away_until"]
        )
    except DomainError as refused:
        form.add_error("away_until", refused.said)
        return False
    profiles.set_queues(by=request.user, staff=officer, codes=said["queues"])
    return True
