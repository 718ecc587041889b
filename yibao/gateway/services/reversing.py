"""2601 冲正: undo the effect of a message whose answer never arrived (T62)."""

import json
from typing import Any

from settlement.selectors import bills
from settlement.services import reversals, stays
from settlement.states import VisitState
from yibao.kernel import idempotency

from ..data import key_of
from ..errors import RefundStands, ReversalRefused, TokenOfAnotherPerson

SETTLING = {"2102", "2207", "2207A", "2304"}
REFUNDING = {"2103", "2208", "2305"}
ADMITTING = {"2401"}
_REASON = "机构没有收到应答，按原报文号冲正"


def reverse(*, by: Any, institution: Any, infno: str, msgid: str, psn_no: str) -> None:
    """Undo what a message did, or refuse it should it still arrive. Doing it again changes nothing.

    Runs inside the caller's transaction. Raises ``gateway.reversal_not_possible``,
    ``gateway.certificate_mismatch``, ``gateway.refund_stands`` and what the services refuse.
    """
    key = key_of(infno, msgid)
    if infno in SETTLING:
        _settlement(by, institution, key, psn_no)
    elif infno in ADMITTING:
        _admission(by, institution, key, psn_no)
    elif infno in REFUNDING:
        _refund(institution, key)
    else:
        raise ReversalRefused(infno=infno)


def _settlement(by: Any, institution: Any, key: str, psn_no: str) -> None:
    """The clients of an institution share their messages: whoever sent it, it is undone.

    A message that none of them has begun is blocked before it is looked for again.
    """
    holder = bills.key_holder(institution, key)
    if holder is None and not idempotency.block(scope=_scope(institution), key=key):
        holder = bills.key_holder(institution, key)  # it came in between
    outcome = reversals.reverse(
        by=by, institution=institution, key=key, reason=_REASON, holder=holder
    )
    if outcome.setl_id is None:
        return
    bill = bills.of_institution_by_id(institution, outcome.setl_id)
    if bill.person.psn_no != psn_no:
        raise TokenOfAnotherPerson


def _admission(by: Any, institution: Any, key: str, psn_no: str) -> None:
    """An admission that happened is taken back; one that did not is blocked."""
    if idempotency.block(scope=_scope(institution), key=key):
        return
    mdtrt_id = _output(institution, key).get("result", {}).get("mdtrt_id")
    if not mdtrt_id:
        return
    visit = bills.visit_by_mdtrt(institution, mdtrt_id)
    if visit.person.psn_no != psn_no:
        raise TokenOfAnotherPerson
    if visit.state != VisitState.CANCELLED:
        stays.cancel(by=by, institution=institution, visit_id=visit.visit_id)


def _refund(institution: Any, key: str) -> None:
    """Money that went back is not taken again; the first answer can still be had."""
    if idempotency.block(scope=_scope(institution), key=key):
        return
    if _output(institution, key):
        raise RefundStands


def _output(institution: Any, key: str) -> dict[str, Any]:
    """The output of the first answer; empty where that was a refusal or the key was blocked."""
    answer = idempotency.stored(scope=_scope(institution), key=key)
    if answer is None:
        return {}
    found = json.loads(answer.body)
    return found["output"] if found.get("infcode") == 0 else {}


def _scope(institution: Any) -> str:
    return f"gateway:{institution.pk}"
