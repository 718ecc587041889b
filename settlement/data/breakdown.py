"""What the engine answers: national fields, line results, account plan, counters and trace."""

from collections.abc import Mapping
from dataclasses import dataclass

from yibao.kernel.money import fen_text

from .cases import STAYS, Case
from .facts import BenefitFact
from .steps import TraceStep
from .trace import explain_steps

#: National fund fields in the order of the interface (P121, P127).
FUNDS = (
    "hifp_pay",
    "cvlserv_pay",
    "hifes_pay",
    "hifmi_pay",
    "hifob_pay",
    "maf_pay",
    "hifdm_pay",
    "oth_pay",
)

#: Fields of ``setlinfo`` that are amounts, in the order of P121.
AMOUNT_FIELDS = (
    "medfee_sumamt",
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "preselfpay_amt",
    "inscp_scp_amt",
    "dedc_std",
    "act_pay_dedc",
    *FUNDS,
    "fund_pay_sumamt",
    "psn_part_amt",
    "acct_pay",
    "self_acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
    "hosp_part_amt",
    "balc",
)


@dataclass(frozen=True, slots=True)
class LineResult:
    """How one fee line splits, in 分: the four parts add up to ``det_item_fee_sumamt`` (P124)."""

    id: str
    det_item_fee_sumamt: int
    fulamt_ownpay_amt: int
    overlmt_selfpay: int
    preselfpay_amt: int
    inscp_scp_amt: int

    def to_json(self) -> dict[str, str]:
        """Return the line as texts in yuan."""
        return {
            "id": self.id,
            "det_item_fee_sumamt": fen_text(self.det_item_fee_sumamt),
            "fulamt_ownpay_amt": fen_text(self.fulamt_ownpay_amt),
            "overlmt_selfpay": fen_text(self.overlmt_selfpay),
            "preselfpay_amt": fen_text(self.preselfpay_amt),
            "inscp_scp_amt": fen_text(self.inscp_scp_amt),
        }


@dataclass(frozen=True, slots=True)
class FundPart:
    """What one benefit made its fund pay, in 分; listed also when that is nothing (P123)."""

    benefit: str
    fund: str
    amount: int


@dataclass(frozen=True, slots=True)
class PayerPart:
    """What one relative's account paid, in 分."""

    id: str
    paid: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The result of one calculation; every amount is ``int`` in 分 under its national name.

    ``copay``, ``over_cap`` and ``later_funds`` explain the personal share (P129);
    ``acct_eligible`` is what account money was allowed to pay (P108).  ``counters`` are the
    yearly counters after the visit.  ``wallet_pay`` is the part of ``self_acct_pay`` that the own
    wallet pays (P99); it is answered only where the case names a wallet.  ``facts`` is what each
    benefit step worked out; ``trace`` puts it into words.
    """

    medfee_sumamt: int
    fulamt_ownpay_amt: int
    overlmt_selfpay: int
    preselfpay_amt: int
    inscp_scp_amt: int
    dedc_std: int
    act_pay_dedc: int
    copay: int
    over_cap: int
    later_funds: int
    pool_prop_e4: int
    hifp_pay: int
    cvlserv_pay: int
    hifes_pay: int
    hifmi_pay: int
    hifob_pay: int
    maf_pay: int
    hifdm_pay: int
    oth_pay: int
    fund_pay_sumamt: int
    psn_part_amt: int
    acct_eligible: int
    acct_pay: int
    self_acct_pay: int
    wallet_pay: int
    acct_mulaid_pay: int
    psn_cash_pay: int
    hosp_part_amt: int
    balc: int
    lines: tuple[LineResult, ...]
    funds: tuple[FundPart, ...]
    payers: tuple[PayerPart, ...]
    counters: Mapping[str, int]
    facts: tuple[BenefitFact, ...]
    flags: tuple[str, ...]
    case: Case

    @property
    def trace(self) -> list[TraceStep]:
        """The calculation step by step; results with the same field add up to that field."""
        return explain_steps(self)

    def setlinfo(self) -> dict[str, str]:
        """Return the national settlement fields as texts in yuan, the ratio with four places."""
        info = {name: fen_text(getattr(self, name)) for name in AMOUNT_FIELDS}
        info["pool_prop_selfpay"] = f"{self.pool_prop_e4 // 10000}.{self.pool_prop_e4 % 10000:04d}"
        return info

    def counters_json(self) -> dict[str, str | int]:
        """Return the counters after the visit: texts in yuan, ``stays`` as a number."""
        return {
            name: value if name == STAYS else fen_text(value)
            for name, value in self.counters.items()
        }

    def to_json(self) -> dict[str, object]:
        """Return the whole answer in the documented shape; nothing in it is a float."""
        wallet = {"wallet_pay": fen_text(self.wallet_pay)} if self.case.accounts.wallet else {}
        return {
            **wallet,
            "setlinfo": self.setlinfo(),
            "lines": [line.to_json() for line in self.lines],
            "funds": [
                {"benefit": part.benefit, "fund": part.fund, "amount": fen_text(part.amount)}
                for part in self.funds
            ],
            "payers": [{"id": part.id, "paid": fen_text(part.paid)} for part in self.payers],
            "counters": self.counters_json(),
            "trace": [step.to_json() for step in self.trace],
            "flags": list(self.flags),
        }
