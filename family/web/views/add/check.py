"""The last page before sending, and the page after it (wireframe 4 k)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel import masking, proof
from yibao.kernel.errors import DomainError
from yibao.kernel.insured_pages import for_insured

from ....data import Branch, relation_word
from ....data.relations import DOCUMENT_TYPES
from ....data.steps import Step
from ....errors import RequestIncomplete
from ....models import BindingRequest, Document
from ....selectors import letters, progress, requests
from ....services import newborn
from ....services import requests as service
from ...forms.base import posted
from ...forms.sign import SubmitForm
from ...guards import own_request
from ...places import full_name
from ...wizard import CHECK, FROM, PAGES, START, Wizard, for_step, resume_at

page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary with the way to change it."""

    label: str
    value: str
    change_url: str = ""
    note: str = ""


@page
@for_insured
@proof.needs_proof(settings.RECHECK_SECONDS)
@for_step(Step.CHECK)
def check(wizard: Wizard) -> HttpResponse:
    """Everything that was answered; sending needs every step (T34)."""
    request, draft = wizard.request, wizard.draft
    form = SubmitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            service.submit(by=request.user, ref=draft.ref)
        except RequestIncomplete:
            return redirect(PAGES[resume_at(draft)])
        except DomainError as refused:
            form.refuse(refused)
        else:
            _finish(request, draft)
            return redirect("family:add-done", ref=draft.ref)
    context = wizard.context(
        form=form,
        rows=rows_of(draft),
        days=requests.policy_of(draft).review_workdays,
        is_grown=requests.is_grown(draft),
        who=masking.mask_name(draft.member_name) if draft.member_name else "",
    )
    return render(request, "family/add_check.html", context)


def _finish(request: HttpRequest, draft: BindingRequest) -> None:
    """A newborn whose mother was seen is checked now instead of soon (P67)."""
    if draft.branch == Branch.NEWBORN and draft.member is not None:
        newborn.finish(by=request.user, request=draft)


@require_safe
@for_insured
def done(request: HttpRequest, ref: str) -> HttpResponse:
    """Number, date, what comes next; stays good as a bookmark and leads to the progress."""
    row = own_request(request, ref)
    if row.submitted_at is None:
        return redirect(START)
    context = {"one": progress.of(row), "row": row, "is_grown": row.needs_consent}
    return render(request, "family/add_done.html", context)


def rows_of(draft: BindingRequest) -> list[Row]:
    """The summary: relative, place, papers, letter."""
    steps = requests.steps_of(draft)
    rows = [*_member_rows(draft), Row("参保地", full_name(draft.place_code), _to(Step.PLACE))]
    if Step.DOCUMENTS in steps:
        rows.append(_papers(draft))
    elif draft.branch == Branch.ADULT:
        rows.append(Row("关系证明", "不用交", note="和登记的亲属关系一致"))
    signed = draft.get_signature_way_display() if letters.is_signed(draft) else "还没签"
    rows.append(Row("承诺书", f"已签（{signed}）", _to(Step.PROMISE)))
    return rows


def _member_rows(draft: BindingRequest) -> list[Row]:
    gend = draft.member.gend if draft.member is not None else ""
    word = relation_word(draft.relation, gend)
    change = _to(Step.MEMBER)
    if draft.branch == Branch.NEWBORN:
        change = _to_page("family:add-newborn")
        mother = f"{masking.mask_name(draft.mother_name or '')}的新生儿"
        who = masking.mask_name(draft.member_name) if draft.member_name else mother
        return [
            Row("家人", f"{who}（{word}）", change),
            Row("出生证明", letters.masked_number(draft), change),
        ]
    if draft.branch == Branch.OTHER_DOCUMENT:
        change = _to_page("family:add-other")
    is_card = draft.certificate_type == "01"
    document = "身份证号" if is_card else DOCUMENT_TYPES.get(draft.certificate_type, "证件")
    return [
        Row("家人", f"{draft.member_name}（{word}）", change),
        Row(document, letters.masked_number(draft), change),
    ]


def _papers(draft: BindingRequest) -> Row:
    chosen = requests.proof_set_of(draft)
    kept = draft.documents.filter(state=Document.State.STORED, kind=Document.Kind.PROOF)
    return Row(
        "照片", f"{kept.count()} 张", _to(Step.DOCUMENTS), note=chosen.title if chosen else ""
    )


def _to(step: Step) -> str:
    return _to_page(PAGES[step])


def _to_page(name: str, **args: Any) -> str:
    return f"{reverse(name, kwargs=args)}?{urlencode({FROM: CHECK})}"
