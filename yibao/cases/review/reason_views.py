"""Pages of reasons: the list, one reason with its versions, writing one, bringing it into use."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError

from ..models import Reason
from ..reasons import seeds as reason_seeds
from ..reasons import versions as reason_versions
from ..reasons.seeds import Source
from . import reason_rows as rows
from .reason_forms import BeginForm, DraftForm, initial_of

READ, LEAD = "cases.view_case", "cases.manage_reason"
form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Reason.State


@console_page(READ)
@require_safe
def reasons(request: HttpRequest) -> HttpResponse:
    """Every code with its sentence, its places, how often it was given and whether it helps."""
    reason_seeds.plant(by=request.user, tenant=request.user.tenant)
    groups = rows.groups(request.user, request.user.tenant)
    waiting = [line.draft for group in groups for line in group.lines if line.draft]
    context = page_context(
        request, "理由码", groups=groups, waiting=waiting, is_lead=request.user.has_perm(LEAD)
    )
    return render(request, "admin/review/reasons.html", context)


@console_page(READ)
@require_safe
def reason(request: HttpRequest, case_type: str, code: str) -> HttpResponse:
    """One reason: what people read, its versions, its numbers."""
    source, found = found_versions(request, case_type, code)
    shown = next((one for one in found if one.reason.state == State.ACTIVE), found[0]).reason
    draft = next((one.reason for one in found if one.reason.state == State.DRAFT), None)
    places = source.places()
    context = page_context(
        request,
        f"{shown.label} {code}",
        source=source,
        reason=shown,
        draft=draft,
        sentences=rows.sentences(shown, places),
        draft_sentences=rows.sentences(draft, places) if draft else [],
        versions=found,
        figure=sum((one.figure for one in found), rows.Figure()),
        is_lead=request.user.has_perm(LEAD),
        is_author=draft is not None and draft.created_by_id == request.user.pk,
    )
    return render(request, "admin/review/reason.html", context)


def found_versions(
    request: HttpRequest, case_type: str, code: str
) -> tuple[Source, list[rows.Version]]:
    """A code's source and versions, the newest first; 404 for an unknown one."""
    source = reason_seeds.source_of(case_type)
    if source is None or source.case_type != case_type:
        raise Http404
    reason_seeds.plant(by=request.user, tenant=request.user.tenant)
    found = rows.versions(request.user, request.user.tenant, case_type, code)
    if not found:
        raise Http404
    return source, found


@console_page(LEAD)
@form_page
def draft(request: HttpRequest, case_type: str, code: str) -> HttpResponse:
    """Write the next version, or its draft anew; the words in force stay until it is activated."""
    source, found = found_versions(request, case_type, code)
    newest = found[0].reason
    places = source.places()
    form = DraftForm(
        request.POST or None, kind=newest.kind, places=places, initial=initial_of(newest)
    )
    sentences: list[rows.Sentence] = []
    if request.method == "POST" and form.is_valid():
        sentences = _preview(form, newest.kind, places)
        if "preview" not in request.POST and sentences and _is_written(request, form, newest):
            messages.success(request, "草稿已存。请另一位组长看过后启用。")
            return redirect("review:reason", case_type=case_type, code=code)
    context = page_context(
        request, f"新版本：{newest.label}", form=form, reason=newest, sentences=sentences
    )
    return render(request, "admin/review/reason_draft.html", context)


def _preview(form: DraftForm, kind: str, places: Any) -> list[rows.Sentence]:
    """What people would read; nothing where the words do not fit, and then the form says why."""
    text = form.text()
    try:
        reason_versions.check(kind=kind, text=text)
    except DomainError as refused:
        form.add_error("words", refused.message)
        return []
    made = Reason(kind=kind, words=text.words, what_to_do=text.what_to_do, slots=list(text.slots))
    return rows.sentences(made, places)


def _is_written(request: HttpRequest, form: DraftForm, newest: Reason) -> bool:
    try:
        reason_versions.draft(
            by=request.user,
            tenant=request.user.tenant,
            case_type=newest.case_type,
            code=newest.code,
            text=form.text(),
        )
    except DomainError as refused:
        form.add_error(None, refused.said)
        return False
    return True


@console_page(LEAD)
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A reason that was not there before: first what it is, then its words."""
    begin = BeginForm(request.POST or None, sources=reason_seeds.sources())
    kind = request.POST.get("kind", Reason.Kind.RETURN)
    source = (
        reason_seeds.source_of(request.POST.get("case_type", ""))
        or (reason_seeds.sources() or (None,))[0]
    )
    places = source.places() if source else {}
    words = "label" in request.POST
    form = DraftForm(request.POST if words else None, kind=kind, places=places)
    sentences: list[rows.Sentence] = []
    if request.method == "POST" and begin.is_valid() and words and form.is_valid():
        sentences = _preview(form, kind, places)
        if "preview" not in request.POST and sentences and _is_begun(request, begin, form):
            messages.success(request, "草稿已存。请另一位组长看过后启用。")
            return redirect(
                "review:reason",
                case_type=begin.cleaned_data["case_type"],
                code=begin.cleaned_data["code"],
            )
    context = page_context(
        request,
        "新理由",
        begin=begin,
        form=form if request.method == "POST" and begin.is_valid() else None,
        sentences=sentences,
    )
    return render(request, "admin/review/reason_new.html", context)


def _is_begun(request: HttpRequest, begin: BeginForm, form: DraftForm) -> bool:
    said = begin.cleaned_data
    try:
        reason_versions.draft_new(
            by=request.user,
            tenant=request.user.tenant,
            case_type=said["case_type"],
            kind=said["kind"],
            code=said["code"],
            text=form.text(),
        )
    except DomainError as refused:
        begin.add_error("code", refused.message)
        return False
    return True
