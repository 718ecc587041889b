"""The posting of a paid clearing: the institution's receivable is settled (I1, I24).

Bills credited the receivable with all that was paid; of it the institution keeps the cash that it
collected itself, and the rest has been transferred.
"""

from typing import Any

from ..models import Clearing
from . import ledger


def post(*, by: Any, row: Clearing) -> None:
    """Write the posting ``clearing:<id>``; a month that adds up to nothing has none."""
    code = str(row.institution_id)
    keys = [("RECEIVABLE", code), ("CASH_CLEARING", code), ("CLEARING_PAID", code)]
    accounts = ledger.plain_accounts(by=by, tenant_id=row.tenant_id, wanted=set(keys))
    receivable, cash, paid = (accounts[key].pk for key in keys)
    own_cash, payable = row.sums["own_cash"], row.sums["payable"]
    legs = [
        _leg(receivable, -(own_cash + payable)),
        _leg(cash, own_cash),
        _leg(paid, payable),
    ]
    if own_cash or payable:
        ledger.post(
            by=by,
            tenant_id=row.tenant_id,
            kind="clearing",
            business=f"clearing:{row.pk}",
            legs=legs,
        )


def _leg(account_id: Any, amount_fen: int) -> ledger.Leg:
    """Above zero it reaches the account, below it leaves: a month of refunds turns all around."""
    if amount_fen < 0:
        return ledger.Leg(account_id, debit_fen=-amount_fen)
    return ledger.Leg(account_id, credit_fen=amount_fen)
