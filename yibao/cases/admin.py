"""Cases: the queue, one case, and the four moves, each through its service (T32, settled 17)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel import clock
from yibao.kernel.console import (
    Card,
    Column,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    card,
    moment,
    tag,
)
from yibao.kernel.formwords import PlainForm

from . import services
from .models import Case
from .states import CaseState

_RIGHT = "cases.decide_case"
_OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)
_STATE_KINDS = {"OPEN": "info", "IN_REVIEW": "warn", "APPROVED": "ok", "REJECTED": "error"}


class NothingForm(PlainForm):
    """Taking a case needs no words."""


def _take(request: HttpRequest, row: Case, data: dict[str, Any]) -> None:
    services.take(by=request.user, ref=row.ref)


def _put_back(request: HttpRequest, row: Case, data: dict[str, Any]) -> None:
    services.put_back(by=request.user, ref=row.ref, note=data["reason"])


def _approve(request: HttpRequest, row: Case, data: dict[str, Any]) -> None:
    services.approve(by=request.user, ref=row.ref, note=data["reason"])


def _reject(request: HttpRequest, row: Case, data: dict[str, Any]) -> None:
    services.reject(by=request.user, ref=row.ref, note=data["reason"])


def _is_held(row: Case) -> bool:
    return row.state == CaseState.IN_REVIEW


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Matters that a person must look at."""

    list_display = ("ref", "case_type", "shown_state", "summary", "opened_at", "due", "reviewer")
    list_filter = ("state",)
    list_select_related = ("reviewer",)
    ordering = ("due_at", "pk")
    tenant_path = "tenant"
    exact_search = ("ref", "subject")
    fields = (
        "ref", "case_type", "shown_state", "summary", "words", "subject", "region_code",
        "reviewer", "opened_at", "due", "decided_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="take", label="领取", permission=_RIGHT, form_class=NothingForm, run=_take,
            applies=lambda row: row.state == CaseState.OPEN, done="已领取。",
            effect="这件事项归您处理，别人不能同时处理。",
        ),
        ServiceAction(
            name="put-back", label="放回", permission=_RIGHT, run=_put_back, applies=_is_held,
            done="已放回。", effect="这件事项回到队列，由其他人处理。承诺时间不变。",
        ),
        ServiceAction(
            name="approve", label="通过", permission=_RIGHT, run=_approve, applies=_is_held,
            done="已通过。要两个人都同意的事项，请另一位同事领取复核。",
            effect="决定马上生效，不能撤回。找回账号要另一位同事也通过才生效。",
        ),
        ServiceAction(
            name="reject", label="不通过", permission=_RIGHT, run=_reject, applies=_is_held,
            danger=True, done="已记为不通过。",
            effect="决定马上生效，不能撤回。原因会给申请人看，请写清楚。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: Case) -> list[Panel]:
        columns = tuple(Column(word) for word in ("时间", "动作", "操作者", "从", "到", "说明"))
        rows = [
            [moment(one.at), one.verb, one.actor, one.from_state, one.to_state, one.note or "—"]
            for one in row.events.order_by("at")
        ]
        return [Panel("经过", columns, rows)]

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
    late = rows.filter(due_at__lt=clock.now()).count()
    note = f"其中 {late} 件已超期" if late else ""
    url = reverse("admin:cases_case_changelist")
    return [Card("待处理事项", str(rows.count()), "件", note, url, "error" if late else "")]
