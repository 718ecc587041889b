"""Who looked at a person's data: role, purpose, time, from the audit log (feature 62).

Two statements whatever the length of the list: the events of the subject by its index, and the
roles of the staff among them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.rules import looks as rules
from yibao.audit import services as audit
from yibao.audit.models import AuditEvent

PAGE = 20


@dataclass(frozen=True, slots=True)
class Look:
    """One look, as its subject reads it; ``reason`` is what the member of staff wrote."""

    at: datetime
    role: str
    purpose: str
    reason: str


def events_about(person: Any) -> "QuerySet[AuditEvent]":
    """The looks in the log; newest first."""
    return AuditEvent.objects.filter(
        subject=audit.subject_of(person), verb__in=rules.LOOKS
    ).order_by("-at", "-id")


def of(person: Any, *, before: datetime | None = None, limit: int = PAGE) -> list[Look]:
    """One page of looks; ``before`` is the moment of the last one of the page before."""
    rows = events_about(person)
    if before is not None:
        rows = rows.filter(at__lt=before)
    events = list(rows[:limit])
    roles = _roles({event.actor for event in events})
    return [
        Look(
            at=event.at,
            role=roles.get(event.actor, rules.STAFF),
            purpose=rules.LOOKS[event.verb],
            reason=str(event.data.get("reason", "")),
        )
        for event in events
    ]


def _roles(actors: set[str]) -> dict[str, str]:
    ids = [text.removeprefix("user:") for text in actors if text.startswith("user:")]
    rows = User.objects.filter(pk__in=ids).values_list("pk", "is_staff", "groups__name")
    groups: dict[UUID, list[str]] = {}
    relatives: set[UUID] = set()
    for pk, is_staff, group in rows:
        groups.setdefault(pk, []).append(group or "")
        if not is_staff:
            relatives.add(pk)
    found = {
        f"user:{pk}": rules.RELATIVE if pk in relatives else rules.role_word(names)
        for pk, names in groups.items()
    }
    return {**found, "system": rules.SYSTEM}
