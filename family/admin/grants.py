"""Mutual-aid grants (家庭共济): read only, with what was agreed to."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from family.data.aid import USE_WORDS
from family.models import AidBlock, Grant
from family.models.grant import LIVE
from family.services import grants
from family.states import GrantState
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
    yuan,
)

_TAGS = {GrantState.ACTIVE: "ok", GrantState.REVIEW: "warn"}


def _state(row: Grant) -> str:
    return tag(_TAGS.get(GrantState(row.state), "neutral"), row.get_state_display())


def _period(row: Any) -> str:
    return f"{row.period.lower or '—'} 至 {row.period.upper or '—'}（不含）"


def _cap(fen: int | None) -> str:
    return yuan(fen) if fen is not None else "不限"


def _uses(row: Any) -> str:
    return "、".join(USE_WORDS.get(one, one) for one in row.uses)


def _end_kin(request: HttpRequest, row: Grant, data: dict[str, Any]) -> None:
    grants.end_of_kin(by=request.user, ref=row.ref, reason=data["reason"])


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    """Who may spend whose account money."""

    list_display = (
        "ref", "payer_link", "member_link", "relation", "kind", "cap", "state_tag", "created_at",
    )  # fmt: skip
    list_filter = ("state", "kind", "relation", since("created_at"))
    list_select_related = ("payer", "member")
    ordering = ("-pk",)
    tenant_path = "payer__tenant"
    exact_search = ("ref", "payer__psn_no", "member__psn_no", "for_visit")
    fields = (
        "ref", "payer_link", "member_link", "relation", "kind", "way", "for_visit", "priority",
        "cap", "day_cap", "year_cap", "kept", "shown_uses", "shown_period", "state_tag",
        "created_at", "ended_at", "ending", "case",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="end-kin", label="亲属关系已解除，结束授权", permission="family.end_grant",
            run=_end_kin, danger=True, applies=lambda row: row.state in LIVE,
            done="已结束，双方都会收到消息。",
            effect="授权马上停止，家人不能再用这个账户；已经付过的不变。要有离婚证、解除收养等证明。",
        ),
    )  # fmt: skip

    @admin.display(description="付款人")
    def payer_link(self, row: Grant) -> str:
        return person_link(row.payer)

    @admin.display(description="家人")
    def member_link(self, row: Grant) -> str:
        return person_link(row.member)

    @admin.display(description="单笔上限（元）")
    def cap(self, row: Grant) -> str:
        return _cap(row.per_payment_cap_fen)

    @admin.display(description="每天上限（元）")
    def day_cap(self, row: Grant) -> str:
        return _cap(row.daily_cap_fen)

    @admin.display(description="每年上限（元）")
    def year_cap(self, row: Grant) -> str:
        return _cap(row.annual_cap_fen)

    @admin.display(description="给自己留的钱（元）")
    def kept(self, row: Grant) -> str:
        return yuan(row.keep_back_fen)

    @admin.display(description="可以付什么")
    def shown_uses(self, row: Grant) -> str:
        return _uses(row)

    @admin.display(description="状态")
    def state_tag(self, row: Grant) -> str:
        return _state(row)

    @admin.display(description="有效期")
    def shown_period(self, row: Grant) -> str:
        return _period(row)


@panel("family.grant", permission="family.view_grant", order=10)
def terms_of_grant(request: HttpRequest, grant: Any) -> Panel:
    """Every version of what the payer agreed to."""
    words = ("第几版", "单笔（元）", "每天（元）", "每年（元）", "自己留（元）", "用途", "有效期",
             "怎么确认", "同意时间")  # fmt: skip
    cells = [
        [
            str(one.number), _cap(one.per_payment_cap_fen), _cap(one.daily_cap_fen),
            _cap(one.annual_cap_fen), yuan(one.keep_back_fen), _uses(one), _period(one),
            one.proof or "—", moment(one.agreed_at),
        ]
        for one in grant.terms.order_by("-number")[:20]
    ]  # fmt: skip
    return Panel("同意过的条款", tuple(Column(word) for word in words), cells)


@panel("accounts.person", permission="family.view_grant", order=60)
def grants_of_person(request: HttpRequest, person: Any) -> Panel:
    """Grants in both directions."""
    columns = ("编号", "付款人", "家人", "家人是付款人的", "有效期", "状态", "授权时间")
    rows = (
        Grant.objects.filter(Q(payer=person) | Q(member=person))
        .select_related("payer", "member")
        .order_by("-created_at")[:20]
    )
    cells = [
        [
            detail_link(one, one.ref), person_link(one.payer), person_link(one.member),
            one.get_relation_display(), _period(one), _state(one), moment(one.created_at),
        ]
        for one in rows
    ]  # fmt: skip
    return Panel("家庭共济", tuple(Column(word) for word in columns), cells)


@panel("accounts.person", permission="family.view_grant", order=61)
def blocks_of_person(request: HttpRequest, person: Any) -> Panel | None:
    """From whom this person takes no aid (P104); nothing where there is no such word."""
    rows = AidBlock.objects.filter(member=person).select_related("payer").order_by("created_at")
    cells = [
        [person_link(one.payer) if one.payer else "任何人", moment(one.created_at)] for one in rows
    ]
    return Panel("不接受谁的共济", (Column("付款人"), Column("时间")), cells) if cells else None
