"""Reading printed bills: by their code, and the digest of what is printed."""

import json
from hashlib import sha256

from ..models import Printout, Settlement
from ..models.amounts import AMOUNT_FIELDS
from ..states import SettlementState


def find(code: str) -> Printout | None:
    """The printout with this code, with its bill."""
    rows = Printout.objects.select_related("settlement__person", "settlement__institution")
    return rows.filter(code=code).first() if code else None


def digest_of(bill: Settlement) -> str:
    """Digest of the amounts on the paper: the bill's own, its payers', and what went back."""
    facts = {
        "no": bill.setl_id,
        "amounts": {name: getattr(bill, f"{name}_fen") for name in AMOUNT_FIELDS},
        "parts": [
            [part.position, part.kind, part.amount_fen, part.refunded_fen]
            for part in sorted(bill.parts.all(), key=lambda one: one.position)
        ],
        "refunded": sorted(one.medfee_sumamt_fen for one in bill.refunds.all()),
        "undone": bill.state == SettlementState.REVERSED,
    }
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
