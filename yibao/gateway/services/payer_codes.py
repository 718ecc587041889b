"""The payer's code after the patient's, scanned by a terminal of the national interface (P113).

The interface document has no field for it, so the decoder is told: see ADR 37.
"""

from typing import Any

from settlement.selectors import bills
from settlement.services import payers
from yibao.kernel.errors import DomainError

from .. import identities

SCOPE = "visits:write"
_PREFIX = "payer:"


def visit_named(said: str) -> str:
    """The ``mdtrt_id`` in ``payer:<mdtrt_id>``; empty where something else is said."""
    return said.removeprefix(_PREFIX).strip()[:30] if said.startswith(_PREFIX) else ""


def visit_of(institution: Any, mdtrt_id: str) -> Any:
    """The institution's visit; None without a number. Raises ``visit.not_found``."""
    return bills.visit_by_mdtrt(institution, mdtrt_id) if mdtrt_id else None


def ask_of(visit: Any) -> dict[str, str]:
    """What makes a scan one of a payer of this visit."""
    return {"purpose": "payer", "visit_id": visit.visit_id}


def name(*, by: Any, institution: Any, visit: Any, outcome: Any) -> dict[str, Any] | DomainError:
    """Let the visit use the account of who showed the code.

    Answers the payer, masked and without an ecToken, or the refusal, which the caller stores with
    the scan: the code is used up in both cases (T03). ``extra`` is STANDING where the payer has
    agreed already, NEEDED where the phone asks for the amount at the settlement.
    """
    try:
        row = payers.add(
            by=by,
            institution=institution,
            visit_id=visit.visit_id,
            scan_id=outcome.scan.scan_id,
        )
    except DomainError as refusal:
        return refusal
    return identities.of_payer(person=outcome.person, enrolment=outcome.enrolment, state=row.state)
