"""A death in the register (P39): what the person held ends with the same commit."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.errors import DeathDateWrong
from accounts.events import person_died, person_leaving
from accounts.models import Person
from accounts.services import registration
from yibao.audit import services as audit
from yibao.kernel import clock


def record_death(*, by: Any, person: Person, on: date) -> Person:
    """Note the day of death; sessions end, and upper apps close what lives from the person.

    Raises ``accounts.death.date`` for a day before birth or after today. A death that is known
    already is not changed. ``by`` is a lead, or None for the register itself.
    """
    with transaction.atomic():
        row = (
            Person.objects.select_for_update(of=("self",), no_key=True)
            .select_related("tenant", "user")
            .get(pk=person.pk)
        )
        if row.deceased_on is not None:
            return row
        if not row.birth_date <= on <= clock.today(row.tenant):
            raise DeathDateWrong
        row.deceased_on = on
        row.save(update_fields=["deceased_on"])
        audit.record("accounts.person.death_recorded", by=by, subject=row)
        login = getattr(row, "user", None)
        if login is not None:
            registration.end_sessions(by=by, user=login)
        person_leaving.send(sender=Person, person=row, by=by)
        person_died.send(sender=Person, person=row, by=by)
    return row
