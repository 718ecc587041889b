"""Amounts of a quote, a bill or a refund in 分 under their national names, with the identities."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from settlement.data.breakdown import FUNDS
from yibao.kernel.money import fen_text, from_fen, parse_yuan, to_fen

from .. import tables
from ..errors import AmountDiffers

SPLITS = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
FIELDS = (
    "medfee_sumamt",
    *SPLITS,
    "act_pay_dedc",
    *FUNDS,
    "fund_pay_sumamt",
    "psn_part_amt",
    "acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
    "hosp_part_amt",
)

_WALLET = "WALLET"


class IdentityBroken(ArithmeticError):
    """Amounts that do not add up as section 3.1 demands; nothing may be answered with them."""


def of_quote(breakdown: Mapping[str, Any]) -> dict[str, int]:
    """Amounts of a quote."""
    info = breakdown["setlinfo"]
    return checked({name: to_fen(parse_yuan(info[name], allow_negative=True)) for name in FIELDS})


def of_row(row: Any, sign: int = 1) -> dict[str, int]:
    """Amounts of a bill, or with ``sign`` -1 those of a refund."""
    return checked({name: sign * getattr(row, f"{name}_fen") for name in FIELDS})


def wallet_of_quote(breakdown: Mapping[str, Any]) -> int:
    """What the own wallet would pay inside ``acct_pay``, in 分 (P99)."""
    return to_fen(parse_yuan(breakdown.get("wallet_pay", "0.00")))


def wallet_of_bill(bill: Any) -> int:
    """What the own wallet paid inside ``acct_pay``, in 分."""
    return sum(part.amount_fen for part in bill.parts.all() if part.kind == _WALLET)


def wallet_of_refund(record: Any) -> int:
    """What went back to the own wallet, in 分 below zero."""
    rows = record.parts.select_related("part")
    return -sum(row.amount_fen for row in rows if row.part.kind == _WALLET)


def checked(found: dict[str, int]) -> dict[str, int]:
    """The same amounts, identities 1–4 of section 3.1 asserted. Raises ``IdentityBroken``."""
    sums = {
        "medfee_sumamt": [
            found["fund_pay_sumamt"] + found["psn_part_amt"] + found["hosp_part_amt"],
            sum(found[name] for name in SPLITS),
        ],
        "psn_part_amt": [found["acct_pay"] + found["psn_cash_pay"]],
        "fund_pay_sumamt": [sum(found[name] for name in FUNDS)],
    }
    for name, totals in sums.items():
        if any(found[name] != total for total in totals):
            raise IdentityBroken(name)
    return found


def yuan(found: Mapping[str, int]) -> dict[str, Decimal]:
    """The amounts in yuan, as they leave."""
    return {name: from_fen(fen) for name, fen in found.items()}


def refuse_others(
    *, infno: str, row: Mapping[str, Any], found: Mapping[str, int], names: Iterable[str]
) -> None:
    """What the caller confirms is what was calculated; an amount left out is not judged.

    Raises ``gateway.amount_differs``, which names the field and both values (1.7).
    """
    for name in names:
        sent = row.get(name)
        if sent is None or to_fen(sent) == found[name]:
            continue
        raise AmountDiffers(
            field=name,
            label=tables.label_of(infno, name),
            sent=fen_text(to_fen(sent)),
            expected=fen_text(found[name]),
        )
