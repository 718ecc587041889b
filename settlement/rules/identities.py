"""The identities that every breakdown must satisfy (P124–P134).

They are asserted by the engine before it answers, and can be asserted again on amounts that were
stored and read back.
"""

from collections.abc import Iterable, Mapping

from settlement.data import FUNDS, Breakdown

LINE_PARTS = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")


class IdentityBroken(AssertionError):
    """An amount contradicts the others; ``rule`` names the identity.  Nothing may be written."""

    def __init__(self, rule: str, detail: str) -> None:
        """Keep the rule; ``detail`` holds field names and numbers only, no personal data."""
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


def check_breakdown(breakdown: Breakdown) -> None:
    """Assert P124–P134 on a fresh breakdown.  Raises :class:`IdentityBroken`."""
    _lines(breakdown)
    _header(breakdown)
    _personal(breakdown)
    _benefits(breakdown)
    _accounts(breakdown)


def check_header(header: Mapping[str, int], lines: Iterable[Mapping[str, int]] = ()) -> None:
    """Assert P124–P128 and P134 on stored amounts in 分 by national field name.

    ``lines`` may be left out where only the header is at hand.  Raises :class:`IdentityBroken`.
    """
    totals = dict.fromkeys(LINE_PARTS, 0)
    seen = False
    for line in lines:
        seen = True
        _need("P124", line["det_item_fee_sumamt"], sum(line[part] for part in LINE_PARTS))
        for part in LINE_PARTS:
            totals[part] += line[part]
    if seen:
        for part in LINE_PARTS:
            _need("P125", header[part], totals[part])
    _need("P125", header["medfee_sumamt"], sum(header[part] for part in LINE_PARTS))
    funds, personal = header["fund_pay_sumamt"], header["psn_part_amt"]
    _need("P127", funds, sum(header[fund] for fund in FUNDS))
    _need("P126", header["medfee_sumamt"], funds + personal + header["hosp_part_amt"])
    _need("P128", personal, header["acct_pay"] + header["psn_cash_pay"])
    _need("P128", header["acct_pay"], header["self_acct_pay"] + header["acct_mulaid_pay"])
    if min(header.values()) < 0:
        raise IdentityBroken("P134", "negative amount")


def _need(rule: str, left: int, right: int) -> None:
    """Raise unless both sides are the same number of 分."""
    if left != right:
        raise IdentityBroken(rule, f"{left} is not {right}")


def _lines(breakdown: Breakdown) -> None:
    """P124 line by line, P125 for the header, P134 for the parts."""
    total = fulamt = overlmt = first = scope = 0
    for line in breakdown.lines:
        a, b = line.fulamt_ownpay_amt, line.overlmt_selfpay
        c, d = line.preselfpay_amt, line.inscp_scp_amt
        if a + b + c + d != line.det_item_fee_sumamt:
            raise IdentityBroken("P124", f"line {line.id} does not add up")
        if a < 0 or b < 0 or c < 0 or d < 0:
            raise IdentityBroken("P134", f"line {line.id} has a negative part")
        total += line.det_item_fee_sumamt
        fulamt += a
        overlmt += b
        first += c
        scope += d
    _need("P125", breakdown.medfee_sumamt, total)
    _need("P125", breakdown.fulamt_ownpay_amt, fulamt)
    _need("P125", breakdown.overlmt_selfpay, overlmt)
    _need("P125", breakdown.preselfpay_amt, first)
    _need("P125", breakdown.inscp_scp_amt, scope)


def _header(breakdown: Breakdown) -> None:
    """P126, P127, P132: the funds add up, stay within the scope, and close with the person."""
    b = breakdown
    funds = (
        b.hifp_pay + b.cvlserv_pay + b.hifes_pay + b.hifmi_pay
        + b.hifob_pay + b.maf_pay + b.hifdm_pay + b.oth_pay
    )  # fmt: skip
    _need("P127", b.fund_pay_sumamt, funds)
    _need("P126", b.medfee_sumamt, funds + b.psn_part_amt + b.hosp_part_amt)
    if funds > b.inscp_scp_amt:
        raise IdentityBroken("P132", "funds exceed the in-scope amount")


def _personal(breakdown: Breakdown) -> None:
    """P128, P129, P134: every fen of the personal share is explained, nothing is negative."""
    b = breakdown
    own = b.act_pay_dedc + b.copay + b.over_cap - b.later_funds
    _need("P129", b.psn_part_amt, b.fulamt_ownpay_amt + b.overlmt_selfpay + b.preselfpay_amt + own)
    _need("P128", b.psn_part_amt, b.acct_pay + b.psn_cash_pay)
    _need("P128", b.acct_pay, b.self_acct_pay + b.acct_mulaid_pay)
    amounts = (
        own, b.act_pay_dedc, b.copay, b.over_cap, b.later_funds, b.psn_part_amt, b.psn_cash_pay,
        b.self_acct_pay, b.acct_mulaid_pay, b.balc, b.hosp_part_amt,
    )  # fmt: skip
    if min(amounts) < 0:
        raise IdentityBroken("P134", "negative amount")


def _benefits(breakdown: Breakdown) -> None:
    """P130, P131 for each benefit: deductible within its limits, payment within the cap."""
    if not 0 <= breakdown.pool_prop_e4 <= 10_000:
        raise IdentityBroken("P131", "ratio outside 0..1")
    for fact in breakdown.facts:
        asked = fact.start - fact.used
        if fact.dedc < 0 or fact.dedc > fact.in_scope or (fact.dedc and fact.dedc > asked):
            raise IdentityBroken("P130", f"deductible of {fact.benefit}")
        if fact.amount < 0 or (fact.cap_left is not None and fact.amount > fact.cap_left):
            raise IdentityBroken("P131", f"cap of {fact.benefit}")


def _accounts(breakdown: Breakdown) -> None:
    """P133: no account pays more than it has, may, or is allowed for."""
    available = breakdown.case.accounts
    if not 0 <= breakdown.wallet_pay <= available.wallet:
        raise IdentityBroken("P133", "wallet beyond its balance")
    own = breakdown.self_acct_pay - breakdown.wallet_pay
    if own > available.own or breakdown.acct_pay > breakdown.acct_eligible:
        raise IdentityBroken("P133", "account money beyond balance or scope")
    aid = 0
    for payer, part in zip(available.payers, breakdown.payers, strict=True):
        beyond_cap = payer.cap is not None and part.paid > payer.cap
        if part.paid < 0 or part.paid > payer.balance or beyond_cap:
            raise IdentityBroken("P133", f"payer {payer.id} beyond balance or cap")
        aid += part.paid
    _need("P128", breakdown.acct_mulaid_pay, aid)
