"""What officers see of a card refund that the bank could not give back, and of a doubt (row 33)."""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from settlement.models import CardRefund, Dispute
from settlement.selectors import disputes, doubt_papers
from yibao.cases import dossiers
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Sheet, Tool
from yibao.cases.models import Case
from yibao.kernel.console import Panel, moment
from yibao.kernel.money import fen_text

_LINES = (
    Line("asked", "联系到本人，收款账户是本人的"),
    Line("paid", "钱已经转出，留有凭证"),
)
_EFFECTS = {
    "APPROVE": "记为已人工转账，账上结清，本人会收到消息。转出以后再点。",
    "REJECT": "不转账，事项结束，这笔钱还挂在账上。",
}


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """Amount and state of the refund."""
    row = CardRefund.objects.filter(ref=case.subject).first()
    facts = (
        Section(
            "退款",
            (
                Fact("退款号", row.ref),
                Fact("金额", f"{fen_text(row.amount_fen)} 元"),
                Fact("状态", row.get_state_display()),
            ),
        )
        if row is not None
        else Section("退款", (Fact("退款号", case.subject),))
    )
    return replace(
        dossiers.plain(case, facts, tools=_tools(row)), checklist=_LINES, effects=_EFFECTS
    )


def _tools(row: CardRefund | None) -> tuple[Tool, ...]:
    if row is None:
        return ()
    return (Tool("退款记录", reverse("admin:settlement_cardrefund_change", args=[quote(row.pk)])),)


_DOUBT_LINES = (
    Line("bill", "看过账单、明细和计算过程"),
    Line("source", "问过医院或药店，或查过对账"),
    Line("words", "下面的话说清楚了查到什么、接下来怎么办"),
)
_DOUBT_EFFECTS = {
    "APPROVE": "答复“要改正”。您写的话原样告诉当事人。这里不动钱，改正由医院或药店退费重结。",
    "REJECT": "答复“账单没有错”，两个人都这样说才生效。您写的话原样告诉当事人。",
}


def doubt(reader: Any, case: Case, full: bool) -> Dossier:
    """What is doubted, in the person's words, beside the bill; the money stays where it is."""
    row = disputes.of_case(case)
    plain = dossiers.plain(
        case, *(_doubt_sections(row) if row is not None else ()), tools=_doubt_tools(row)
    )
    said = (Panel("当事人的话", text=row.words),) if row is not None and row.words else ()
    return replace(
        plain,
        panels=(*said, *plain.panels),
        sheets=_doubt_sheets(row) if row is not None else (),
        judges_sheets=False,
        checklist=_DOUBT_LINES,
        effects=_DOUBT_EFFECTS,
        text_words="给当事人的话",
        text_for=("APPROVE", "REJECT"),
    )


def _doubt_sections(row: Dispute) -> list[Section]:
    bill = row.settlement
    asked = (
        Fact("问题", row.get_reason_display()),
        Fact("提出时间", moment(row.created_at)),
        Fact("谁提的", "本人" if row.user.person_id == bill.person_id else "监护人"),
    )
    amounts = (
        ("总费用", bill.medfee_sumamt_fen),
        ("医保付", bill.fund_pay_sumamt_fen),
        ("个人账户", bill.self_acct_pay_fen),
        ("家庭共济", bill.acct_mulaid_pay_fen),
        ("自己掏", bill.psn_cash_pay_fen),
    )
    facts = (
        Fact("账单号", bill.setl_id),
        Fact("姓名", bill.person.masked_name),
        Fact("机构", bill.institution.name),
        Fact("结算时间", moment(bill.setl_time)),
        *(Fact(words, f"{fen_text(fen)} 元") for words, fen in amounts),
        Fact("状态", bill.get_state_display()),
    )
    return [Section("疑问", asked), Section("账单", facts)]


def _doubt_sheets(row: Dispute) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            ref=one.ref,
            slot="DOUBT",
            title=f"当事人的照片 {number}",
            number=number,
            url=reverse("settlement:dispute-photo", args=[one.ref]),
            sha256=one.sha256,
            width=one.width,
            height=one.height,
            size=one.size,
        )
        for number, one in enumerate(doubt_papers.current(row), 1)
    )


def _doubt_tools(row: Dispute | None) -> tuple[Tool, ...]:
    if row is None:
        return ()
    page = reverse("admin:settlement_settlement_change", args=[quote(row.settlement_id)])
    return (Tool("账单和计算过程", page),)
