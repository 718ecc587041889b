"""Ending proofs of presence on every device of a user (P28, T28)."""

from typing import Any

from django.db.models import F

from accounts.models import User
from yibao.audit import services as audit


def end_all(*, by: Any, user: User) -> None:
    """Every session of the user must prove anew; call it inside the caller's transaction.

    ``user`` learns the new epoch, so that a proof stamped afterwards counts.
    """
    User.objects.filter(pk=user.pk).update(proof_epoch=F("proof_epoch") + 1)
    user.refresh_from_db(fields=["proof_epoch"])
    audit.record("accounts.proofs.ended", by=by, subject=user, tenant_id=user.tenant_id)
