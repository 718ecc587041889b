"""The reviewers' manual: one page, searched within, with an anchor for each place and check."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel.console import console_page, page_context
from yibao.kernel.models import Tenant

from .. import manual
from ..manual import Chapter
from ..models import Reason
from ..reasons import active as reasons

READ = "cases.view_case"
_MOST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A chapter with the reasons in force that it names."""

    chapter: Chapter
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Part:
    """The chapters of one group."""

    title: str
    chapters: list[Shown]


@console_page(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How to judge each paper and each line of the checklist, with drawn examples."""
    words = request.GET.get("q", "").strip()[:_MOST_TYPED]
    found = manual.search(words)
    context = page_context(
        request,
        "审核手册",
        parts=_parts(request.user.tenant, found),
        words=words,
        count=len(found),
    )
    return render(request, "admin/review/manual.html", context)


def _parts(tenant: Tenant, found: list[Chapter]) -> list[Part]:
    known = {
        case_type: reasons.active(tenant, case_type)
        for case_type in {one.case_type for one in found if one.case_type}
    }
    return [
        Part(
            group,
            [Shown(one, _named(one, known)) for one in found if one.group == group],
        )
        for group in manual.GROUPS
        if any(one.group == group for one in found)
    ]


def _named(chapter: Chapter, known: dict[str, Any]) -> list[Reason]:
    """Reasons that were retired meanwhile are not named any more."""
    active = known.get(chapter.case_type, {})
    return [active[code] for code in chapter.reasons if code in active]
