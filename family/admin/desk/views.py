"""The family account at the counter: take in, scan, hand in, end, agree (P181, P186–P189)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services import looking
from family.data import Branch
from family.models import BindingRequest
from family.selectors import desk as seen
from family.selectors import policies
from family.services import desk, documents
from vouchers.errors import CounterNotPossible
from vouchers.selectors import counter as counters
from vouchers.services import counter
from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError
from yibao.kernel.ids import new_ref

from .forms import BindForm, CodeForm, PapersForm

COUNTER, HOSPITAL = "vouchers.work_counter", "family.work_hospital_desk"
desk_view = console_page(COUNTER)
window_view = console_page(COUNTER, HOSPITAL)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _person(request: HttpRequest, person_id: UUID) -> tuple[Any, str]:
    found = counters.found_at_desk(request.session, person_id)
    if found is None:
        raise Http404
    return found


def _is_hospital(request: HttpRequest) -> bool:
    """A hospital's window; whoever may do more works at the counter."""
    return not request.user.has_perm(COUNTER)


def _words(refused: DomainError) -> str:
    return refused.said


@console_page(HOSPITAL)
@form_page
def hospital(request: HttpRequest) -> HttpResponse:
    """Where a hospital's window begins: with the holder's own code, which proves who is there."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].replace(" ", "")
        try:
            found = counter.find_by_code(by=request.user, code=code)
        except CounterNotPossible as refused:
            form.add_error("code", refused.message)
        except DomainError:
            form.add_error("code", "这个码过期了或已用过。请申请人换新码，再扫一次。")
        else:
            request.session[counters.FOUND] = {str(found.pk): "code"}
            return redirect("family_desk:person", person_id=found.pk)
    context = page_context(request, "医院窗口绑定家人", form=form)
    return render(request, "admin/counter/family/hospital.html", context)


@window_view
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Bindings in both directions, what waits, what this clerk has not handed in."""
    found, _ = _person(request, person_id)
    looking.note_view(by=request.user, person=found)
    is_hospital = _is_hospital(request)
    context = page_context(
        request,
        f"亲情账户 {found.masked_name}",
        person=found,
        is_hospital=is_hospital,
        bindings=[] if is_hospital else seen.bindings_of(found),
        asks=[] if is_hospital else seen.asks_of(found),
        drafts=seen.drafts_of(request.user, found),
    )
    return render(request, "admin/counter/family/person.html", context)


@window_view
@form_page
def bind(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take a wish in."""
    found, how = _person(request, person_id)
    region = policies.region_of(found)
    policy = policies.of_person(found)
    is_hospital = _is_hospital(request)
    form = BindForm(
        request.POST or None,
        relations=list(policy.relations),
        proofs=_proofs(policy, region),
        is_hospital=is_hospital,
    )
    if request.method == "POST" and form.is_valid():
        ask = form.desk_ask(found_by=how, region_code=region)
        try:
            draft = desk.take_in(by=request.user, holder=found, ask=ask)
        except DomainError as refused:
            form.add_error(None, _words(refused))
        else:
            return redirect("family_desk:scans", ref=draft.ref)
    context = page_context(request, "绑定家人", person=found, form=form, is_hospital=is_hospital)
    return render(request, "admin/counter/family/bind.html", context)


def _proofs(policy: Any, region: str) -> list[Any]:
    """Every way of proof that may be asked for at the counter."""
    return [
        one
        for branch in (Branch.CHILD, Branch.ADULT)
        for relation in policy.relations
        for one in policies.proof_sets(branch, relation, region)
    ]


@window_view
@form_page
def scans(request: HttpRequest, ref: str) -> HttpResponse:
    """Scan the papers, several at once, and hand in."""
    try:
        draft = desk.of_clerk(by=request.user, ref=ref)
    except DomainError as unknown:
        raise Http404 from unknown
    if request.method == "POST" and "hand_in" in request.POST:
        return _hand_in(request, draft)
    if request.method == "POST":
        _store(request, draft)
        return redirect("family_desk:scans", ref=ref)
    context = page_context(
        request,
        f"扫描材料 {draft.number}",
        draft=draft,
        slots=seen.slots_of(draft),
        is_hospital=draft.way == BindingRequest.Way.HOSPITAL,
    )
    return render(request, "admin/counter/family/scans.html", context)


def _hand_in(request: HttpRequest, draft: BindingRequest) -> HttpResponse:
    """To the second clerk; from a hospital's window to the officers."""
    is_hospital = draft.way == BindingRequest.Way.HOSPITAL
    try:
        if is_hospital:
            desk.send(by=request.user, ref=draft.ref)
        else:
            act = desk.hand_in(by=request.user, ref=draft.ref)
    except DomainError as refused:
        messages.error(request, _words(refused))
        return redirect("family_desk:scans", ref=draft.ref)
    if is_hospital:
        messages.success(request, f"已提交审核，申请号 {draft.number}。")
        return redirect("family_desk:hospital")
    messages.success(request, "已受理，请另一位同事复核。")
    return redirect("counter:act", ref=act.ref)


def _store(request: HttpRequest, draft: BindingRequest) -> None:
    stored = 0
    for slot in seen.slots_of(draft):
        for page, upload in enumerate(request.FILES.getlist(f"document_{slot.code}"), start=1):
            try:
                documents.store(
                    by=request.user,
                    request=draft,
                    slot_code=slot.code,
                    upload=upload,
                    upload_id=new_ref("U"),
                    page=page,
                )
            except DomainError as refused:
                messages.error(request, f"{slot.title}：{_words(refused)}")
            else:
                stored += 1
    if stored:
        messages.success(request, f"收了 {stored} 个文件。")


@window_view
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Do not go on."""
    try:
        draft = desk.of_clerk(by=request.user, ref=ref)
        desk.drop(by=request.user, ref=ref)
    except DomainError as unknown:
        raise Http404 from unknown
    messages.success(request, "已作废，扫描的材料已删除。")
    return redirect("family_desk:person", person_id=draft.holder_id)


@desk_view
@form_page
def unbind(request: HttpRequest, person_id: UUID, ref: str) -> HttpResponse:
    """End a binding at once."""
    return _act(request, person_id, ref, title="解除家人绑定", kind=desk.UNBIND)


@desk_view
@form_page
def consent(request: HttpRequest, person_id: UUID, ref: str) -> HttpResponse:
    """The member at the desk agrees."""
    return _act(request, person_id, ref, title="本人同意被绑定", kind=desk.CONSENT)


def _act(request: HttpRequest, person_id: UUID, ref: str, *, title: str, kind: str) -> HttpResponse:
    found, how = _person(request, person_id)
    rows = seen.bindings_of(found) if kind == desk.UNBIND else seen.asks_of(found)
    row = next((one for one in rows if one.ref == ref), None)
    if row is None:
        raise Http404
    form = PapersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        region = policies.region_of(found)
        ask = form.ask(kind, found_by=how, region_code=region, subject=ref)
        begin = desk.begin_unbinding if kind == desk.UNBIND else desk.begin_consent
        try:
            act = begin(by=request.user, person=found, ref=ref, ask=ask)
        except DomainError as refused:
            form.add_error(None, _words(refused))
        else:
            done = "已受理，请另一位同事复核。" if act.needs_second else "已解除，马上生效。"
            messages.success(request, done)
            return redirect("counter:act", ref=act.ref)
    context = page_context(
        request,
        title,
        person=found,
        row=row,
        form=form,
        is_end=kind == desk.UNBIND,
        back=reverse("family_desk:person", args=[person_id]),
    )
    return render(request, "admin/counter/family/act.html", context)
