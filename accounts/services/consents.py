"""Giving and withdrawing consents; each is one row that says which words were agreed to."""

import hashlib
from typing import Any

from django.db import transaction

from accounts.events import consent_withdrawn
from accounts.models import Consent
from accounts.selectors import consents
from yibao.audit import services as audit
from yibao.kernel import clock, locks


def give(*, by: Any, kind: str, version: str, text: str) -> Consent:
    """Agree to one version of one text; repeated, it is the same row."""
    with transaction.atomic():
        locks.advisory(f"accounts.consent:{by.pk}")
        live = consents.live(by, kind, version)
        if live is not None:
            return live
        consent = Consent.objects.create(
            user=by,
            kind=kind,
            version=version,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            given_at=clock.now(),
        )
        _record("given", by, consent, by)
    return consent


def withdraw(*, by: Any, kind: str) -> int:
    """Take back every consent of a kind; returns how many there were.

    What the consent allowed stops in the same transaction (``events.consent_withdrawn``). What only
    the person may end (P37) goes through ``withdrawals.withdraw``.
    """
    with transaction.atomic():
        locks.advisory(f"accounts.consent:{by.pk}")
        return end_all(by=by, user=by, kind=kind)


def end_all(*, by: Any, user: Any, kind: str = "") -> int:
    """End the consents of a user, of one kind or all; the caller holds the transaction."""
    live = Consent.objects.filter(user=user, withdrawn_at__isnull=True).order_by("given_at")
    ended = list(live.filter(kind=kind) if kind else live)
    for consent in ended:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        _record("withdrawn", by, consent, user)
    for one in sorted({consent.kind for consent in ended}):
        consent_withdrawn.send(sender=Consent, user=user, kind=one, by=by)
    return len(ended)


def _record(what: str, by: Any, consent: Consent, user: Any) -> None:
    audit.record(
        f"accounts.consent.{what}",
        by=by,
        subject=consent,
        tenant_id=user.tenant_id,
        data={"kind": consent.kind, "version": consent.version},
    )
