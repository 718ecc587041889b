"""What settlement shows on the page of a person: bills, balance, counters."""

from typing import Any

from django.http import HttpRequest

from settlement.models import LedgerAccount, Settlement, YearCounter
from yibao.kernel.console import Column, Panel, detail_link, moment, panel, rows_url, yuan

from .words import state_tag

_RECENT = 10


@panel("accounts.person", permission="settlement.view_settlement", order=40)
def bills_of_person(request: HttpRequest, person: Any) -> Panel:
    """The latest bills."""
    columns = (
        Column("结算号"), Column("时间"), Column("机构"), Column("状态"),
        Column("总额", numeric=True), Column("基金", numeric=True),
        Column("个人账户", numeric=True), Column("现金", numeric=True),
    )  # fmt: skip
    rows = Settlement.objects.filter(person=person).select_related("institution")
    cells = [
        [
            detail_link(one), moment(one.setl_time), one.institution.name, state_tag(one),
            yuan(one.medfee_sumamt_fen), yuan(one.fund_pay_sumamt_fen), yuan(one.acct_pay_fen),
            yuan(one.psn_cash_pay_fen),
        ]
        for one in rows.defer("breakdown", "case_document").order_by("-setl_time")[:_RECENT]
    ]  # fmt: skip
    more = rows_url(Settlement, person)
    return Panel("最近结算（元）", columns, cells, more_url=more)


@panel("accounts.person", permission="settlement.view_ledgeraccount", order=50)
def accounts_of_person(request: HttpRequest, person: Any) -> Panel:
    """Balances."""
    columns = (
        Column("账户"), Column("类别"), Column("已启用"), Column("已冻结"),
        Column("余额", numeric=True),
    )  # fmt: skip
    cells = [
        [
            detail_link(one, one.code), one.get_kind_display(), "是" if one.is_activated else "否",
            "是" if one.is_frozen else "否", yuan(one.balance_fen),
        ]
        for one in LedgerAccount.objects.filter(person=person).order_by("kind")
    ]  # fmt: skip
    return Panel("账户余额（元）", columns, cells, empty="还没有账户")


@panel("accounts.person", permission="settlement.view_personyear", order=55)
def counters_of_person(request: HttpRequest, person: Any) -> Panel:
    """What was used up this year and before."""
    columns = (Column("年度"), Column("险种"), Column("累计项"), Column("已用", numeric=True))
    rows = YearCounter.objects.filter(year__person=person).select_related("year")
    cells = [
        [detail_link(one.year, str(one.year.year)), one.year.insutype, one.name, yuan(one.used_fen)]
        for one in rows.order_by("-year__year", "name")[:20]
    ]
    return Panel("年度累计（元）", columns, cells)
