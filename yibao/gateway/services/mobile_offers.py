"""What an order would cost the patient now, by the accounts that may pay; nothing is stored."""

from dataclasses import dataclass
from typing import Any

from accounts.selectors import money
from settlement.services import calculation, limits
from vouchers import selectors as vouchers
from yibao.kernel.errors import DomainError
from yibao.kernel.money import parse_yuan_signed, to_fen

from ..models import MobileOrder

NO_ACCOUNT, OWN, RELATIVES = "0", "1", "2"


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to pay; amounts in 分, which add up to ``total_fen``."""

    flag: str
    total_fen: int
    fund_fen: int
    hospital_fen: int
    own_fen: int
    aid_fen: int
    cash_fen: int

    @property
    def amounts(self) -> dict[str, int]:
        """Amounts by name, as a confirmation keeps them."""
        return {
            "total_fen": self.total_fen,
            "fund_fen": self.fund_fen,
            "hospital_fen": self.hospital_fen,
            "own_fen": self.own_fen,
            "aid_fen": self.aid_fen,
            "cash_fen": self.cash_fen,
        }

    @property
    def word(self) -> str:
        """What the form sends back: the choice with every amount that was shown."""
        return ".".join([self.flag, *(str(fen) for fen in self.amounts.values())])


def offers(*, by: Any, order: MobileOrder) -> list[Offer]:
    """The ways that differ, the accounts first; never empty.

    The institution's ``acctUsedFlag`` 0 leaves no choice; a way above a limit of the codes (P33) is
    not offered, nor is an account in the day after a change of number (T16). ``by``: whose phone
    it is. Raises ``voucher.limit_exceeded`` and its like where nothing is left, and what
    ``refuse_hindered`` raises.
    """
    refuse_hindered(by=by, order=order)
    found, refusal = [], None
    for flag in _flags(order, is_held=money.refusal(by) is not None):
        try:
            found.append(of_flag(by=by, order=order, flag=flag))
        except DomainError as hindrance:
            refusal = hindrance
    if refusal is not None and not found:
        raise refusal
    return [one for one in found if _is_different(one)]


def refuse_hindered(*, by: Any, order: MobileOrder) -> None:
    """Where no code could be shown, no word counts either: suspended, not insured, at night.

    Raises what the code page would say (P33, P36, P40, P87).
    """
    standing = vouchers.standing(order.visit.person)
    refusal = standing.refusal or vouchers.refusal_of_hours(standing.person, standing.enrolment)
    if refusal is not None:
        raise refusal


def of_flag(*, by: Any, order: MobileOrder, flag: str) -> Offer:
    """One way to pay, by the engine that quotes and settles. Raises what hinders it."""
    visit = order.visit
    situation = calculation.load(visit, acct_used_flag=flag, lock=False)
    document = calculation.case_document(situation)
    found = calculation.run(
        pack=situation.pack, document=document, psn_insu_stas=visit.psn_insu_stas
    )
    limits.check(by=by, visit=visit, breakdown=found, lock=False)
    return _of_breakdown(flag, found)


def of_quote(flag: str, breakdown: dict[str, Any]) -> Offer:
    """A stored quote as an offer."""
    info = breakdown["setlinfo"]

    def fen(name: str) -> int:
        return to_fen(parse_yuan_signed(info[name]))

    return Offer(
        flag=flag,
        total_fen=fen("medfee_sumamt"),
        fund_fen=fen("fund_pay_sumamt"),
        hospital_fen=fen("hosp_part_amt"),
        own_fen=fen("self_acct_pay"),
        aid_fen=fen("acct_mulaid_pay"),
        cash_fen=fen("psn_cash_pay"),
    )


def of_bill(bill: Any) -> Offer:
    """What a settled bill took, before any refund."""
    return Offer(
        flag="",
        total_fen=bill.medfee_sumamt_fen,
        fund_fen=bill.fund_pay_sumamt_fen,
        hospital_fen=bill.hosp_part_amt_fen,
        own_fen=bill.self_acct_pay_fen,
        aid_fen=bill.acct_mulaid_pay_fen,
        cash_fen=bill.psn_cash_pay_fen,
    )


def _of_breakdown(flag: str, found: Any) -> Offer:
    return Offer(
        flag=flag,
        total_fen=found.medfee_sumamt,
        fund_fen=found.fund_pay_sumamt,
        hospital_fen=found.hosp_part_amt,
        own_fen=found.self_acct_pay,
        aid_fen=found.acct_mulaid_pay,
        cash_fen=found.psn_cash_pay,
    )


def _flags(order: MobileOrder, *, is_held: bool) -> tuple[str, ...]:
    if is_held or order.acct_used_flag == NO_ACCOUNT:
        return (NO_ACCOUNT,)
    return (RELATIVES, OWN, NO_ACCOUNT)


def _is_different(offer: Offer) -> bool:
    """Accounts that pay nothing are no choice."""
    paid = {NO_ACCOUNT: 1, OWN: offer.own_fen, RELATIVES: offer.aid_fen}
    return paid[offer.flag] > 0
