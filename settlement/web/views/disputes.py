"""对这笔账有疑问: ask, see what became of it, take it back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from family.data.photos import ACCEPTED
from yibao.kernel import clock, pictures
from yibao.kernel.errors import DomainError, NotFound

from ...errors import DisputeAnswered
from ...models import Dispute
from ...selectors import bills, disputes, doubt_papers
from ...services import disputes as service
from ...services import doubt_papers as papers
from ...states import DisputeState
from .. import shapes
from ..card_forms import CardForm, posted
from .common import with_person
from .subjects import Subject, for_subject

STATES = {
    DisputeState.OPEN: ("info", "核查中"),
    DisputeState.UPHELD: ("neutral", "账单没有错"),
    DisputeState.CORRECTED: ("ok", "要改正"),
    DisputeState.WITHDRAWN: ("neutral", "已撤回"),
}


def photo_field(label: str, help_text: str) -> forms.FileField:
    """One photo or PDF; what it is worth is judged behind it, by its content."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class PhotoForm(CardForm):
    """One more photo for a question that waits."""

    document = photo_field("再加一张照片", "票据、处方或清单，拍清楚字。")


class DoubtForm(CardForm):
    """What is wrong, and in own words."""

    reason = forms.ChoiceField(
        label="哪里不对", choices=Dispute.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选哪里不对。", "invalid_choice": "请选下面的一项。"},
    )  # fmt: skip
    words = forms.CharField(
        label="想说明的话（可不填）",
        required=False,
        max_length=disputes.WORDS_MOST,
        help_text="最多 500 字。写清楚是哪一项、您记得的数是多少。有票据的请留着。",
        error_messages={"max_length": "最多 500 字，请写短一点。"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    document = photo_field(
        label="照片（可不填）",
        help_text="拍下票据、处方或清单，能查得更快。这里放一张，提交以后还可以再加。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_subject
def ask(request: HttpRequest, subject: Subject, no: str) -> HttpResponse:
    """The form; while a question is open, its state instead."""
    row = bills.own(subject.person, no)
    if not disputes.may_ask(request.user, row):
        raise Http404
    known = disputes.of_bill(row)
    waiting = next((one for one in known if one.state == DisputeState.OPEN), None)
    is_spent = waiting is None and len(known) >= disputes.MOST_A_BILL
    form = None if waiting or is_spent else DoubtForm(posted(request), request.FILES or None)
    if form is not None and request.method == "POST" and form.is_valid():
        found = _ask(request, form, no)
        if found is not None:
            return redirect("settlement:dispute", found.ref)
    context = {
        "subject": subject,
        "links": subject.links(no),
        "bill": shapes.head_of(row),
        "form": form,
        "known": [(one, *STATES[one.state]) for one in known],
        "is_spent": is_spent,
        "waiting": waiting,
    }
    return render(request, "settlement/bill_dispute.html", context)


def _ask(request: HttpRequest, form: DoubtForm, no: str) -> Dispute | None:
    said = form.cleaned_data
    try:
        row = service.ask(
            by=request.user,
            setl_id=no,
            reason=said["reason"],
            words=said["words"].strip(),
            photo=said["document"],
        )
    except NotFound:
        raise
    except DomainError as refused:
        # What is wrong with the photo stands at the photo; the words stay in the form.
        is_photo = refused.code.startswith("family.upload.")
        form.refuse(refused, "document" if is_photo else None)
        return None
    due = clock.local(row.case.due_at)
    messages.success(request, f"已提交，最迟 {due.month} 月 {due.day} 日 {due:%H:%M} 有结果。")
    return row


def _own(request: HttpRequest, ref: str) -> Dispute:
    row = disputes.own(request.user, ref)
    if row is None:
        raise Http404
    return row


@require_safe
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One question: what was asked, where it stands, what the officer says."""
    return _shown(request, _own(request, ref), PhotoForm())


def _shown(request: HttpRequest, row: Dispute, form: PhotoForm, status: int = 200) -> HttpResponse:
    kind, word = STATES[row.state]
    bill = row.settlement
    is_own = bill.person_id == request.user.person_id
    shown = doubt_papers.current(row)
    room = doubt_papers.MOST - len(shown)
    context = {
        "row": row,
        "bill": bill,
        "kind": kind,
        "word": word,
        "events": _events(row),
        "name": "" if is_own else bill.person.masked_name,
        "is_own": is_own,
        "is_open": row.state == DisputeState.OPEN,
        "papers": shown,
        "papers_most": doubt_papers.MOST,
        "form": form if row.state == DisputeState.OPEN and room > 0 else None,
    }
    return render(request, "settlement/dispute.html", context, status=status)


def _events(row: Dispute) -> list[shapes.Event]:
    asked = shapes.Event("您提了疑问", row.created_at, "", "done")
    if row.state == DisputeState.WITHDRAWN:
        return [asked, shapes.Event("您已撤回", row.answered_at, "", "done")]
    if row.state != DisputeState.OPEN:
        return [asked, shapes.Event("医保局已答复", row.answered_at, "", "done")]
    due = clock.local(row.case.due_at)
    until = f"最迟 {due.month} 月 {due.day} 日 {due:%H:%M} 有结果，会发消息告诉您。"
    return [
        asked,
        shapes.Event("医保局正在核查", None, f"现在不用您做什么。{until}", "now"),
        shapes.Event("答复您", None, "", "next"),
    ]


@require_POST
@with_person
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the question back; an answer that came first stays."""
    row = _own(request, ref)
    try:
        service.withdraw(by=request.user, ref=row.ref)
        messages.success(request, "已撤回。以后还可以再问。")
    except DisputeAnswered as refused:
        messages.error(request, refused.said)
    return redirect("settlement:dispute", row.ref)


@require_POST
@with_person
def add_photo(request: HttpRequest, ref: str) -> HttpResponse:
    """One more photo; what is wrong with it is said beside the button."""
    row = _own(request, ref)
    form = PhotoForm(request.POST, request.FILES)
    form.full_clean()
    try:
        papers.add(by=request.user, ref=row.ref, upload=form.cleaned_data.get("document"))
    except NotFound:
        raise
    except DomainError as refused:
        form.refuse(refused, "document")
        row.refresh_from_db()
        return _shown(request, row, form, status=refused.status)
    messages.success(request, "照片已加上，核查的人会看到。")
    return redirect("settlement:dispute", row.ref)


@require_POST
@with_person
def remove_photo(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """Take a photo away; after the answer it stays."""
    row = _own(request, ref)
    try:
        papers.remove(by=request.user, ref=row.ref, paper=paper)
        messages.success(request, "照片已删除。")
    except DisputeAnswered as refused:
        messages.error(request, refused.said)
    return redirect("settlement:dispute", row.ref)


@login_not_required
@require_safe
@never_cache
def photo(request: HttpRequest, paper: str) -> HttpResponse:
    """One photo: for who asked, and for the officer who holds the case; nothing for others."""
    user: Any = request.user
    if user.is_staff and not admin.site.has_permission(request):
        raise NotFound
    shown = papers.open_for(by=user, ref=paper, size=request.GET.get("size", ""))
    return pictures.sent(shown.bytes, shown.content_type)
