"""Pages of blind second looks: take one, judge it, and what leads learn from it (feature 42)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError

from ..dossiers import Dossier
from ..figures import numbers as figures
from ..looks import blindness as looks
from ..looks import steps as look_steps
from ..models import SecondLook
from . import look_lists as lists
from .case_acts import ACTS
from .case_page import viewing
from .case_said import Said
from .look_dossier import blind
from .look_forms import BatchForm, KnownForm, LookForm, opened, stamp

LEAD = looks.LEAD
UNMASK = ACTS["unmask"]
_DONE = {
    True: "已记下，和第一次的结论一致。",
    False: "已记下，和第一次的结论不一致，组长会看。",
}


@console_page(looks.RIGHT, LEAD)
@never_cache
@require_safe
def sampling(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I said; for leads the results and the drawing."""
    return show_sampling(request)


def show_sampling(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with its forms as typed."""
    user = request.user
    is_lead = user.has_perm(LEAD)
    days = lists.days_of(request.GET.get("days", ""))
    context = page_context(
        request,
        "抽检",
        is_lead=is_lead,
        may_look=looks.may_look(user),
        days=days,
        ranges=figures.RANGES,
    )
    if looks.may_look(user):
        context |= lists.own(user)
    if is_lead:
        context |= lists.for_lead(user, days)
        context |= {"batch": BatchForm(), "known": KnownForm(), **forms}
    return render(request, "admin/review/sampling.html", context, status=status)


@console_page(looks.RIGHT)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The oldest look that I may take, or the one I have in hand."""
    try:
        found = look_steps.take_next(by=request.user)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("review:sampling")
    if found is None:
        messages.info(request, "没有等您抽检的件了。")
        return redirect("review:sampling")
    return redirect("review:look", pk=found.pk)


@console_page(looks.RIGHT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The papers of a case without what was said of it, and my own word."""
    row = looks.held_by(request.user).select_related("case__tenant").filter(pk=pk).first()
    if row is None:
        return _not_mine(request, pk)
    dossier = blind(request.user, row.case)
    if request.method == "POST":
        return _say(request, row, dossier)
    look_steps.read(by=request.user, look=row)
    return _show(request, row, dossier, LookForm(dossier))


def _not_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever does not hold a look learns nothing of it, not even whether it is there."""
    if request.method != "POST":
        messages.info(request, "这件不在您手上。要抽检，请取下一件。")
        return redirect("review:sampling")
    try:
        row = look_steps.take(by=request.user, pk=pk)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("review:sampling")
    dossier = blind(request.user, row.case)
    form = LookForm(dossier, request.POST)
    messages.warning(request, "太久没有动作，这件放回过，现在又归您了。请核对后再提交一次。")
    return _show(request, row, dossier, form, status=409)


def _say(request: HttpRequest, row: SecondLook, dossier: Dossier) -> HttpResponse:
    form = LookForm(dossier, request.POST)
    shown = opened(row, request.POST.get("token", ""))
    if not form.is_valid():
        return _show(request, row, dossier, form, status=422)
    if shown is None:
        messages.error(request, "页面打开得太早，请看过材料再提交。")
        return _show(request, row, dossier, form, status=409)
    fence, seen = shown
    try:
        done = look_steps.say(
            by=request.user, pk=row.pk, fence=fence, kind=form.cleaned_data["kind"], evidence=seen,
            reason_codes=form.codes, checklist=form.answers, note=form.cleaned_data["note"],
        )  # fmt: skip
    except DomainError as refused:
        messages.error(request, refused.said)
        return _show(request, row, dossier, form, status=refused.status)
    messages.success(request, _DONE[bool(done.agrees)])
    return redirect("review:sampling")


def _show(
    request: HttpRequest, row: SecondLook, dossier: Dossier, form: LookForm, status: int = 200
) -> HttpResponse:
    context = page_context(
        request,
        "抽检",
        look=row,
        case=row.case,
        dossier=dossier,
        form=form,
        token=stamp(row, dossier),
        may_unmask=request.user.has_perm(UNMASK.right),
        **viewing(request.GET, dossier, Said()),
    )
    return render(request, "admin/review/look.html", context, status=status)


@console_page(looks.RIGHT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unmask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ten minutes in full for who has the look in hand, with a reason (T94)."""
    row = looks.held_by(request.user).select_related("case__tenant").filter(pk=pk).first()
    if row is None:
        messages.info(request, "这件不在您手上。要抽检，请取下一件。")
        return redirect("review:sampling")
    if not request.user.has_perm(UNMASK.right):
        raise PermissionDenied
    form = UNMASK.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _open_glass(request, row, form.cleaned_data)
    dossier = blind(request.user, row.case)
    context = page_context(request, UNMASK.label, look=row, act=UNMASK, dossier=dossier, form=form)
    return render(request, "admin/review/look_unmask.html", context)


def _open_glass(request: HttpRequest, row: SecondLook, said: dict[str, Any]) -> HttpResponse:
    try:
        UNMASK.run(request.user, row.case, said)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, UNMASK.done)
    return redirect("review:look", pk=row.pk)


@console_page(looks.RIGHT)
@require_POST
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave it to somebody else."""
    try:
        look_steps.put_back(by=request.user, pk=pk)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, "已放回，由别人抽检。")
    return redirect("review:sampling")
