"""The panels of a bill: amounts, sources, lines, calculation, books, refunds."""

from typing import Any

from settlement.data.breakdown import FUNDS
from settlement.models import Posting, Refund, Settlement, Visit
from yibao.kernel.console import Column, Panel, detail_link, moment, steps_panel, yuan

from .words import person_link, posting_kind

_AMOUNTS = (
    "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt",
    "act_pay_dedc", *FUNDS, "fund_pay_sumamt", "hosp_part_amt", "psn_part_amt", "acct_pay",
    "self_acct_pay", "acct_mulaid_pay", "psn_cash_pay",
)  # fmt: skip
#: Always shown; the others only where there is money in them.
_ALWAYS = {"medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "acct_pay", "psn_cash_pay"}


def amounts(row: Settlement | Refund, title: str = "金额（元）") -> Panel:
    """The national amounts that are not nothing."""
    columns = (Column("项目"), Column("国家字段"), Column("金额", numeric=True))
    cells = []
    for name in _AMOUNTS:
        value = getattr(row, f"{name}_fen")
        if value or name in _ALWAYS:
            label = row._meta.get_field(f"{name}_fen").verbose_name
            cells.append([label, name, yuan(value)])
    return Panel(title, columns, cells)


def sources(row: Settlement) -> Panel:
    """Who paid, in the order of payment, and what went back."""
    columns = (
        Column("次序"), Column("来源"), Column("待遇"), Column("付款人"), Column("账户"),
        Column("金额", numeric=True), Column("已退", numeric=True),
    )  # fmt: skip
    cells = [
        [
            one.position, one.get_kind_display(), one.benefit or one.fund or "—",
            person_link(one.payer), detail_link(one.account), yuan(one.amount_fen),
            yuan(one.refunded_fen),
        ]
        for one in row.parts.select_related("payer", "account")
    ]  # fmt: skip
    return Panel("资金来源（元）", columns, cells)


def lines(row: Settlement) -> Panel:
    """Every settled line with its split."""
    words = ("全自费", "超限价", "先行自付", "政策范围内", "已退数量")
    columns = (
        Column("次序"), Column("名称"), Column("目录编码"), Column("等级"),
        Column("数量", numeric=True), Column("单价", numeric=True), Column("金额", numeric=True),
        *(Column(word, numeric=True) for word in words),
    )  # fmt: skip
    cells = [
        [
            one.position, one.name, one.med_list_codg or "—", one.chrgitm_lv,
            plain(one.cnt), plain(one.pric), yuan(one.amount_fen),
            yuan(one.fulamt_ownpay_amt_fen), yuan(one.overlmt_selfpay_fen),
            yuan(one.preselfpay_amt_fen), yuan(one.inscp_scp_amt_fen), plain(one.refunded_cnt),
        ]
        for one in row.lines.all()
    ]  # fmt: skip
    return Panel("费用明细（元）", columns, cells)


def plain(number: Any) -> str:
    """A count or price without idle zeros: 2.0000 → 2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def trace(document: dict[str, Any] | None) -> Panel:
    """The calculation as it was explained when the bill was made (P129)."""
    steps = (document or {}).get("trace", [])
    if not steps:
        return Panel("计算过程", empty="没有存下计算过程")
    return steps_panel(
        "计算过程", steps, note="结算时算出并存下的，每一步写明规则号、算式和结果（元）。"
    )


def postings(row: Settlement) -> Panel:
    """What the books say about the bill."""
    columns = (
        Column("凭证"), Column("种类"), Column("时间"), Column("账户"),
        Column("借方", numeric=True), Column("贷方", numeric=True),
    )  # fmt: skip
    cells = []
    for posting in posted(Posting.objects.filter(settlement=row).order_by("created_at")):
        for number, entry in enumerate(posting.entries.all()):
            head = [
                detail_link(posting, posting.business),
                posting_kind(posting),
                moment(posting.created_at),
            ]
            cells.append([*(head if number == 0 else ["", "", ""]), *legs(entry)])
    return Panel("账务凭证（元）", columns, cells)


def posted(rows: Any) -> Any:
    """Postings with their legs in two queries."""
    return rows.prefetch_related("entries__account")


def legs(entry: Any) -> list[Any]:
    """Account, debit, credit."""
    debit = yuan(entry.debit_fen) if entry.debit_fen else ""
    credit = yuan(entry.credit_fen) if entry.credit_fen else ""
    return [detail_link(entry.account), debit, credit]


def refunds(row: Settlement) -> Panel:
    """What was paid back."""
    columns = (
        Column("退费号"), Column("时间"), Column("种类"), Column("原因"),
        Column("总额", numeric=True), Column("退基金", numeric=True),
        Column("退账户", numeric=True), Column("退现金", numeric=True),
    )  # fmt: skip
    cells = [
        [
            detail_link(one, one.refund_setl_id), moment(one.created_at), refund_kind(one),
            one.reason, yuan(one.medfee_sumamt_fen), yuan(one.fund_pay_sumamt_fen),
            yuan(one.acct_pay_fen), yuan(one.psn_cash_pay_fen),
        ]
        for one in row.refunds.order_by("created_at")
    ]  # fmt: skip
    return Panel("退费（元）", columns, cells, empty="没有退费")


def refund_kind(row: Refund) -> str:
    """Reversal, void, whole or in part."""
    if row.is_reversal:
        return "冲正"
    if row.is_void:
        return "撤销"
    return "全部退完" if row.is_whole else "部分退费"


def quotes(row: Visit) -> Panel:
    """Trials, with what the person would have paid."""
    columns = (
        Column("试算号"), Column("时间"), Column("有效到"), Column("账户使用"),
        Column("个人负担", numeric=True), Column("现金", numeric=True),
    )  # fmt: skip
    cells = []
    for one in row.quotes.order_by("created_at"):
        info = one.breakdown.get("setlinfo", {})
        amounts_of_trial = [info.get("psn_part_amt", "—"), info.get("psn_cash_pay", "—")]
        times = [moment(one.created_at), moment(one.expires_at)]
        cells.append([one.quote_id, *times, one.acct_used_flag, *amounts_of_trial])
    return Panel("试算（元）", columns, cells)


def payers(row: Visit) -> Panel:
    """Relatives named by a second scan (P113)."""
    named = row.payers.select_related("person", "scan").order_by("added_at")
    cells = [
        [
            person_link(one.person),
            detail_link(one.scan),
            moment(one.added_at),
            one.get_state_display(),
            yuan(one.asked_fen) if one.asked_fen else "—",
        ]
        for one in named
    ]
    words = ("付款人", "扫码", "时间", "是否同意", "请求金额（元）")
    columns = tuple(Column(word) for word in words)
    return Panel("付款人", columns, cells, empty="没有用家人的账户")
