"""Bills that tills took without a network: what came, what became of it (feature 21)."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import reverse

from settlement.models import OfflineBill
from settlement.selectors import offline
from yibao.cases import dossiers
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case
from yibao.kernel.console import (
    ReadOnlyAdmin,
    detail_link,
    moment,
    person_link,
    since,
    tag,
    yuan,
)
from yibao.kernel.money import fen_text

_KINDS = {
    "RECEIVED": "info", "SETTLED": "ok", "ADJUSTED": "ok", "CASE": "warn", "REFUSED": "error",
}  # fmt: skip
_LINES = (
    Line("place", "问过医院或药店：当时断网，核对过身份证"),
    Line("person", "联系过本人，确实去过"),
)
_EFFECTS = {
    "APPROVE": "按联网结算办，超过每日限额也结；账户照付。本人和机构都会知道差额。",
    "REJECT": "不结算，机构按自费处理或请本人重新扫码。本人会收到消息。",
}


@admin.register(OfflineBill)
class OfflineBillAdmin(ReadOnlyAdmin):
    """Uploaded later, checked by themselves; what does not fit is a case."""

    list_display = (
        "ref", "institution", "shown_person", "shown_state", "shown_total", "shown_cash",
        "taken_at", "received_at",
    )  # fmt: skip
    list_filter = ("state", since("received_at"))
    list_select_related = ("institution", "person")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "nonce", "person__psn_no")
    fields = (
        "ref", "institution", "shown_person", "shown_state", "shown_reason", "shown_total",
        "shown_cash", "shown_difference", "shown_day", "shown_bill", "case_ref", "is_allowed",
        "terminal_code", "operator_code", "nonce", "ipt_otp_no", "med_type", "offline_pass",
        "taken_at", "received_at", "checked_at",
    )  # fmt: skip

    @admin.display(description="参保人")
    def shown_person(self, row: OfflineBill) -> str:
        return person_link(row.person) if row.person is not None else "—"

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: OfflineBill) -> str:
        return tag(_KINDS[row.state], row.get_state_display())

    @admin.display(description="原因")
    def shown_reason(self, row: OfflineBill) -> str:
        return offline.reason_words(row) or "—"

    @admin.display(description="总费用", ordering="total_fen")
    def shown_total(self, row: OfflineBill) -> str:
        return yuan(row.total_fen)

    @admin.display(description="已收现金", ordering="cash_taken_fen")
    def shown_cash(self, row: OfflineBill) -> str:
        return yuan(row.cash_taken_fen)

    @admin.display(description="应补收（负数为应退还）")
    def shown_difference(self, row: OfflineBill) -> str:
        return "—" if row.difference_fen is None else yuan(row.difference_fen)

    @admin.display(description="当天先记的账")
    def shown_day(self, row: OfflineBill) -> str:
        day = offline.day_of(row)
        return day_words(day) if day is not None else "—"

    @admin.display(description="结算")
    def shown_bill(self, row: OfflineBill) -> str:
        return detail_link(row.settlement) if row.settlement is not None else "—"


def day_words(day: Any) -> str:
    """What a person was trusted with on a day, beside the cap."""
    words = f"{fen_text(day.used_fen)} 元，限额 {fen_text(day.limit_fen)} 元"
    return f"{words}；另外同意 {fen_text(day.allowed_fen)} 元" if day.allowed_fen else words


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """What the till said, why it does not fit, and what the day holds already."""
    row = offline.of_case(case)
    sections = (Section("断网单", _facts(row)),) if row is not None else ()
    plain = dossiers.plain(case, *sections, tools=_tools(row))
    return replace(plain, checklist=_LINES, effects=_EFFECTS)


def _facts(row: OfflineBill) -> tuple[Fact, ...]:
    day = offline.day_of(row)
    return (
        Fact("断网单号", row.ref),
        Fact("为什么要看", offline.reason_words(row)),
        Fact("姓名", row.person.masked_name if row.person is not None else "—"),
        Fact("机构", row.institution.name),
        Fact("记账时间", moment(row.taken_at)),
        Fact("上传时间", moment(row.received_at)),
        Fact("总费用", f"{fen_text(row.total_fen)} 元"),
        Fact("当时收了", f"{fen_text(row.cash_taken_fen)} 元"),
        Fact("当天先记的账", day_words(day) if day is not None else "没有"),
    )


def _tools(row: OfflineBill | None) -> tuple[Tool, ...]:
    if row is None:
        return ()
    page = reverse("admin:settlement_offlinebill_change", args=[quote(row.pk)])
    return (Tool("断网单", page),)
