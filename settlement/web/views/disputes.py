"""对这笔账有疑问: ask, see what became of it, take it back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel import clock
from yibao.kernel.errors import DomainError

from ...errors import DisputeAnswered
from ...models import Dispute
from ...selectors import bills, disputes
from ...services import disputes as service
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
    form = None if waiting or is_spent else DoubtForm(posted(request))
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
            by=request.user, setl_id=no, reason=said["reason"], words=said["words"].strip()
        )
    except DomainError as refused:
        form.refuse(refused)
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
    row = _own(request, ref)
    kind, word = STATES[row.state]
    bill = row.settlement
    is_own = bill.person_id == request.user.person_id
    context = {
        "row": row,
        "bill": bill,
        "kind": kind,
        "word": word,
        "events": _events(row),
        "name": "" if is_own else bill.person.masked_name,
        "is_own": is_own,
        "is_open": row.state == DisputeState.OPEN,
    }
    return render(request, "settlement/dispute.html", context)


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
