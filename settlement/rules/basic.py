"""The basic step: deductible, ratio bands and cap on the visit's in-scope money (P138–P143)."""

from settlement.data import BenefitFact
from settlement.data.cases import STAYS

from .bands import cap_left, count, share
from .compiled import Benefit, Remote
from .lines import Rounder


def apply(
    benefit: Benefit,
    *,
    in_scope: int,
    unpaid: int,
    counters: dict[str, int],
    remote: Remote | None,
    remote_index: int,
    rounder: Rounder,
    dedc_left: int | None = None,
) -> BenefitFact:
    """Work out a basic benefit on ``in_scope`` 分 and move the yearly counters.

    ``unpaid`` is what earlier funds left of the in-scope money; the fund never pays more (P132).
    ``dedc_left`` is what a stay that goes on after the year end still has to ask (P144): it is no
    new stay of the new year.
    """
    continues = benefit.start_scope == "admission" and dedc_left is not None
    start, used = (dedc_left or 0, 0) if continues else _start(benefit, counters)
    dedc = _deductible(start, used, in_scope)
    base = in_scope - dedc
    bands, gross = share(benefit.bands[remote_index], 0, base, rounder)
    left = cap_left(benefit.cap, benefit.cap_counter, counters)
    capped = gross if left is None or gross <= left else left
    amount = capped if capped <= unpaid else unpaid
    if benefit.start_scope == "year":
        count(counters, benefit.start_counter, dedc)
    elif benefit.start_scope == "admission" and in_scope and not continues:
        # A stay that asked for no deductible does not make the next one cheaper (P143).
        count(counters, STAYS, 1)
    count(counters, benefit.cap_counter, amount)
    return BenefitFact(
        benefit=benefit.id,
        fund=benefit.fund,
        kind="basic",
        start_scope=benefit.start_scope,
        in_scope=in_scope,
        start=start,
        used=used,
        dedc=dedc,
        base=base,
        bands=bands,
        gross=gross,
        cap_left=left,
        over_cap=gross - capped,
        amount=amount,
        adjusted=None if remote is None else (remote.kind, remote.value_e4),
        continues=continues,
    )


def _start(benefit: Benefit, counters: dict[str, int]) -> tuple[int, int]:
    """Return the deductible standard of this visit and how much of it is used already."""
    if benefit.start_scope == "admission":
        return (benefit.repeat_start if counters.get(STAYS, 0) else benefit.start), 0
    if benefit.start_scope == "none" or benefit.start_counter is None:
        return benefit.start, 0
    return benefit.start, counters.get(benefit.start_counter, 0)


def _deductible(start: int, used: int, in_scope: int) -> int:
    """Return ``min(in_scope, start − used)``, never below nothing (P130, P139)."""
    asked = start - used
    if asked <= 0:
        return 0
    return asked if asked < in_scope else in_scope
