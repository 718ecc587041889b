"""Choosing the insurance relation that is used (P5)."""

from django.db import transaction

from accounts.errors import EnrolmentUnknown
from accounts.events import insurance_changed
from accounts.models import Enrolment, Person, User
from yibao.audit import services as audit


def choose(*, by: User, person: Person, enrolment_id: str) -> Enrolment:
    """Make one of the person's relations the current one. Raises ``EnrolmentUnknown``."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        chosen = {str(row.pk): row for row in person.enrolments.all()}.get(enrolment_id)
        if chosen is None:
            raise EnrolmentUnknown
        if chosen.is_current:
            return chosen
        person.enrolments.current().update(is_current=False)
        chosen.is_current = True
        chosen.save(update_fields=["is_current"])
        audit.record("accounts.enrolment.chosen", by=by, subject=chosen, tenant_id=person.tenant_id)
        insurance_changed.send(sender=Person, persons=[person], by=by)
    return chosen
