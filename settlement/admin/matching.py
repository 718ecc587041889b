"""Reconciliations with their differences; finance says what was done about each (T70)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from settlement.data.clearing import CLR_TYPES, COUNT_FIELD, SUM_FIELDS
from settlement.models import Difference, Reconciliation
from settlement.services import differences
from settlement.states import DifferenceState
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ReasonForm,
    ServiceAction,
    detail_link,
    moment,
    since,
    tag,
    yes_no,
    yuan,
)

from .words import state_tag

_RIGHT = "settlement.work_difference"
_MOST = 100
SUM_WORDS = dict(
    zip(SUM_FIELDS, ("医疗费总额", "基金支付", "个人账户", "其中共济", "个人现金"), strict=True)
)


class ResolveForm(ReasonForm):
    """What was done about a difference."""

    action = forms.ChoiceField(
        label="怎么处理的",
        choices=Difference.Action.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎么处理的。"},
    )
    field_order = ("action", "reason")


def _ask(request: HttpRequest, row: Difference, data: dict[str, Any]) -> None:
    differences.ask_institution(by=request.user, difference_id=row.pk, note=data["reason"])


def _resolve(request: HttpRequest, row: Difference, data: dict[str, Any]) -> None:
    differences.resolve(
        by=request.user, difference_id=row.pk, action=data["action"], note=data["reason"]
    )


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin):
    """What institutions told of a period, beside the books."""

    list_display = (
        "ref", "institution", "days", "scope", "shown_state", "ours_count", "theirs_count",
        "rows_matched", "differences_found", "shown_time",
    )  # fmt: skip
    list_filter = ("state", since("created_at"))
    list_select_related = ("institution",)
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "institution__fixmedins_code")
    fields = (
        ("ref", "shown_state"), ("institution", "days"), ("scope", "shown_time"),
        ("rows_received", "rows_matched"), ("differences_found", "finished"),
        "rows_sha256", "failure",
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: Reconciliation) -> list[Panel]:
        return [_sums(row), _differences(row)]

    @admin.display(description="期间")
    def days(self, row: Reconciliation) -> str:
        if row.date_from == row.date_to:
            return row.date_to.isoformat()
        return f"{row.date_from} 至 {row.date_to}"

    @admin.display(description="险种和类别")
    def scope(self, row: Reconciliation) -> str:
        kind = CLR_TYPES.get(row.clr_type, "全部类别")
        return f"{row.insutype or '全部险种'}，{kind}"

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Reconciliation) -> str:
        return state_tag(row)

    @admin.display(description="本系统笔数")
    def ours_count(self, row: Reconciliation) -> int:
        return row.ours[COUNT_FIELD]

    @admin.display(description="机构笔数")
    def theirs_count(self, row: Reconciliation) -> int:
        return row.theirs[COUNT_FIELD]

    @admin.display(description="提出时间", ordering="created_at")
    def shown_time(self, row: Reconciliation) -> str:
        return moment(row.created_at)

    @admin.display(description="完成时间")
    def finished(self, row: Reconciliation) -> str:
        return moment(row.finished_at)


def _sums(row: Reconciliation) -> Panel:
    columns = (
        Column("项目"), Column("本系统", numeric=True), Column("机构报来", numeric=True),
        Column("相差", numeric=True), Column("明细合计", numeric=True),
    )  # fmt: skip
    received = row.received or {}
    cells: list[list[Any]] = [
        [
            SUM_WORDS[name], yuan(row.ours[name]), yuan(row.theirs[name]),
            yuan(row.theirs[name] - row.ours[name]), yuan(received.get(name)),
        ]
        for name in SUM_FIELDS
    ]  # fmt: skip
    count = (row.ours[COUNT_FIELD], row.theirs[COUNT_FIELD])
    cells.append(["笔数", *count, count[1] - count[0], received.get(COUNT_FIELD, "—")])
    note = "退费和隔天冲正按负数计，各算一笔。"
    if row.received and row.received != row.theirs:
        note += "明细加起来和机构报来的合计不一样。"
    return Panel("两边的合计（元）", columns, cells, note=note)


def _differences(row: Reconciliation) -> Panel:
    columns = (
        Column("结算号"), Column("种类"), Column("本系统总额", numeric=True),
        Column("机构总额", numeric=True), Column("建议"), Column("状态"),
    )  # fmt: skip
    cells = [
        [
            detail_link(one, one.setl_id), one.get_kind_display(), _total(one.ours),
            _total(one.theirs), one.get_suggested_display(), state_tag(one),
        ]
        for one in row.differences.order_by("state", "setl_id")[:_MOST]
    ]  # fmt: skip
    note = f"最多列 {_MOST} 条，全部的请下载 CSV。" if row.differences_found > _MOST else ""
    return Panel("差异（元）", columns, cells, note=note, empty="没有差异")


def _total(side: dict[str, Any] | None) -> str:
    return yuan((side or {}).get("medfee_sumamt"))


@admin.register(Difference)
class DifferenceAdmin(ReadOnlyAdmin):
    """The queue of finance: every line on which the sides do not agree."""

    list_display = (
        "setl_id", "institution", "days", "shown_kind", "ours_total", "theirs_total",
        "shown_suggested", "shown_state",
    )  # fmt: skip
    list_filter = ("state", "kind", "suggested", since("reconciliation__created_at"))
    list_select_related = ("reconciliation__institution",)
    ordering = ("-reconciliation_id", "state", "setl_id")
    tenant_path = "reconciliation__tenant"
    exact_search = ("setl_id", "reconciliation__ref", "reconciliation__institution__fixmedins_code")
    scanned = yes_no("scan_seen", "窗口有扫码记录")
    fields = (
        ("setl_id", "shown_state"), ("institution", "of_reconciliation"),
        ("shown_kind", "scanned"), ("shown_suggested", "shown_action"), ("note", "worked"),
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="ask", label="请机构核对", permission=_RIGHT, run=_ask,
            applies=lambda row: row.state == DifferenceState.OPEN,
            done="已记下，机构查差异时看得到。",
            effect="机构在接口里查差异时看到这句说明，核对后可以重传明细。不动任何金额。",
        ),
        ServiceAction(
            name="resolve", label="已处理", permission=_RIGHT, run=_resolve,
            form_class=ResolveForm, done="已记下。",
            applies=lambda row: row.state != DifferenceState.RESOLVED,
            effect="记下怎么处理的，不动任何金额：退费和冲正由机构通过接口办。"
            "处理过以后，这次对账不能再重传明细。",
        ),
    )  # fmt: skip

    def describe(self, row: Difference) -> str:
        return f"{row.reconciliation.institution.name}　{row}"

    def own_panels(self, request: HttpRequest, row: Difference) -> list[Panel]:
        columns = (Column("项目"), Column("本系统"), Column("机构"))
        ours, theirs = row.ours or {}, row.theirs or {}
        cells = [
            [word, yuan(ours.get(name)), yuan(theirs.get(name))] for name, word in SUM_WORDS.items()
        ]
        flags = [_flag(ours), _flag(theirs)]
        cells.append(["退费", *flags])
        line = theirs.get("line")
        note = f"机构明细第 {line} 行。" if line else "机构明细里没有这一笔。"
        if ours.get("elsewhere"):
            note += "本系统有这一笔，但不在这次对账的日期、险种或类别里。"
        if ours.get("undone"):
            note += "这一笔在本系统已经冲正。"
        return [Panel("两边的金额（元）", columns, cells, note=note)]

    @admin.display(description="机构")
    def institution(self, row: Difference) -> str:
        return row.reconciliation.institution.name

    @admin.display(description="对账")
    def of_reconciliation(self, row: Difference) -> str:
        return detail_link(row.reconciliation)

    @admin.display(description="期间")
    def days(self, row: Difference) -> str:
        return f"{row.reconciliation.date_from} 至 {row.reconciliation.date_to}"

    @admin.display(description="种类", ordering="kind")
    def shown_kind(self, row: Difference) -> str:
        return tag("warn", row.get_kind_display())

    @admin.display(description="本系统总额（元）")
    def ours_total(self, row: Difference) -> str:
        return _total(row.ours)

    @admin.display(description="机构总额（元）")
    def theirs_total(self, row: Difference) -> str:
        return _total(row.theirs)

    @admin.display(description="建议")
    def shown_suggested(self, row: Difference) -> str:
        return row.get_suggested_display()

    @admin.display(description="处理")
    def shown_action(self, row: Difference) -> str:
        return row.get_action_display() if row.action else "—"

    @admin.display(description="处理时间")
    def worked(self, row: Difference) -> str:
        return moment(row.resolved_at)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Difference) -> str:
        return state_tag(row)


def _flag(side: dict[str, Any]) -> str:
    flag = side.get("refd_setl_flag")
    return "—" if flag is None else ("是" if flag == "1" else "否")
