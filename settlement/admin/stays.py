"""Stays in hospital with their parts: read only; hospitals move them through the partner API."""

from django.contrib import admin
from django.http import HttpRequest

from settlement.data.stays import DISCHARGE_WAYS
from settlement.models import Settlement, Stay, Visit
from settlement.selectors import stays
from settlement.states import SettlementState
from yibao.kernel.console import Column, Panel, ReadOnlyAdmin, detail_link, panel, since, yuan

from .words import person_link, state_tag


@admin.register(Stay)
class StayAdmin(ReadOnlyAdmin):
    """Who lies where, since when, and what of it is settled (P143, P144)."""

    list_display = (
        "ref", "shown_state", "person_link", "institution", "ipt_no", "admitted_at",
        "discharged_at",
    )  # fmt: skip
    list_filter = ("state", since("admitted_at"))
    list_select_related = ("person", "institution")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "ipt_no", "person__psn_no", "visits__visit_id", "visits__mdtrt_id")
    fields = (
        "ref", "shown_state", "person_link", "institution", "ipt_no", "bed", "admitted_at",
        "discharged_at", "shown_way", "created_at",
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: Stay) -> list[Panel]:
        parts = stays.parts_of(row)
        bills = {
            bill.visit_id: bill
            for bill in Settlement.objects.filter(visit__in=parts)
            .exclude(state=SettlementState.REVERSED)
            .defer("breakdown", "case_document")
        }
        columns = (
            Column("第几段"), Column("就诊"), Column("年度"), Column("费用所属日"), Column("状态"),
            Column("结算"), Column("总额", numeric=True), Column("起付线", numeric=True),
            Column("基金", numeric=True),
        )  # fmt: skip
        cells = [
            [
                part.segment, detail_link(part), part.service_date.year,
                part.service_date.isoformat(), state_tag(part),
                *_bill_cells(bills.get(part.pk)),
            ]
            for part in parts
        ]  # fmt: skip
        return [Panel("各年度的分段（元）", columns, cells)]

    @admin.display(description="参保人")
    def person_link(self, row: Stay) -> str:
        return person_link(row.person)

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Stay) -> str:
        return state_tag(row)

    @admin.display(description="离院方式")
    def shown_way(self, row: Stay) -> str:
        return DISCHARGE_WAYS.get(row.dscg_way, "—")


def _bill_cells(bill: Settlement | None) -> list[str]:
    if bill is None:
        return ["—", "—", "—", "—"]
    return [
        detail_link(bill),
        yuan(bill.medfee_sumamt_fen),
        yuan(bill.act_pay_dedc_fen),
        yuan(bill.fund_pay_sumamt_fen),
    ]


@panel("settlement.visit", permission="settlement.view_stay", order=20)
def stay_of_visit(request: HttpRequest, visit: Visit) -> Panel | None:
    """The stay that the visit is a part of; nothing for other visits."""
    stay = visit.stay
    if stay is None:
        return None
    columns = (Column("住院编号"), Column("住院号"), Column("状态"), Column("第几段"))
    cells = [[detail_link(stay), stay.ipt_no, state_tag(stay), visit.segment]]
    return Panel("住院", columns, cells)
