"""Account money: own account, own wallet, then relatives, then cash (P99, P108–P119)."""

from settlement.data import Accounts, PayerPart

from .compiled import AccountScope


def eligible(
    scope: AccountScope, *, own_share: int, preselfpay: int, overlmt: int, fulamt: int
) -> int:
    """Return how much of the personal amounts (分) account money may pay (P108)."""
    return (
        (own_share if scope.own_share else 0)
        + (preselfpay if scope.preselfpay else 0)
        + (overlmt if scope.overlmt else 0)
        + (fulamt if scope.fulamt else 0)
    )


def plan(
    accounts: Accounts, flag: str, allowed: int
) -> tuple[int, int, int, tuple[PayerPart, ...]]:
    """Return in 分 the parts of own account and own wallet, the relatives' sum, each payer's part.

    Each pays at most its balance, its cap and what is left of ``allowed``.  Flag "0" uses no
    account money at all; every listed payer is in the answer, with nothing where nothing is paid.
    """
    if flag == "0":
        return 0, 0, 0, tuple([PayerPart(payer.id, 0) for payer in accounts.payers])
    own = min(accounts.own, allowed)
    wallet = min(accounts.wallet, allowed - own)
    left = allowed - own - wallet
    parts = []
    for payer in accounts.payers:
        paid = min(payer.balance, left)
        if payer.cap is not None and payer.cap < paid:
            paid = payer.cap
        left -= paid
        parts.append(PayerPart(payer.id, paid))
    return own, wallet, allowed - own - wallet - left, tuple(parts)
