"""Reviews and appeals on the page of a case: what is shown, what a word does (rows 30, 33)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.db.models import Count, Q
from django.urls import reverse

from family.data.relations import RELATION_WORDS
from family.errors import ReasonUnknown
from family.models import BindingRequest, Document
from family.rules import timeline
from family.selectors import documents as papers
from family.selectors import progress, review_file, sent_words
from family.selectors import reviews as facts
from family.selectors.review_file import ReviewFile
from family.services import verdicts
from family.states import RequestState
from yibao.audit import services as audit
from yibao.cases import dossiers, regions
from yibao.cases.dossiers import (
    CitizenPage,
    Dossier,
    RowFacts,
    Sheet,
    Step,
    Tool,
    Word,
)
from yibao.cases.looks import blindness as looks
from yibao.cases.models import Case, Decision
from yibao.cases.panels import decisions_panel
from yibao.kernel import clock, idcard
from yibao.kernel.console import Panel

from . import dossier_facts

_EFFECTS = {
    "APPROVE": "家人满 16 岁的，还要本人同意才办成。",
    "RETURN": "申请人只补您选的这几处，别的不用再交。到了次数上限，会按规则结束。",
    "REJECT": "补不好的才用。申请人可以申请复核一次。",
}
_KEEPS = {
    "APPROVE": "推翻原来的结果，接着办理绑定。",
    "REJECT": "维持原来的结果，申请人会收到说明。",
}
_ALL = ("APPROVE", "RETURN", "REJECT")


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """Everything that an officer reads of a request; the same number of queries for any papers."""
    file = review_file.of(case)
    if file is None:
        return dossiers.plain(case)
    request, is_appeal = file.request, case.case_type == facts.APPEAL_TYPE
    holds = case.reviewer_id == reader.pk and case.state == "IN_REVIEW"
    holds = holds or looks.may_read(reader, [case.pk])
    kinds = ("APPROVE", "REJECT") if is_appeal else _ALL
    return Dossier(
        title=request.number,
        lead=f"{RELATION_WORDS.get(request.relation, '')} · {request.get_branch_display()}",
        sections=dossier_facts.sections(file, full=full),
        sheets=tuple(_sheets(file)),
        signs=dossier_facts.signs(file, reverse("review:compare", args=[case.ref])),
        checklist=dossier_facts.lines(request),
        reasons=tuple(one for one in file.reasons if one.kind in kinds),
        kinds=kinds,
        history=tuple(_steps(file, case)),
        panels=tuple(_words_of(case, holds=holds)),
        folded=tuple(_folded(reader, case, file, holds=holds)),
        is_full=full,
        has_numbers=True,
        tools=tuple(_tools(case, request, holds=holds)),
        effects=_KEEPS if is_appeal else _EFFECTS,
        text_words="补充一句（可不填，接在理由后面）",
        text_most=80,
    )


def _sheets(file: ReviewFile) -> list[Sheet]:
    found = []
    for number, one in enumerate(review_file.order(file.titles, file.papers), 1):
        title = file.titles.get(one.slot_code, one.slot_code)
        found.append(
            Sheet(
                ref=one.ref,
                slot=one.slot_code,
                title=f"{title} 第 {one.page} 页" if one.page > 1 else title,
                number=number,
                url=reverse("family:document", args=[one.ref]),
                sha256=one.sha256,
                width=one.width,
                height=one.height,
                size=one.size,
                verdict=one.verdict,
                is_new=one.version > 1,
                note="；".join(papers.advice_of([one])),
                original_url=reverse("family:document-original", args=[one.ref]),
            )
        )
    return found


def _steps(file: ReviewFile, case: Case) -> list[Step]:
    """Steps of the request beside those of its case, which tells what officers did."""
    by_officers = {"IN_REVIEW"} if case.case_type == facts.CASE_TYPE else set()
    return [
        Step(one.at, _PAST.get(one.verb) or RequestState(one.to_state).label, _who(file, one))
        for one in file.events
        if one.from_state not in by_officers
    ]


_PAST = {
    **timeline.PAST,
    "family.request.withdrawn": "申请人撤回",
    "family.request.handed_to_review": "预检完成，交人工审核",
    "family.request.submitted": "提交",
    "family.request.precheck_begun": "系统预检",
    "family.request.approved": "绑定完成",
    "family.request.rejected": "没有通过",
    "family.request.returned": "退回补材料",
    "family.request.corrected": "重新提交",
}


def _who(file: ReviewFile, event: Any) -> str:
    if event.actor == "system":
        return "系统"
    if event.actor == f"user:{file.request.clerk_id}":
        return "窗口经办"
    return "审核人员" if event.from_state == "IN_REVIEW" else "申请人或家人"


def _words_of(case: Case, *, holds: bool) -> list[Panel]:
    if case.case_type != facts.APPEAL_TYPE or not holds or not case.statement:
        return []
    return [Panel("申请复核的理由", text=case.statement)]


def _folded(reader: Any, case: Case, file: ReviewFile, *, holds: bool) -> list[Panel]:
    """The first verdict of an appeal, so that the new look begins with the papers; the letter."""
    request, found = file.request, []
    if case.case_type == facts.APPEAL_TYPE:
        found.append(decisions_panel(reader, request.case, title="第一次审核"))
    if holds and request.promise_text:
        signed = request.get_signature_way_display()
        note = f"版本 {request.promise_version}，{signed}"
        found.append(Panel("个人承诺书", text=request.promise_text, note=note))
    return found


def _tools(case: Case, request: BindingRequest, *, holds: bool) -> list[Tool]:
    page = reverse("admin:family_bindingrequest_change", args=[quote(request.pk)])
    found = [Tool("申请的历史", page)]
    if holds and request.member_id is None and request.state == RequestState.IN_REVIEW:
        link = reverse("admin:family_bindingrequest_do", args=[quote(request.pk), "link"])
        found.insert(0, Tool("对上参保人", link))
    return found


# ---- what a word does ----


def decide(by: Any, case: Case, word: Word) -> None:
    """One call of the service with what the officer's page showed (T35, T36, T41)."""
    file = review_file.of(case)
    if file is None:
        raise ReasonUnknown
    request = file.request
    shown = {
        "by": by,
        "request": request,
        "evidence": list(word.evidence),
        "fence": word.fence,
        "rule_ids": dossier_facts.doubts(file),
        "note": word.note,
    }
    if word.kind == Decision.Kind.APPROVE:
        verdicts.approve(checklist=dict(word.checklist), **shown)
    elif word.kind == Decision.Kind.RETURN:
        verdicts.return_request(
            defects=list(word.reasons), verdicts=word.verdicts, text=word.text, **shown
        )
    else:
        reason = word.reasons[0][1] if word.reasons else ""
        verdicts.reject(reason=reason, text=word.text, **shown)


