"""The catalogue of errors: what a code means and what to do about it; public."""

import json
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import problems
from yibao.kernel.errors import DomainError, FieldErrors, NotFound, registry

KINDS = {
    "account": "账号和身份",
    "accounts": "账号和身份",
    "aid": "家庭共济",
    "auth": "访问令牌和权限",
    "case": "办件",
    "clearing": "清算",
    "cases": "办件",
    "family": "亲情账户和家庭共济",
    "idempotency": "幂等键",
    "institution": "定点机构",
    "page": "页面",
    "person": "参保人",
    "reconciliation": "对账",
    "refund": "退费",
    "request": "请求",
    "sandbox": "演示环境",
    "service": "系统",
    "settlement": "结算",
    "visit": "就诊",
    "voucher": "医保码",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One code as the pages and the manual show it."""

    code: str
    kind: str
    status: int
    title: str
    detail: str
    patient_text: str
    next_step: str
    alias: str
    retry: bool


def entries() -> list[Entry]:
    """Every code, sorted."""
    return [_entry(error) for error in registry().values()]


def _entry(error: type[DomainError]) -> Entry:
    head = error.code.partition(".")[0]
    return Entry(
        code=error.code,
        kind=KINDS.get(head, head),
        status=error.status,
        title=error.title,
        detail=error.detail,
        patient_text=error.patient_text,
        next_step=error.next_step,
        alias=error.alias,
        retry=error.retry,
    )


@require_safe
@login_not_required
def error_list(request: HttpRequest) -> HttpResponse:
    """All codes by kind, or those that contain ``?q=``."""
    word = request.GET.get("q", "").strip()[:60]
    found = [entry for entry in entries() if _matches(entry, word)]
    kinds: dict[str, list[Entry]] = {}
    for entry in found:
        kinds.setdefault(entry.kind, []).append(entry)
    context = {"kinds": kinds, "query": word, "total": len(found)}
    return render(request, "web/error_list.html", context)


def _matches(entry: Entry, word: str) -> bool:
    text = f"{entry.code} {entry.alias} {entry.title} {entry.detail} {entry.patient_text}"
    return word.lower() in text.lower()


@require_safe
@login_not_required
def error_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One code: meaning, what to tell the patient, whether to try again, an example."""
    error = registry().get(code)
    if error is None:
        raise NotFound
    context = {"entry": _entry(error), "example": example_of(error, request)}
    return render(request, "web/error_detail.html", context)


def example_of(error: type[DomainError], request: HttpRequest) -> str:
    """The problem document as a program receives it."""
    row = {"path": "items[0].cnt", "code": "invalid", "message": "格式不对，请用半角数字。"}
    sample = error([row]) if issubclass(error, FieldErrors) else _sample(error)
    body = problems.document(sample, trace_id="R7FK2…", base=problems.base_of(request))
    return json.dumps(body, ensure_ascii=False, indent=2, default=str)


def _sample(error: type[DomainError]) -> DomainError:
    """An instance whose placeholders read as dashes; classes that insist on facts get none."""
    sample = DomainError.__new__(error)
    sample.extra = {}
    return sample
