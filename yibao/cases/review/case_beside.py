"""Beside the case: two pictures or two matters compared, and the page as the person sees it."""

from collections.abc import Sequence
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yibao.kernel.console import console_page, page_context

from .. import dossiers
from ..dossiers import Neighbour, Sheet
from ..models import Case
from . import case_page as page
from . import case_viewer as viewer
from .case_access import READ


@console_page(READ)
@never_cache
@require_safe
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two pictures beside each other, or this matter and one that resembles it (feature 44).

    ``with`` names the other matter, ``a`` and ``b`` the pictures by their place in their lists.
    """
    case, standing, dossier = page.read(request, ref)
    page.note_look(request, case, "cases.case.compared")
    others = neighbours(request.user, case)
    other = next((one for one in others if one.key == request.GET.get("with", "")), None)
    shown = dossier.sheets if standing.is_mine else ()
    left, right = shown, other.sheets if other is not None else shown
    context = page_context(
        request,
        f"并排比对 {dossier.title}",
        is_nav_sidebar_enabled=False,
        case=case,
        number=dossier.title,
        kind=dossiers.kind_of(case.case_type),
        dossier=dossier,
        standing=standing,
        others=others,
        has_neighbours=dossiers.kind_of(case.case_type).neighbours is not None,
        other=other,
        left=left,
        right=right,
        pair=_pair(request, left, right, is_other=other is not None),
    )
    return render(request, "admin/review/compare.html", context)


def neighbours(reader: Any, case: Case) -> Sequence[Neighbour]:
    """Matters that resemble this one, as far as the reader may know of them."""
    kind = dossiers.kind_of(case.case_type)
    return kind.neighbours(reader, case) if kind.neighbours is not None else ()


def _pair(
    request: HttpRequest, left: Sequence[Sheet], right: Sequence[Sheet], *, is_other: bool
) -> list[tuple[str, int, viewer.Frame]]:
    """Which picture of either list is shown; the first, and the first or the next one."""
    if not left or not right:
        return []
    zoom = viewer.of(request.GET, 0)
    a = _place(request.GET.get("a", ""), len(left), 1)
    b = _place(request.GET.get("b", ""), len(right), 1 if is_other else min(2, len(right)))
    return [
        ("a", a, viewer.frame(left[a - 1], zoom)),
        ("b", b, viewer.frame(right[b - 1], zoom)),
    ]


def _place(text: str, most: int, usual: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 3
    return int(text) if is_number and 1 <= int(text) <= most else usual


# Links of the page lead staff nowhere; its forms are stopped by the browser and by their views.
@csp_update({"sandbox": ["allow-same-origin", "allow-top-navigation-by-user-activation"]})
@console_page(READ)
@never_cache
@require_safe
def preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The very page of the person, to look at and not to press; the look is written down."""
    case, _, dossier = page.read(request, ref)
    kind = dossiers.kind_of(case.case_type)
    shown = kind.citizen_page(case) if kind.citizen_page is not None else None
    if shown is None:
        messages.info(request, "这类事项没有给当事人看的页面，消息会发到“消息”里。")
        return redirect("review:case", ref=ref)
    page.note_look(request, case, "cases.case.previewed")
    context = {
        **shown.context,
        "looked_at": dossier.title,
        "looked_at_from": case.ref,
        "show_tabs": False,
        "unread_count": 0,
        "display_size": "standard",
        "contrast": "",
    }
    return render(request, shown.template, context)
