"""全部记录: everything the audit log knows of a case, by type, to be taken along (T42, T94)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.kernel.console import console_page, moment, page_context
from yibao.kernel.csvcells import safe_cell

from .. import dossiers
from ..models import Case
from . import case_access as access
from . import case_history as history
from . import case_page as page
from .case_access import READ

EXPORT = "audit.export_auditevent"
SIZE = 100
_HEADER = ("时间", "类型", "动作", "操作者", "说明")
_LOOKS = (
    Q(verb__endswith=".viewed")
    | Q(verb__endswith=".looked_at")
    | Q(verb__endswith=".previewed")
    | Q(verb__endswith=".compared")
    | Q(verb__endswith=".logged")
    | Q(verb__startswith="audit.glass.")
)
_MOVES = Q(verb__startswith="cases.")
#: Type → name and what belongs to it.
TYPES: dict[str, tuple[str, Q]] = {
    "moves": ("办理经过", _MOVES & ~_LOOKS),
    "looks": ("查看", _LOOKS),
    "matter": ("当事人和材料", ~_MOVES & ~_LOOKS),
}
_LOOK_ENDS = (".viewed", ".looked_at", ".previewed", ".compared", ".logged")
LOG_WORDS = {
    "cases.case.viewed": "打开审核页",
    "cases.case.previewed": "看申请人看到的页面",
    "cases.case.compared": "并排比对",
    "cases.case.logged": "看全部记录",
    "cases.case.picture_missing": "报告材料打不开",
    "audit.glass.opened": "申请显示全号",
    "audit.glass.shown": "显示了全号",
    "audit.glass.ended": "全号收回",
    "audit.glass.signed_off": "组长复核显示全号",
    "cases.case.log_exported": "导出记录",
    "cases.case.refused": "操作被拒绝",
    "cases.case.found": "按姓名或号码查到",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as officers read it."""

    at: datetime
    kind: str
    words: str
    who: str
    note: str


@console_page(READ)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, ref: str) -> HttpResponse:
    """The lines, newest first; POST takes what is shown along as CSV."""
    case = access.found(request.user, ref)
    chosen = request.GET.get("type", "")
    chosen = chosen if chosen in TYPES else ""
    rows = rows_of(case, chosen)
    if request.method == "POST":
        return _export(request, case, rows, chosen)
    audit.record("cases.case.logged", by=request.user, subject=case)
    part = Paginator(rows, SIZE).get_page(request.GET.get("p"))
    number = page.number_of(case)
    context = page_context(
        request,
        f"全部记录 {number}",
        is_nav_sidebar_enabled=False,
        case=case,
        number=number,
        kind=dossiers.kind_of(case.case_type),
        part=part,
        lines=list(lines(request.user, case, list(part.object_list))),
        types=[(code, word) for code, (word, _) in TYPES.items()],
        chosen=chosen,
        may_export=request.user.has_perm(EXPORT),
    )
    return render(request, "admin/review/log.html", context)


def rows_of(case: Case, chosen: str = "") -> "QuerySet[AuditEvent]":
    """Events of the case and of what belongs to it."""
    kind = dossiers.kind_of(case.case_type)
    subjects = [audit.subject_of(case), *(kind.subjects(case) if kind.subjects else ())]
    rows = AuditEvent.objects.filter(subject__in=subjects).order_by("-at", "-id")
    return rows.filter(TYPES[chosen][1]) if chosen else rows


def lines(reader: Any, case: Case, rows: list[AuditEvent]) -> Iterator[Line]:
    """In words; a first word stays closed until a second was said (P181)."""
    names = history.names_of([one.actor for one in rows])
    known = {**history.WORDS, **LOG_WORDS, **dossiers.kind_of(case.case_type).verbs}
    for one in rows:
        who = names.get(one.actor, one.actor)
        if history.is_closed(case, one.verb, one.actor, reader):
            yield Line(one.at, "办理经过", history.CLOSED_WORDS, who, "")
            continue
        yield Line(one.at, _type_of(one.verb), known.get(one.verb, one.verb), who, _note(one.data))


def _type_of(verb: str) -> str:
    if verb.endswith(_LOOK_ENDS) or verb.startswith("audit.glass."):
        return TYPES["looks"][0]
    return TYPES["moves" if verb.startswith("cases.") else "matter"][0]


def _note(data: dict[str, Any]) -> str:
    """Reasons and notes; ids stay in the audit log."""
    return str(data.get("reason") or data.get("note") or "")


def _export(
    request: HttpRequest, case: Case, rows: "QuerySet[AuditEvent]", chosen: str
) -> StreamingHttpResponse:
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    audit.record(
        "cases.case.log_exported", by=request.user, subject=case, data={"type": chosen or "all"}
    )
    found = list(lines(request.user, case, list(rows[:10_000])))
    answer = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{case.ref}.csv"'
    return answer


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(found: list[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(_HEADER)
    for one in found:
        cells = (moment(one.at, seconds=True), one.kind, one.words, one.who, one.note)
        yield writer.writerow([safe_cell(cell) for cell in cells])
