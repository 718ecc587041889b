"""The page of a case: read it, say a word, go on with the next one (wireframe 9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yibao.kernel.console import console_page
from yibao.kernel.errors import DomainError

from .. import refusals
from ..desk import drafts, leases, taking
from ..dossiers import Dossier
from ..errors import EvidenceChanged, LeaseLost
from ..models import Case, WorkProfile
from . import case_page as page
from . import case_said as words
from . import case_words
from .case_access import DECIDE, READ, Standing
from .case_said import Said

ACTS = ("next", "stay", "draft", "preview", "extend")
NOTHING_LEFT = "没有等您审的件了。"


@console_page(READ)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """Form and register, papers, checks and decision on one page."""
    row, standing, dossier = page.read(request, ref)
    if request.method == "POST":
        return _answer(request, row, standing, dossier)
    page.note_look(request, row)
    return _show(request, row, standing, dossier)


def _show(
    request: HttpRequest, row: Case, standing: Standing, dossier: Dossier, **more: Any
) -> HttpResponse:
    context = page.context(request, row, standing, dossier, **more)
    status = 422 if more.get("missing") else 200
    return render(request, "admin/review/case.html", context, status=status)


def _answer(request: HttpRequest, row: Case, standing: Standing, dossier: Dossier) -> HttpResponse:
    """What an officer sent: kept before anything else can fail."""
    act = request.POST.get("act", "next")
    said = Said.of_form(request.POST, dossier)
    if not request.user.has_perm(DECIDE) or act not in ACTS:
        return redirect("review:case", ref=row.ref)
    if act == "preview":
        sentence = case_words.sentence(row, dossier, said)
        return _show(request, row, standing, dossier, said=said, sentence=sentence)
    if act in ("draft", "extend"):
        return _keep(request, row, said, is_extended=act == "extend")
    missing = words.problems(said, dossier) if standing.is_mine else []
    if missing:
        return _show(request, row, standing, dossier, said=said, missing=missing)
    return _say(request, row, dossier, said, goes_on=act == "next")


def _keep(request: HttpRequest, row: Case, said: Said, *, is_extended: bool) -> HttpResponse:
    drafts.keep(by=request.user, ref=row.ref, words=said.words)
    if not is_extended:
        messages.success(request, "先存下了，还没有提交。")
        return _again(request, row)
    shown = words.opened(request.user, row, request.POST.get("token", ""))
    try:
        leases.beat(by=request.user, ref=row.ref, fence=shown[0] if shown else 0)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, "已续 15 分钟，填的内容也存下了。")
    return _again(request, row)


def _say(
    request: HttpRequest, row: Case, dossier: Dossier, said: Said, *, goes_on: bool
) -> HttpResponse:
    shown = words.opened(request.user, row, request.POST.get("token", ""))
    try:
        if shown is None:
            refusals.note(by=request.user, case=row, act="decide", code=LeaseLost.code)
            raise LeaseLost(why="页面不是在您领取的时候打开的")
        done = case_words.say(request.user, row, dossier, said, *shown)
    except DomainError as refused:
        drafts.keep(by=request.user, ref=row.ref, words=said.words)
        messages.error(request, refused.said)
        if isinstance(refused, EvidenceChanged):
            messages.info(request, "您填的内容还在，请看过新材料再提交。")
        return redirect("review:case", ref=row.ref)
    messages.success(request, f"{dossier.title}：{done}")
    return _next(request, row) if goes_on else redirect("review:case", ref=row.ref)


def _next(request: HttpRequest, row: Case) -> HttpResponse:
    """Decide and next: the most urgent case that this officer may work on (feature 30)."""
    try:
        found = taking.take_next(by=request.user)
    except DomainError as refused:
        messages.info(request, refused.said)
        return redirect("review:case", ref=row.ref)
    if found is None:
        messages.info(request, NOTHING_LEFT)
        return redirect("review:queue")
    return redirect("review:case", ref=found.ref)


def _again(request: HttpRequest, row: Case) -> HttpResponse:
    query = request.GET.urlencode()
    address = reverse("review:case", args=[row.ref])
    return redirect(f"{address}?{query}" if query else address)


@console_page(DECIDE)
@never_cache
@require_POST
def beat(request: HttpRequest, ref: str) -> JsonResponse:
    """A sign of life of an open page: how many seconds are left, or why there are none."""
    fence = request.POST.get("fence", "")
    try:
        number = int(fence) if fence.isascii() and fence.isdigit() else 0
        lease = leases.beat(by=request.user, ref=ref, fence=number)
    except DomainError as refused:
        return JsonResponse({"seconds": 0, "words": refused.said}, status=refused.status)
    left = int((lease.expires_at - lease.beat_at).total_seconds())
    return JsonResponse({"seconds": left, "words": ""})


@console_page(DECIDE)
@never_cache
@require_POST
def sentence(request: HttpRequest, ref: str) -> JsonResponse:
    """The words to the person for what is chosen now; keeps and changes nothing."""
    row, _, dossier = page.read(request, ref)
    said = Said.of_form(request.POST, dossier)
    return JsonResponse({"sentence": case_words.sentence(row, dossier, said)})


@console_page(DECIDE)
@never_cache
@require_POST
def letters(request: HttpRequest, ref: str) -> HttpResponse:
    """Switch the single-letter keys off or on, for good (WCAG 2.1.4)."""
    is_on = request.POST.get("letters") == "on"
    WorkProfile.objects.update_or_create(staff_id=request.user.pk, defaults={"letters_on": is_on})
    messages.success(request, "单键快捷键已打开。" if is_on else "单键快捷键已关掉，以后也不用。")
    return redirect("review:case", ref=ref)