def preview(case: Case, word: Word) -> str:
    """The notice as the holder will read it; a first word of two is not sent yet."""
    file = review_file.of(case)
    if file is None:
        return ""
    if word.kind == Decision.Kind.APPROVE:
        return sent_words.approved(file.request)
    known = {(one.slot, one.code): one.words for one in file.reasons}
    sentences = [known[pair] for pair in word.reasons if pair in known]
    if not sentences:
        return ""
    if word.kind == Decision.Kind.RETURN:
        return sent_words.returned(file.request, sentences, word.text)
    said = sent_words.in_full(sentences, word.text)
    return sent_words.refused(file.request, said, is_appeal=case.case_type == facts.APPEAL_TYPE)


def citizen_page(case: Case) -> CitizenPage | None:
    """办理进度, as the holder has it now."""
    request = facts.of_case(case)
    if request is None:
        return None
    context = {"one": progress.of(request), "slots": papers.slots_of(request)}
    return CitizenPage("family/progress.html", context)


def subjects(case: Case) -> list[str]:
    """The request and its pictures, for the log."""
    request = facts.of_case(case)
    if request is None:
        return []
    rows = Document.objects.filter(request=request)
    return [audit.subject_of(request), *(audit.subject_of(one) for one in rows)]


def row_facts(cases: Sequence[Case]) -> dict[UUID, RowFacts]:
    """Age group, place and papers of the rows of a queue, in one query."""
    wanted = [one.pk for one in cases]
    rows = (
        BindingRequest.objects.filter(Q(case__in=wanted) | Q(appeal_case__in=wanted))
        .select_related("tenant")
        .annotate(papers=Count("documents", filter=Q(documents__state="STORED")))
    )
    found = {}
    for row in rows:
        place = regions.name_of(row.place_code) if row.place_code else ""
        known = RowFacts(_age_group(row), place, row.papers, row.number)
        found |= {pk: known for pk in (row.case_id, row.appeal_case_id) if pk in wanted}
    return found


def _age_group(row: BindingRequest) -> str:
    born = row.member_birth_date
    if born is None:
        return ""
    years = idcard.age_on(born, clock.today(row.tenant))
    return "未满 16 岁" if years < 16 else "16–59 岁" if years < 60 else "60 岁以上"


#: Words for the verbs of requests and papers in the log.
VERBS = {
    **_PAST,
    "family.request.viewed": "打开申请",
    "family.document.looked_at": "看材料",
    "family.document.stored": "上传材料",
    "family.document.replaced": "换新材料",
    "family.document.removed": "删除材料",
    "family.document.original_opened": "看原件",
    "family.document.erased": "按规定删除材料",
    "family.document.refused_unsafe": "材料不安全，没有收",
    "family.request.member_linked": "对上参保人",
    "family.request.taken_in": "窗口受理",
}
