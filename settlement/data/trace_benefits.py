"""The trace of one benefit: deductible, bands, cap, in numbers and in words (P138–P143)."""

from yibao.kernel.money import fen_text

from .facts import BandFact, BenefitFact
from .steps import Writer, percent

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


def explain_benefit(writer: Writer, fact: BenefitFact) -> None:
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


def _deductible(writer: Writer, fact: BenefitFact, scope: str) -> None:
    """Explain the deductible of a basic step (P139, P143)."""
    if fact.start_scope == "none":
        return
    start, taken = fen_text(fact.start), fen_text(fact.dedc)
    if fact.continues:
        writer.add(
            "P144", "act_pay_dedc", "起付线", {"inscp_scp_amt": scope, "dedc_left": start},
            f"min({scope}, {start})", taken,
            f"本次政策范围内 {scope} 元。这次住院跨年，起付线只收一次，上一年度结过之后"
            f"还剩 {start} 元，本段扣 {taken} 元。",
        )  # fmt: skip
        return
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


def _band(writer: Writer, fact: BenefitFact, band: BandFact) -> None:
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


def _nothing(writer: Writer, fact: BenefitFact) -> None:
    """Say that a benefit that applies has nothing to share this time."""
    start, base = fen_text(fact.start), fen_text(fact.base)
    reached = "" if fact.kind == "basic" else f"，年度累计 {fen_text(fact.used + fact.base)} 元"
    writer.add(
        "P138", fact.fund, f"{FUND_NAMES[fact.fund]}支付",
        {"benefit": fact.benefit, "base": base, "start": start}, "0.00", "0.00",
        f"{FUND_NAMES[fact.fund]}起付线 {start} 元{reached}，本次没有可付的部分。",
    )  # fmt: skip
