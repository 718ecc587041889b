"""The trace (P129, feature of the explained deduction): every fen said in numbers and in words.

Each step names the header field its result adds to; adding the results of one field gives that
field.  A cut by a yearly cap is a step with a negative result.  The sentences are made here once
and shown unchanged by the API, the bill page, the reviewer console and the command.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yibao.kernel.money import fen_text

from .cases import Line
from .facts import BandFact, BenefitFact

if TYPE_CHECKING:
    from .breakdown import Breakdown, LineResult

FUND_NAMES = {
    "hifp_pay": "基本医保统筹基金",
    "cvlserv_pay": "公务员医疗补助",
    "hifes_pay": "企业补充医疗保险",
    "hifmi_pay": "居民大病保险",
    "hifob_pay": "职工大额医疗补助",
    "maf_pay": "医疗救助",
    "hifdm_pay": "伤残人员医疗保障",
    "oth_pay": "其他基金",
}


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step: its number, rule, field, label, inputs, formula, result and plain sentence."""

    step: int
    rule: str
    field: str
    label: str
    inputs: dict[str, str]
    formula: str
    result: str
    text: str

    def to_json(self) -> dict[str, object]:
        """Return the step as JSON; amounts are texts in yuan."""
        return {
            "step": self.step,
            "rule": self.rule,
            "field": self.field,
            "label": self.label,
            "inputs": self.inputs,
            "formula": self.formula,
            "result": self.result,
            "text": self.text,
        }


