"""Mutual-aid grants (家庭共济): read only."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from family.models import Grant
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    detail_link,
    moment,
    panel,
    person_link,
    since,
    tag,
    yuan,
)


def _state(row: Grant) -> str:
    return tag("neutral", "已停止") if row.ended_at else tag("ok", "有效")


def _period(row: Grant) -> str:
    return f"{row.period.lower or '—'} 至 {row.period.upper or '—'}（不含）"


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    """Who may spend whose account money."""

    list_display = ("ref", "payer_link", "member_link", "relation", "cap", "state", "created_at")
    list_filter = ("relation", ("ended_at", admin.EmptyFieldListFilter), since("created_at"))
    list_select_related = ("payer", "member")
    ordering = ("-pk",)
    tenant_path = "payer__tenant"
    exact_search = ("ref", "payer__psn_no", "member__psn_no")
    fields = (
        "ref", "payer_link", "member_link", "relation", "priority", "cap", "shown_period",
        "state", "created_at", "ended_at",
    )  # fmt: skip

    @admin.display(description="付款人")
    def payer_link(self, row: Grant) -> str:
        return person_link(row.payer)

    @admin.display(description="家人")
    def member_link(self, row: Grant) -> str:
        return person_link(row.member)

    @admin.display(description="单笔上限（元）")
    def cap(self, row: Grant) -> str:
        return yuan(row.per_payment_cap_fen) if row.per_payment_cap_fen else "不限"

    @admin.display(description="状态")
    def state(self, row: Grant) -> str:
        return _state(row)

    @admin.display(description="有效期")
    def shown_period(self, row: Grant) -> str:
        return _period(row)


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
