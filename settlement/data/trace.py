"""The trace (P129, feature of the explained deduction): every fen said in numbers and in words.

Each step names the header field its result adds to; adding the results of one field gives that
field.  A cut by a yearly cap is a step with a negative result.  The sentences are made here once
and shown unchanged by the API, the bill page, the reviewer console and the command.
"""

from typing import TYPE_CHECKING

from yibao.kernel.money import fen_text

from .steps import TraceStep, Writer
from .trace_benefits import explain_benefit
from .trace_lines import explain_line

if TYPE_CHECKING:
    from .breakdown import Breakdown


def explain_steps(breakdown: "Breakdown") -> list[TraceStep]:
    """Return the trace of a breakdown: lines, benefits in order, totals, accounts, cash."""
    writer = Writer()
    for line, result in zip(breakdown.case.lines, breakdown.lines, strict=True):
        explain_line(writer, line, result)
    _total(writer, breakdown)
    if "NO_PACK" in breakdown.flags:
        _no_pack(writer)
    for fact in breakdown.facts:
        explain_benefit(writer, fact)
    _totals(writer, breakdown)
    _accounts(writer, breakdown)
    return writer.steps


def _total(writer: Writer, breakdown: "Breakdown") -> None:
    """Add the lines up (P125)."""
    amounts = {line.id: fen_text(line.det_item_fee_sumamt) for line in breakdown.lines}
    total, scope = fen_text(breakdown.medfee_sumamt), fen_text(breakdown.inscp_scp_amt)
    writer.add(
        "P125", "medfee_sumamt", "医疗费总额", amounts, " + ".join(amounts.values()) or "0.00",
        total, f"医疗费共 {total} 元，其中 {scope} 元在政策范围内。",
    )  # fmt: skip


def _no_pack(writer: Writer) -> None:
    """Say why no fund pays."""
    writer.add(
        "P195", "hifp_pay", "没有适用的政策", {}, "0.00", "0.00",
        "参保地在就诊当天没有可用的报销政策，本次费用由个人负担。",
    )  # fmt: skip


def _totals(writer: Writer, breakdown: "Breakdown") -> None:
    """Explain the fund total and the personal share (P127, P129)."""
    funds = fen_text(breakdown.fund_pay_sumamt)
    parts = {f"{part.benefit}.{part.fund}": fen_text(part.amount) for part in breakdown.funds}
    writer.add(
        "P127", "fund_pay_sumamt", "基金支付总额", parts, " + ".join(parts.values()) or "0.00",
        funds, f"各项基金一共支付 {funds} 元。",
    )  # fmt: skip
    personal = {
        "全自费": fen_text(breakdown.fulamt_ownpay_amt),
        "超限价": fen_text(breakdown.overlmt_selfpay),
        "先行自付": fen_text(breakdown.preselfpay_amt),
        "起付线": fen_text(breakdown.act_pay_dedc),
        "按比例自付": fen_text(breakdown.copay),
        "超封顶线": fen_text(breakdown.over_cap),
    }
    later, total = fen_text(breakdown.later_funds), fen_text(breakdown.psn_part_amt)
    said = "、".join(f"{name} {amount}" for name, amount in personal.items() if amount != "0.00")
    formula = " + ".join(personal.values()) + f" − {later}"
    personal["其他基金已付"] = later
    after = f"，其他基金已付 {later}" if breakdown.later_funds else ""
    writer.add(
        "P129", "psn_part_amt", "个人负担", personal, formula, total,
        f"个人负担 {total} 元（{said or '无'}{after}）。",
    )  # fmt: skip


def _accounts(writer: Writer, breakdown: "Breakdown") -> None:
    """Explain account money in its order and the remainder (P110, P128, P154)."""
    left = breakdown.acct_eligible
    from_account = breakdown.self_acct_pay - breakdown.wallet_pay
    if from_account:
        own = fen_text(from_account)
        balance, eligible = fen_text(breakdown.case.accounts.own), fen_text(left)
        writer.add(
            "P110", "acct_pay", "本人个人账户", {"eligible": eligible, "balance": balance},
            f"min({eligible}, {balance})", own,
            f"本人个人账户付 {own} 元，账户余额 {fen_text(breakdown.balc)} 元。",
        )  # fmt: skip
        left -= from_account
    if breakdown.wallet_pay:
        paid, eligible = fen_text(breakdown.wallet_pay), fen_text(left)
        writer.add(  # what the wallet holds is not for the till
            "P99", "acct_pay", "医保钱包", {"eligible": eligible}, paid, paid,
            f"本人医保钱包付 {paid} 元。",
        )  # fmt: skip
        left -= breakdown.wallet_pay
    for payer, part in zip(breakdown.case.accounts.payers, breakdown.payers, strict=True):
        if not part.paid:
            continue
        paid, eligible = fen_text(part.paid), fen_text(left)
        limits = {"eligible": eligible, "balance": fen_text(payer.balance)}
        if payer.cap is not None:
            limits["cap"] = fen_text(payer.cap)
        writer.add(
            "P116", "acct_pay", "家庭共济", {"payer": payer.id, **limits},
            f"min({', '.join(limits.values())})", paid, f"家人的个人账户付 {paid} 元。",
        )  # fmt: skip
        left -= part.paid
    cash = fen_text(breakdown.psn_cash_pay)
    personal, account = fen_text(breakdown.psn_part_amt), fen_text(breakdown.acct_pay)
    writer.add(
        "P154", "psn_cash_pay", "现金或银行卡", {"psn_part_amt": personal, "acct_pay": account},
        f"{personal} − {account}", cash, f"其余 {cash} 元用现金或银行卡支付。",
    )  # fmt: skip
