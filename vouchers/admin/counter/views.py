"""The desk: find the person, take in the act, a second clerk confirms, print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import people, regions
from accounts.services import looking
from vouchers import errors, rules, selectors
from vouchers.data import AGREEMENT
from vouchers.models import CounterAct
from vouchers.services import counter
from yibao.kernel import masking
from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError

from .forms import KINDS, ActForm, FindForm, RefuseForm

RIGHT = "vouchers.work_counter"
_AT_THE_DESK = "窗口代办"
page = require_http_methods(["GET", "HEAD", "POST"])


desk_view = console_page(RIGHT)


@desk_view
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Find a person; acts that wait for a second clerk; what I did today."""
    waiting = selectors.counter.waiting(request.user.tenant)
    context = page_context(
        request,
        "柜台代办",
        form=FindForm(),
        waiting=waiting,
        mine=selectors.counter.of_clerk_today(request.user),
    )
    return render(request, "admin/counter/desk.html", context)


@desk_view
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """By POST, so that nothing typed gets into an address (T07, T94)."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return redirect("counter:desk")
    text = form.cleaned_data["text"].replace("\x00", "")
    try:
        kind, found = _look(request, text)
    except errors.CodeUnknown:
        messages.error(request, "这个码过期了或已用过。请群众换新码，再扫一次。")
        return redirect("counter:desk")
    except errors.CounterNotPossible as refused:
        messages.error(request, refused.message)
        return redirect("counter:desk")
    if not found:
        messages.warning(request, "没有查到。请核对后填完整的号码，或请群众出示医保码。")
        return redirect("counter:desk")
    request.session[selectors.counter.FOUND] = {str(person.pk): kind for person in found}
    if len(found) == 1:
        return redirect("counter:person", person_id=found[0].pk)
    return render(
        request, "admin/counter/found.html", page_context(request, "查到的人", found=found)
    )


def _look(request: HttpRequest, text: str) -> tuple[str, list[Any]]:
    compact = text.replace(" ", "")
    if rules.is_code(compact):
        return "code", [counter.find_by_code(by=request.user, code=compact)]
    tenant = request.user.tenant
    return looking.find(by=request.user, tenant=tenant, text=text, reason=_AT_THE_DESK)


def _person(request: HttpRequest, person_id: UUID) -> tuple[Any, str]:
    """Only somebody who was just found at this desk; an address alone opens nobody (T94)."""
    found = selectors.counter.found_at_desk(request.session, person_id)
    if found is None:
        raise Http404
    return found


@desk_view
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Masked facts and what can be done for this person."""
    found, how = _person(request, person_id)
    looking.note_view(by=request.user, person=found)
    account = people.user_of(found)
    context = page_context(
        request,
        f"{found.masked_name}（{found.psn_no}）",
        person=found,
        how=how,
        standing=selectors.standing(found),
        account=account,
        phone=masking.mask_phone(account.phone) if account and account.phone else "",
        kinds=KINDS,
        matters=selectors.counter.matters(found),
    )
    return render(request, "admin/counter/person.html", context)


@desk_view
@page
def begin(request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
    """Take in one act."""
    found, how = _person(request, person_id)
    if kind not in KINDS:
        raise Http404
    form = ActForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        ask = form.ask(found_by=how, region_code=selectors.standing(found).region)
        try:
            act = counter.begin(by=request.user, person=found, ask=ask)
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            messages.success(
                request, "已受理，请另一位同事复核。" if act.needs_second else "已办好。"
            )
            return redirect("counter:act", ref=act.ref)
    context = page_context(
        request,
        KINDS[kind],
        person=found,
        kind=kind,
        form=form,
        needs_second=rules.needs_second(kind),
    )
    return render(request, "admin/counter/begin.html", context)


@desk_view
@require_safe
def act(request: HttpRequest, ref: str) -> HttpResponse:
    """One act: what was seen, by whom; the second clerk decides here."""
    return _act_page(request, _act(request, ref), RefuseForm())


def _act(request: HttpRequest, ref: str) -> CounterAct:
    try:
        return selectors.counter.act(request.user.tenant, ref)
    except DomainError as unknown:
        raise Http404 from unknown


def _act_page(request: HttpRequest, row: CounterAct, form: RefuseForm) -> HttpResponse:
    context = page_context(
        request,
        f"{row.get_kind_display()} {row.ref}",
        act=row,
        papers=[rules.PAPERS.get(code, code) for code in row.papers],
        may_decide=row.state == "WAITING" and row.clerk_id != request.user.pk,
        is_own=row.clerk_id == request.user.pk,
        form=form,
    )
    return render(request, "admin/counter/act.html", context)


@desk_view
@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """The second clerk agrees; a printed code is shown here and never again."""
    _act(request, ref)
    try:
        row, slip = counter.confirm(by=request.user, ref=ref)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("counter:act", ref=ref)
    if slip is not None:
        shown = {
            "slip": slip,
            "hotline": _hotline(row),
            "back_url": reverse("counter:act", args=[ref]),
        }
        return render(request, "vouchers/slip.html", shown)
    messages.success(request, f"{row.get_kind_display()}已办好。")
    return redirect("counter:act", ref=ref)


@desk_view
@require_POST
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """The second clerk does not agree."""
    row, form = _act(request, ref), RefuseForm(request.POST)
    if not form.is_valid():
        return _act_page(request, row, form)
    try:
        counter.refuse(by=request.user, ref=ref, reason=form.cleaned_data["reason"])
    except DomainError as refused:
        messages.error(request, refused.said)
    return redirect("counter:act", ref=ref)


@desk_view
@require_safe
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The form that the person signs on paper."""
    row = _act(request, ref)
    context = {
        "act": row,
        "papers": [rules.PAPERS.get(code, code) for code in row.papers],
        "agreement": AGREEMENT if row.kind == CounterAct.Kind.OPEN else None,
        "place": regions.name_of(row.region_code) if row.region_code else "",
        "hotline": _hotline(row),
    }
    return render(request, "admin/counter/sheet.html", context)


def _hotline(row: CounterAct) -> str:
    return (regions.hotline_of(row.region_code) if row.region_code else "") or "12393"
