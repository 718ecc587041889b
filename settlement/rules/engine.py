"""The engine: one case under one pack gives one breakdown (P124–P138, P154)."""

from settlement.data import FUNDS, BenefitFact, Breakdown, Case, FundPart, LineResult
from yibao.kernel.money import divide_half_even, divide_half_up

from . import accounts, basic, tiered
from .compiled import DEFAULT_HOSPITAL, DEFAULT_PHARMACY, AccountScope, Pack
from .identities import check_breakdown
from .lines import Rounder, split
from .matching import facts_of

NO_PACK = "NO_PACK"
_PHARMACY = "2"
_NOTHING = dict.fromkeys(FUNDS, 0)
_ROUNDERS: dict[str, Rounder] = {"half_up": divide_half_up, "half_even": divide_half_even}


def settle(pack: Pack | None, case: Case) -> Breakdown:
    """Return what the visit costs and who pays which part.

    Without a pack, or on a day the pack does not cover, no fund pays and the breakdown carries
    the flag ``NO_PACK``; account money may then still be used as by default (P108).  The
    identities P124–P134 are asserted before returning; :class:`IdentityBroken` if they fail.
    """
    if pack is not None and not pack.in_force(case.visit.date):
        pack = None
    rounder = divide_half_up if pack is None else _ROUNDERS[pack.rounding]
    lines = tuple([split(line, rounder) for line in case.lines])
    in_scope = 0
    for line in lines:
        in_scope += line.inscp_scp_amt
    counters = dict(case.counters)
    facts = () if pack is None else _benefits(pack, case, in_scope, counters, rounder)
    breakdown = _assemble(pack, case, lines, facts, counters, rounder)
    check_breakdown(breakdown)
    return breakdown


def _assemble(
    pack: Pack | None,
    case: Case,
    lines: tuple[LineResult, ...],
    facts: tuple[BenefitFact, ...],
    counters: dict[str, int],
    rounder: Rounder,
) -> Breakdown:
    """Put the parts together: header, funds, personal share, account money, remainder."""
    total = fulamt = overlmt = preselfpay = in_scope = 0
    for line in lines:
        total += line.det_item_fee_sumamt
        fulamt += line.fulamt_ownpay_amt
        overlmt += line.overlmt_selfpay
        preselfpay += line.preselfpay_amt
        in_scope += line.inscp_scp_amt
    paid = _NOTHING.copy()
    fund_sum = dedc_std = dedc = over_cap = basic_paid = pool_prop = 0
    for fact in facts:
        paid[fact.fund] += fact.amount
        fund_sum += fact.amount
        if fact.kind == "basic":
            dedc_std, dedc, over_cap, basic_paid = fact.start, fact.dedc, fact.over_cap, fact.amount
            pool_prop = _pool_ratio(fact, rounder)
    personal = total - fund_sum
    allowed = accounts.eligible(
        _scope(pack, case),
        own_share=in_scope - fund_sum,
        preselfpay=preselfpay,
        overlmt=overlmt,
        fulamt=fulamt,
    )
    own, wallet, aid, payers = accounts.plan(case.accounts, case.acct_used_flag, allowed)
    return Breakdown(
        medfee_sumamt=total,
        fulamt_ownpay_amt=fulamt,
        overlmt_selfpay=overlmt,
        preselfpay_amt=preselfpay,
        inscp_scp_amt=in_scope,
        dedc_std=dedc_std,
        act_pay_dedc=dedc,
        copay=in_scope - dedc - over_cap - basic_paid,
        over_cap=over_cap,
        later_funds=fund_sum - basic_paid,
        pool_prop_e4=pool_prop,
        **paid,
        fund_pay_sumamt=fund_sum,
        psn_part_amt=personal,
        acct_eligible=allowed,
        acct_pay=own + wallet + aid,
        self_acct_pay=own + wallet,
        wallet_pay=wallet,
        acct_mulaid_pay=aid,
        psn_cash_pay=personal - own - wallet - aid,
        hosp_part_amt=0,
        balc=case.accounts.own - own,
        lines=lines,
        funds=tuple([FundPart(fact.benefit, fact.fund, fact.amount) for fact in facts]),
        payers=payers,
        counters=counters,
        facts=facts,
        flags=(NO_PACK,) if pack is None else (),
        case=case,
    )


def _benefits(
    pack: Pack, case: Case, in_scope: int, counters: dict[str, int], rounder: Rounder
) -> tuple[BenefitFact, ...]:
    """Run the chain of benefits in order; ``counters`` moves along with it."""
    asked = facts_of(case)
    index = pack.remote_index(asked)
    remote = pack.remotes[index - 1] if index else None
    unpaid = in_scope
    facts = []
    for benefit in pack.chain(asked):
        if benefit.kind == "basic":
            fact = basic.apply(
                benefit,
                in_scope=in_scope,
                unpaid=unpaid,
                counters=counters,
                remote=remote,
                remote_index=index,
                rounder=rounder,
                dedc_left=case.visit.dedc_left,
            )
        else:
            fact = tiered.apply(benefit, unpaid=unpaid, counters=counters, rounder=rounder)
        unpaid -= fact.amount
        facts.append(fact)
    return tuple(facts)


def _scope(pack: Pack | None, case: Case) -> AccountScope:
    """Return what account money may pay at this institution."""
    at_pharmacy = case.institution.fixmedins_type == _PHARMACY
    if pack is None:
        return DEFAULT_PHARMACY if at_pharmacy else DEFAULT_HOSPITAL
    return pack.pharmacy if at_pharmacy else pack.hospital


def _pool_ratio(fact: BenefitFact, rounder: Rounder) -> int:
    """Return the pool's ratio × 10⁴: the band's own, or the average where several were touched.

    0 where nothing was left to share.
    """
    if not fact.bands:
        return 0
    if len(fact.bands) == 1:
        return rounder(fact.bands[0].ratio_e8, 10**4)
    return rounder(sum([band.part * band.ratio_e8 for band in fact.bands]), fact.base * 10**4)
