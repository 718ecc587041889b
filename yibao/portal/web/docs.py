"""Guides, quickstart, samples, changes and the state of the platform: for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import problems

from .. import selectors
from ..reading import guides, health, news


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """指南: the list."""
    return render(request, "portal/docs.html", {"titles": guides.titles()})


@require_safe
@login_not_required
def quickstart(request: HttpRequest) -> HttpResponse:
    """15 分钟接通: every step can be copied; together they are one program."""
    member = selectors.member_of(request.user)
    clients = list(selectors.clients_of(member.vendor)) if member else []
    context = {
        "parts": guides.quickstart(),
        "base": problems.base_of(request),
        "client_id": clients[0].client_id if clients else "",
    }
    return render(request, "portal/quickstart.html", context)


@require_safe
@login_not_required
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide."""
    if slug not in guides.TOPICS:
        raise Http404
    context = {"title": guides.titles()[slug], "blocks": guides.topic(slug)}
    return render(request, "portal/topic.html", context)


@require_safe
@login_not_required
def samples(request: HttpRequest) -> HttpResponse:
    """示例代码."""
    return render(request, "portal/sdk.html", {"samples": guides.samples()})


@require_safe
@login_not_required
def changes(request: HttpRequest) -> HttpResponse:
    """更新."""
    rows = [(one, guides.KINDS[one.kind]) for one in guides.changes()]
    return render(request, "portal/changelog.html", {"rows": rows})


@require_safe
@login_not_required
def status(request: HttpRequest) -> HttpResponse:
    """运行状态: real figures of this moment, and what was announced."""
    context = {"health": health.now(), "announcements": news.announcements()}
    return render(request, "portal/status.html", context)
