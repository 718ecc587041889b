"""Writing the audit log and sealing it."""

import hashlib
import json
from typing import Any

import structlog
from django.db import models, transaction

from yibao.kernel import clock, locks

from .models import AuditEvent, AuditSeal

GENESIS = "0" * 64
BATCH = 500


def actor_of(by: object | None) -> str:
    """Name the actor without personal data: ``user:…``, ``client:…`` or ``system``."""
    if by is None:
        return "system"
    if isinstance(by, str):
        return by
    kind = "client" if hasattr(by, "client_id") else "user"
    return f"{kind}:{by.pk}"


def subject_of(subject: object | None) -> str:
    """``<app>.<model>:<id>`` of a row, or the text that was given."""
    if subject is None:
        return ""
    if isinstance(subject, models.Model):
        return f"{subject._meta.label_lower}:{subject.pk}"
    return str(subject)


def record(
    verb: str,
    *,
    by: object | None,
    subject: object | None = None,
    tenant_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event in the caller's transaction.

    ``verb`` is past tense and dotted (``vouchers.voucher.activated``); ``data`` holds ids only.
    """
    context = structlog.contextvars.get_contextvars()
    return AuditEvent.objects.create(
        at=clock.now(),
        tenant_id=tenant_id if tenant_id is not None else getattr(subject, "tenant_id", None),
        verb=verb,
        actor=actor_of(by),
        actor_role=getattr(by, "kind", "") or "",
        subject=subject_of(subject),
        data=data or {},
        trace_id=str(context.get("request_id", ""))[:64],
    )


def row_hash(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the previous hash and the canonical form of the row."""
    body = json.dumps(
        {
            "id": str(event.id),
            "at": event.at.isoformat(),
            "tenant": event.tenant_id,
            "verb": event.verb,
            "actor": event.actor,
            "role": event.actor_role,
            "subject": event.subject,
            "data": event.data,
            "trace": event.trace_id,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def seal(*, by: str = "system", limit: int = BATCH) -> int:
    """Link events that committed since the last run; one sealer at a time. Returns how many."""
    with transaction.atomic():
        locks.advisory("audit.seal")
        head = AuditSeal.objects.order_by("-position").first()
        events = AuditEvent.objects.filter(seal__isnull=True).order_by("at", "id")[:limit]
        seals, previous = [], head.row_hash if head else GENESIS
        position = head.position if head else 0
        for event in events:
            position += 1
            link = row_hash(previous, event)
            seals.append(
                AuditSeal(
                    position=position,
                    event=event,
                    previous_hash=previous,
                    row_hash=link,
                    sealed_at=clock.now(),
                )
            )
            previous = link
        AuditSeal.objects.bulk_create(seals)
        return len(seals)
