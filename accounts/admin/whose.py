"""How every list of the console finds the rows of one person: number, reason, trace (T94)."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import Person
from accounts.services import looking
from yibao.kernel.console import whose


def _find(user: Any, number: str, reason: str) -> list[Person]:
    tenant = None if user.is_superuser else user.tenant
    return looking.find_by_number(by=user, tenant=tenant, text=number, reason=reason)


def _named(user: Any, key: str) -> Person | None:
    rows = Person.objects.all() if user.is_superuser else Person.objects.filter(tenant=user.tenant)
    try:
        return rows.filter(pk=key).first()
    except ValidationError:
        return None  # no key at all


def _has_cause(user: Any, person: Person) -> bool:
    return looking.has_cause(by=user, person=person)


def _say_why(user: Any, person: Person, reason: str) -> None:
    looking.say_why(by=user, person=person, reason=reason)


def _note(user: Any, person: Person) -> None:
    looking.note_view(by=user, person=person)


whose.register(whose.People(_find, _named, _has_cause, _say_why, _note))
