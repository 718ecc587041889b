"""Giving and withdrawing consents; each is one row that says which words were agreed to."""

import hashlib
from typing import Any

from django.db import transaction

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
        _record("given", by, consent)
    return consent


def withdraw(*, by: Any, kind: str) -> int:
    """Take back every consent of a kind; returns how many there were."""
    with transaction.atomic():
        locks.advisory(f"accounts.consent:{by.pk}")
        live = list(Consent.objects.filter(user=by, kind=kind, withdrawn_at__isnull=True))
        for consent in live:
            consent.withdrawn_at = clock.now()
            consent.save(update_fields=["withdrawn_at"])
            _record("withdrawn", by, consent)
    return len(live)


def _record(what: str, by: Any, consent: Consent) -> None:
    audit.record(
        f"accounts.consent.{what}",
        by=by,
        subject=consent,
        tenant_id=by.tenant_id,
        data={"kind": consent.kind, "version": consent.version},
    )
