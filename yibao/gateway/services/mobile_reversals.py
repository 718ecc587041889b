"""``revsToken``: an institution whose own settlement failed gives the order back by itself."""

import hmac
from datetime import timedelta
from typing import Any

from settlement.states import SettlementState
from yibao.audit import services as audit
from yibao.kernel import clock, crypto

from ..confirm_errors import MobileReversalOver
from ..models import MobileOrder

#: The patient has left; whoever notices later asks for a code that is shown then.
LIFE = timedelta(hours=24)
_LONGEST = 40


def token(*, by: Any, order: MobileOrder, bill: Any) -> str:
    """``revsToken`` of a paid order (6301, 6302); empty once it is over or something was returned.

    It is a keyed hash of order and bill, so that nothing has to be kept; it serves 6203 of this
    very bill, in place of the ``ecToken``.
    """
    if bill.state != SettlementState.SETTLED or _is_over(order, bill):
        return ""
    return _word(order, bill)


def accept(*, by: Any, order: MobileOrder, bill: Any, word: str) -> bool:
    """Whether the word is the order's own token, which is then recorded as used.

    Runs inside the transaction of the refund. Raises ``gateway.mobile_reversal_over``.
    """
    if not hmac.compare_digest(_word(order, bill).encode(), word.encode()):
        return False
    if _is_over(order, bill):
        raise MobileReversalOver
    tenant_id = order.institution.tenant_id
    audit.record("gateway.order.undone", by=by, subject=order, tenant_id=tenant_id)
    return True


def _word(order: MobileOrder, bill: Any) -> str:
    said = f"gateway.reversal:{order.pay_ord_id}:{bill.setl_id}"
    return crypto.code_hash(said)[:_LONGEST]


def _is_over(order: MobileOrder, bill: Any) -> bool:
    return clock.now(order.institution.tenant) >= bill.setl_time + LIFE
