"""The tiered step: later funds on what is left in scope for the person (P138, P150)."""

from settlement.data import BenefitFact

from .bands import cap_left, count, share
from .compiled import Benefit
from .lines import Rounder


def apply(
    benefit: Benefit, *, unpaid: int, counters: dict[str, int], rounder: Rounder
) -> BenefitFact:
    """Work out a tiered benefit on ``unpaid`` 分 and move the yearly counters.

    With a base counter the bands lie on the year's running sum, ``[used, used + base]``; without
    one the used base is nothing.  The money below the start earns nothing.
    """
    used = counters.get(benefit.base_counter, 0) if benefit.base_counter else 0
    bands, gross = share(benefit.bands[0], used, used + unpaid, rounder)
    left = cap_left(benefit.cap, benefit.cap_counter, counters)
    amount = gross if left is None or gross <= left else left
    count(counters, benefit.base_counter, unpaid)
    count(counters, benefit.cap_counter, amount)
    return BenefitFact(
        benefit=benefit.id,
        fund=benefit.fund,
        kind="tiered",
        start_scope=benefit.start_scope,
        in_scope=unpaid,
        start=benefit.start,
        used=used,
        dedc=0,
        base=unpaid,
        bands=bands,
        gross=gross,
        cap_left=left,
        over_cap=gross - amount,
        amount=amount,
    )
