"""Bindings: who may show whose code; pausing and ending on suspicion (P85, P90), growing up."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from family.models import Binding
from family.services import bindings
from family.states import LIVE_BINDINGS, SHOWING_BINDINGS, BindingState
from yibao.cases import conflicts
from yibao.cases.errors import DeciderIsInvolved
from yibao.kernel import clock, masking
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    detail_link,
    moment,
    panel,
    person_link,
    since,
    tag,
    unveiled,
    yes_no,
)

SOON = timedelta(days=60)
_KINDS = {BindingState.ACTIVE: "ok", BindingState.CONSENT_PENDING_16: "warn",
          BindingState.SUSPENDED: "warn"}  # fmt: skip


def state_tag(row: Binding) -> str:
    """The state in colour."""
    return tag(_KINDS.get(BindingState(row.state), "neutral"), row.get_state_display())


class GrowingUpFilter(admin.SimpleListFilter):
    """Members who turn 16 within 60 days (P83)."""

    title = "快满 16 岁"
    parameter_name = "turning"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("soon", "60 天内")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Binding]) -> QuerySet[Binding]:
        if self.value() != "soon":
            return rows
        today = clock.today()
        return rows.filter(
            state__in=LIVE_BINDINGS, turns_16_on__gte=today, turns_16_on__lte=today + SOON
        )


def _refuse_involved(request: HttpRequest, row: Binding) -> None:
    """Nobody pauses, opens or ends what concerns the own person or declared kin (T32)."""
    sides = {row.holder.certno_index, row.member.certno_index}
    if conflicts.concerns(request.user, sides):
        raise DeciderIsInvolved


def _suspend(request: HttpRequest, row: Binding, data: dict[str, Any]) -> None:
    _refuse_involved(request, row)
    note = masking.mask_text(data["reason"])
    bindings.suspend(by=request.user, ref=row.ref, reason="MISUSE", note=note)


def _resume(request: HttpRequest, row: Binding, data: dict[str, Any]) -> None:
    _refuse_involved(request, row)
    bindings.resume(by=request.user, ref=row.ref, note=masking.mask_text(data["reason"]))


def _end(request: HttpRequest, row: Binding, data: dict[str, Any]) -> None:
    _refuse_involved(request, row)
    bindings.end_misuse(by=request.user, ref=row.ref, note=masking.mask_text(data["reason"]))


@admin.register(Binding)
class BindingAdmin(ReadOnlyAdmin):
    """Who may show whose code."""

    list_display = (
        "ref", "holder_link", "member_link", "relation", "state_tag", "began_at", "last_shown_at",
    )  # fmt: skip
    list_filter = ("state", "relation", "way", GrowingUpFilter, since("began_at"))
    list_select_related = ("holder", "member")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "holder__psn_no", "member__psn_no")
    fields = (
        "ref", "tenant", "holder_link", "member_link", "relation", "state_tag", "way", "place",
        "may_see_bills", "tell_showings", "consented_at", "began_at", "last_shown_at",
        "turns_16_on", "grace_until", "suspension_reason", "ended_at", "ending", "is_silent",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="pause", label="暂停出示", permission="family.end_binding", danger=True,
            run=_suspend, done="已暂停，已通知双方。",
            applies=lambda row: row.state in SHOWING_BINDINGS,
            effect="主账号马上不能出示这位家人的码，正在显示的也作废。本人的码和实体卡照常用。"
            "双方会收到通知。",
        ),
        ServiceAction(
            name="resume", label="恢复出示", permission="family.end_binding", run=_resume,
            done="已恢复，已通知双方。",
            applies=lambda row: row.state == BindingState.SUSPENDED
            and row.suspension_reason == "MISUSE",
            effect="主账号又可以出示这位家人的码。双方会收到通知。",
        ),
        ServiceAction(
            name="end", label="因冒用停止", permission="family.end_binding", danger=True,
            run=_end, done="已停止，已通知双方。",
            applies=lambda row: row.state in LIVE_BINDINGS,
            effect="这个绑定马上结束，名额空出来；要再绑定，得重新申请。双方会收到通知。",
        ),
    )  # fmt: skip

    may_see_bills = yes_no("sees_bills", "可看账单")
    is_silent = yes_no("ended_silently", "不通知对方")

    def describe(self, row: Binding) -> str:
        return f"{row.ref}（{row.get_relation_display()}）"

    @admin.display(description="主账号")
    def holder_link(self, row: Binding) -> str:
        return person_link(row.holder)

    @admin.display(description="家人")
    def member_link(self, row: Binding) -> str:
        return person_link(row.member)

    @admin.display(description="状态", ordering="state")
    def state_tag(self, row: Binding) -> str:
        return state_tag(row)


@panel("accounts.person", permission="family.view_binding", order=55)
def bindings_of_person(request: HttpRequest, person: Any) -> Panel:
    """Bindings in both directions."""
    columns = ("编号", "主账号", "家人", "家人是主账号的", "状态", "绑定时间", "上次出示")
    rows = (
        unveiled(request.user, Binding.objects.filter(Q(holder=person) | Q(member=person)))
        .select_related("holder", "member")
        .order_by("-began_at")[:20]
    )
    cells = [
        [
            detail_link(one, one.ref), person_link(one.holder), person_link(one.member),
            one.get_relation_display(), state_tag(one), moment(one.began_at),
            moment(one.last_shown_at) if one.last_shown_at else "—",
        ]
        for one in rows
    ]  # fmt: skip
    return Panel("亲情账户", tuple(Column(word) for word in columns), cells)