class _Writer:
    """Collects the steps of one breakdown in order and numbers them."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps: list[TraceStep] = []

    def add(
        self,
        rule: str,
        field: str,
        label: str,
        inputs: dict[str, str],
        formula: str,
        result: str,
        text: str,
    ) -> None:
        """Append one step."""
        number = len(self.steps) + 1
        self.steps.append(TraceStep(number, rule, field, label, inputs, formula, result, text))


def explain_steps(breakdown: "Breakdown") -> list[TraceStep]:
    """Return the trace of a breakdown: lines, benefits in order, totals, accounts, cash."""
    writer = _Writer()
    for line, result in zip(breakdown.case.lines, breakdown.lines, strict=True):
        _line(writer, line, result)
    if "NO_PACK" in breakdown.flags:
        _no_pack(writer)
    for fact in breakdown.facts:
        _benefit(writer, fact)
    _totals(writer, breakdown)
    _accounts(writer, breakdown)
    return writer.steps


def percent(ratio_e8: int) -> str:
    """Return a ratio × 10⁸ as an exact percentage: ``50000000`` gives ``"50%"``."""
    whole, rest = divmod(ratio_e8, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"


def _count(cnt_e4: int) -> str:
    whole, rest = divmod(cnt_e4, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)


def _price(pric_e6: int) -> str:
    whole, rest = divmod(pric_e6, 1_000_000)
    cents, finer = divmod(rest, 10_000)
    return f"{whole}.{cents:02d}" + (f"{finer:04d}".rstrip("0") if finer else "")


def _line(writer: _Writer, line: Line, result: "LineResult") -> None:
    """Explain how one fee line splits (P136, P137)."""
    total = fen_text(result.det_item_fee_sumamt)
    count, price = _count(line.cnt_e4), _price(line.pric_e6)
    named = f"第 {line.id} 项"
    writer.add(
        "P154", "medfee_sumamt", "项目金额", {"line": line.id, "cnt": count, "pric": price},
        f"{count} × {price}", total, f"{named}共 {total} 元（{count} × {price} 元）。",
    )  # fmt: skip
    if result.fulamt_ownpay_amt:
        writer.add(
            "P136", "fulamt_ownpay_amt", "全自费", {"line": line.id, "amount": total},
            total, total, f"{named}不在医保目录内，{total} 元全部自费。",
        )  # fmt: skip
        return
    formula = total
    if result.overlmt_selfpay:
        over, limit = fen_text(result.overlmt_selfpay), _price(line.pric_uplmt_e6 or 0)
        writer.add(
            "P137", "overlmt_selfpay", "超限价自费",
            {"line": line.id, "amount": total, "cnt": count, "pric_uplmt_amt": limit},
            f"{total} − {count} × {limit}", over,
            f"{named}限价 {limit} 元，超出的 {over} 元由个人负担。",
        )  # fmt: skip
        formula = f"{total} − {over}"
    if result.preselfpay_amt:
        share, first = percent(line.selfpay_e4 * 10_000), fen_text(result.preselfpay_amt)
        writer.add(
            "P137", "preselfpay_amt", "先行自付",
            {"line": line.id, "amount": total, "selfpay_prop": share},
            f"({formula}) × {share}" if result.overlmt_selfpay else f"{total} × {share}", first,
            f"{named}个人先付 {share}，即 {first} 元。",
        )  # fmt: skip
        formula = f"{formula} − {first}"
    if result.inscp_scp_amt:
        scope = fen_text(result.inscp_scp_amt)
        writer.add(
            "P136", "inscp_scp_amt", "符合政策范围", {"line": line.id, "amount": total},
            formula, scope, f"{named}有 {scope} 元在政策范围内。",
        )  # fmt: skip


def _no_pack(writer: _Writer) -> None:
    """Say why no fund pays."""
    writer.add(
        "P195", "hifp_pay", "没有适用的政策", {}, "0.00", "0.00",
        "参保地在就诊当天没有可用的报销政策，本次费用由个人负担。",
    )  # fmt: skip


def _benefit(writer: _Writer, fact: BenefitFact) -> None:
    """Explain one benefit: deductible, bands, cap."""
    scope = fen_text(fact.in_scope)
    if fact.kind == "basic":
        _deductible(writer, fact, scope)
    for band in fact.bands:
        _band(writer, fact, band)
    if not fact.bands:
        _nothing(writer, fact)
    cut = fact.gross - fact.amount
    if cut:
        owed, paid = fen_text(fact.gross), fen_text(fact.amount)
        left = "—" if fact.cap_left is None else fen_text(fact.cap_left)
        writer.add(
            "P141", fact.fund, "封顶线", {"gross": owed, "cap_left": left},
            f"{paid} − {owed}", fen_text(-cut),
            f"{FUND_NAMES[fact.fund]}按比例应付 {owed} 元，本年度最多还能付 {left} 元，"
            f"实付 {paid} 元，其余 {fen_text(cut)} 元由个人负担。",
        )  # fmt: skip


def _deductible(writer: _Writer, fact: BenefitFact, scope: str) -> None:
    """Explain the deductible of a basic step (P139, P143)."""
    if fact.start_scope == "none":
        return
    start, taken = fen_text(fact.start), fen_text(fact.dedc)
    if fact.start_scope == "admission":
        writer.add(
            "P143", "act_pay_dedc", "起付线", {"inscp_scp_amt": scope, "dedc_std": start},
            f"min({scope}, {start})", taken,
            f"本次政策范围内 {scope} 元，先扣本次住院起付线 {taken} 元（标准 {start} 元）。",
        )  # fmt: skip
        return
    used = fen_text(fact.used)
    writer.add(
        "P139", "act_pay_dedc", "起付线",
        {"inscp_scp_amt": scope, "dedc_std": start, "used": used},
        f"min({scope}, max(0, {start} − {used}))", taken,
        f"本次政策范围内 {scope} 元，先扣起付线 {taken} 元（年度标准 {start} 元，"
        f"此前已付 {used} 元）。",
    )  # fmt: skip


def _band(writer: _Writer, fact: BenefitFact, band: BandFact) -> None:
    """Explain the fund's share of one band (P138, P154)."""
    part, share, amount = fen_text(band.part), percent(band.ratio_e8), fen_text(band.amount)
    inputs = {"benefit": fact.benefit, "base": part, "ratio": share, "low": fen_text(band.low)}
    if band.high is not None:
        inputs["high"] = fen_text(band.high)
    text = f"{FUND_NAMES[fact.fund]}付其中 {part} 元的 {share}，即 {amount} 元"
    if fact.adjusted is not None:
        kind, value = fact.adjusted
        how = "减" if kind == "points" else "乘以"
        inputs["remote"] = f"{how} {percent(value * 10_000)}"
        text += f"（异地就医比例已{how} {percent(value * 10_000)}）"
    writer.add(
        "P138", fact.fund, f"{FUND_NAMES[fact.fund]}支付", inputs, f"{part} × {share}", amount,
        text + "。",
    )  # fmt: skip


def _nothing(writer: _Writer, fact: BenefitFact) -> None:
    """Say that a benefit that applies has nothing to share this time."""
    start, base = fen_text(fact.start), fen_text(fact.base)
    reached = "" if fact.kind == "basic" else f"，年度累计 {fen_text(fact.used + fact.base)} 元"
    writer.add(
        "P138", fact.fund, f"{FUND_NAMES[fact.fund]}支付",
        {"benefit": fact.benefit, "base": base, "start": start}, "0.00", "0.00",
        f"{FUND_NAMES[fact.fund]}起付线 {start} 元{reached}，本次没有可付的部分。",
    )  # fmt: skip


def _totals(writer: _Writer, breakdown: "Breakdown") -> None:
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


def _accounts(writer: _Writer, breakdown: "Breakdown") -> None:
    """Explain account money in its order and the remainder (P110, P128, P154)."""
    left = breakdown.acct_eligible
    if breakdown.self_acct_pay:
        own = fen_text(breakdown.self_acct_pay)
        balance, eligible = fen_text(breakdown.case.accounts.own), fen_text(left)
        writer.add(
            "P110", "acct_pay", "本人个人账户", {"eligible": eligible, "balance": balance},
            f"min({eligible}, {balance})", own,
            f"本人个人账户付 {own} 元，账户余额 {fen_text(breakdown.balc)} 元。",
        )  # fmt: skip
        left -= breakdown.self_acct_pay
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
