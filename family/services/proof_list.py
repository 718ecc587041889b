"""The table of proofs: importing the file that ships with the product, or one's own (P63–P69)."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction

from yibao.audit import services as audit

from ..data.proofs import ProofRow
from ..models import ProofSet, ProofSlot
from ..rules import proofs as rules

#: The table that ships with the product.
OURS = Path(__file__).resolve().parent.parent / "packs" / "proofs.yaml"


def import_proofs(*, by: Any, text: str) -> int:
    """Add the ways that the database lacks; answers how many. Raises ``rules.WrongProofFile``.

    A way is known by branch and code: one that exists stays as it is with its slots, whatever the
    file says, because staff may have changed it.
    """
    rows = rules.read(text)
    with transaction.atomic():
        added = [row.code for place, row in enumerate(rows) if _add(row, place)]
        if added:
            audit.record(
                "family.proofs.imported", by=by, subject="proofs", data={"sets": len(added)}
            )
    return len(added)


def import_ours(*, by: Any) -> int:
    """Import the table that ships with the product."""
    return import_proofs(by=by, text=OURS.read_text("utf-8"))


def _add(row: ProofRow, place: int) -> bool:
    found, is_new = ProofSet.objects.get_or_create(
        code=row.code,
        branch=row.branch,
        region=None,
        defaults={
            "relations": list(row.relations),
            "title": row.title,
            "note": row.note,
            "sort": place,
        },
    )
    if is_new:
        ProofSlot.objects.bulk_create(
            ProofSlot(proof_set=found, sort=number, **asdict(slot))
            for number, slot in enumerate(row.slots)
        )
    return is_new
