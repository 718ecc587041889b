"""模拟审核: matters of the vendor's own test people, decided as an officer would decide them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yibao.kernel.errors import DomainError
from yibao.sandbox.reviewing import room

from ..guards import with_member
from ..models import Member
from .review_forms import FORMS, WordForm


@require_safe
@never_cache
@with_member()
def waiting(request: Any) -> HttpResponse:
    """What waits for an officer, for the test person, and what is over."""
    tenant = request.member.vendor.tenant
    context = {"rows": room.waiting(tenant=tenant), "done": room.done(tenant=tenant)}
    return render(request, "portal/review.html", context)


@require_safe
@never_cache
@with_member()
def matter(request: Any, ref: str) -> HttpResponse:
    """One matter: form, papers, what was said so far, and the words that may be said."""
    return _shown(request, room.page(tenant=request.member.vendor.tenant, ref=ref))


@require_POST
@never_cache
@with_member("DEVELOPER")
def say(request: Any, ref: str) -> HttpResponse:
    """Say a word as the officer whose turn it is."""
    page = room.page(tenant=request.member.vendor.tenant, ref=ref)
    kind = request.POST.get("kind", "")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, dossier=page.dossier)
    said = room.word_of(page, kind=kind, **form.said) if form.is_valid() else None
    lacks = room.missing(page, said) if said is not None else []
    for one in lacks:
        form.add_error(None, one.words)
    if said is None or lacks:
        return _shown(request, page, form)
    try:
        done = room.say(by=request.user, page=page, said=said, token=request.POST.get("token", ""))
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, f"{page.officer.display_name}：{done}")
    return redirect("portal:review-matter", ref=ref)


def _shown(request: Any, page: room.Page, tried: WordForm | None = None) -> HttpResponse:
    may_say = bool(page.token) and request.member.role != Member.Role.VIEWER
    forms = {
        kind: tried if tried is not None and tried.kind == kind else form(dossier=page.dossier)
        for kind, form in FORMS.items()
        if may_say and kind in page.dossier.kinds
    }
    context = {"page": page, "forms": forms, "form": tried}
    return render(request, "portal/review_matter.html", context, status=422 if tried else 200)
