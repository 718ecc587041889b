"""Who may see a person's numbers in full for ten minutes, and what the list calls them (T94)."""

from typing import Any

from accounts.models import Person
from accounts.selectors import people
from yibao.audit.glass_subjects import Subject
from yibao.audit.models import GlassSession

RIGHT = "accounts.unmask_person"


def person_title(reader: Any, key: str) -> str | None:
    """Masked name and end of the person number, for holders of the right in the own tenant."""
    person = of_key(key)
    if person is None or not reader.has_perm(RIGHT):
        return None
    if not reader.is_superuser and person.tenant_id != reader.tenant_id:
        return None
    return f"{person.masked_name} …{person.psn_no[-4:]}"


def of_key(key: str) -> Person | None:
    """The person behind the id in a subject; None for what is no id."""
    return people.get(key)


PERSON = Subject("accounts.person", GlassSession.Kind.FULL_NUMBER, "参保人", person_title)
