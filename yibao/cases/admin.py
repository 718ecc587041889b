"""Cases as history: the list, one case, and the way to its review page (T32, T41, settled 17).

Whoever takes, judges or hands on a case does so on the review page; nothing is changed here.
"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from yibao.kernel import clock
from yibao.kernel.console import (
    Card,
    Column,
    Panel,
    ReadOnlyAdmin,
    card,
    moment,
    tag,
)

from . import areas, conflicts, dossiers, four_eyes
from .console import NotesRefusals, as_uuid
from .looks import blindness as looks
from .models import Barred, Case
from .panels import decisions_panel
from .queues import counts
from .review import case_history as history
from .review import queue_cards  # noqa: F401  (registers the cards of officers)
from .states import CaseState

_RIGHT = "cases.decide_case"
_OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)
_STATE_KINDS = {
    "OPEN": "info",
    "IN_REVIEW": "warn",
    "RETURNED": "warn",
    "APPROVED": "ok",
    "REJECTED": "error",
}


@admin.register(Case)
class CaseAdmin(NotesRefusals, ReadOnlyAdmin):
    """Matters that a person must look at."""

    list_display = ("ref", "kind", "shown_state", "summary", "opened_at", "due", "reviewer")
    list_filter = ("state",)
    list_select_related = ("reviewer",)
    ordering = ("due_at", "pk")
    tenant_path = "tenant"
    exact_search = ("ref", "subject")
    fields = (
        "ref", "review_page", "kind", "shown_state", "summary", "words", "subject",
        "region_code", "reviewer", "opened_at", "due", "decided_at",
    )  # fmt: skip

    def case_of(self, object_id: str) -> Case | None:
        return Case.objects.filter(pk=as_uuid(object_id)).first()

    def own_panels(self, request: HttpRequest, row: Case) -> list[Panel]:
        columns = tuple(Column(word) for word in ("时间", "动作", "操作者", "说明"))
        rows = [
            [moment(one.at), one.words, one.who or "—", one.note or "—"]
            for one in history.of(request.user, row)
        ]
        return [decisions_panel(request.user, row), Panel("经过", columns, rows)]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Reviews of papers only of the own districts; own matters never (settled 18, T32).

        Nor cases under a blind second look that this reader could take (feature 42).
        """
        user = request.user
        rows = super().get_queryset(request).exclude(pk__in=looks.hidden_ids(user))
        if not user.has_perm(_RIGHT):
            return rows
        strict = Q(case_type__in=four_eyes.strict_types())
        mine = Q(person_index__in=conflicts.indexes_of(user)) | Q(staff_id=user.pk)
        barred = Barred.objects.filter(mine).values("case_id")
        return rows.filter(~strict | areas.within(user)).exclude(strict & Q(pk__in=barred))

    @admin.display(description="类型", ordering="case_type")
    def kind(self, row: Case) -> str:
        return dossiers.kind_of(row.case_type).label

    @admin.display(description="审核页")
    def review_page(self, row: Case) -> str:
        url = reverse("review:case", args=[row.ref])
        return format_html('<a href="{}">打开审核页</a>', url)

    @admin.display(description="当事人的话")
    def words(self, row: Case) -> str:
        return row.statement or "—"

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Case) -> str:
        return tag(_STATE_KINDS.get(row.state, "neutral"), row.get_state_display())

    @admin.display(description="承诺时间", ordering="due_at")
    def due(self, row: Case) -> str:
        late = row.state in _OPEN and row.due_at < clock.now()
        return tag("error", f"{moment(row.due_at)} 已超期") if late else moment(row.due_at)


@card(permission="cases.view_case", order=60)
def open_cases(request: HttpRequest) -> list[Card]:
    """What waits, and what is late."""
    rows = Case.objects.filter(state__in=_OPEN)
    if not request.user.is_superuser:
        rows = rows.filter(tenant_id=request.user.tenant_id)
    found = counts.capped({"all": rows, "late": rows.filter(due_at__lt=clock.now())})
    late, number = found["late"], counts.word(found["all"])
    note = f"其中 {counts.word(late)} 件已超期" if late else ""
    is_officer = request.user.has_perm(_RIGHT)
    url = reverse("review:queue") if is_officer else reverse("admin:cases_case_changelist")
    return [Card("待处理事项", number, "件", note, url, "error" if late else "")]
