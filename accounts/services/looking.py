"""Looking people up by staff: every search, every opened page and every full number leaves a trace.

What was typed is never recorded, only its kind (T94).
"""

from typing import Any

from django.db import transaction

from accounts.models import Person
from yibao.audit import services as audit
from yibao.kernel import crypto, idcard, masking, names, phones

_MOST_NAMESAKES = 200


def find(*, by: Any, tenant: Any, text: str) -> tuple[str, list[Person]]:
    """People that the text names, and what kind of text it was.

    Person number, whole ID number, phone, social security card, or a name with the last four of
    the ID number. Anything else finds nobody.
    """
    rows = Person.objects.all() if tenant is None else Person.objects.filter(tenant=tenant)
    kind, found = _find(rows, text.strip())
    audit.record(
        "accounts.person.searched",
        by=by,
        tenant_id=getattr(by, "tenant_id", None),
        data={"kind": kind, "found": len(found)},
    )
    for person in found:
        # Each one found reads about it on the own page (feature 62).
        audit.record("accounts.person.found", by=by, subject=person, data={"kind": kind})
    return kind, found


def _find(rows: Any, text: str) -> tuple[str, list[Person]]:
    words = text.split()
    if len(words) == 2 and len(words[1]) == 4:
        return "name_and_tail", _by_name(rows, words[0], words[1].upper())
    for kind, parse, narrow in (
        ("certno", idcard.parse_certno, lambda found: rows.by_certno(found)),
        ("phone", phones.parse_mobile, lambda found: _by_phone(rows, found)),
    ):
        try:
            return kind, list(narrow(parse(text))[:5])
        except ValueError:
            continue
    by_number = list(rows.filter(psn_no=text)[:5])
    if by_number:
        return "psn_no", by_number
    by_card = list(rows.by_card(text)[:5])
    return ("card", by_card) if by_card else ("other", [])


def _by_phone(rows: Any, phone: str) -> Any:
    return rows.filter(user__phone_index=crypto.blind_index(phone, "phone"))


def _by_name(rows: Any, name: str, tail: str) -> list[Person]:
    """Namesakes are told apart by the last four of the number, which is sealed."""
    try:
        key = names.name_key(name)
    except ValueError:
        return []
    namesakes = rows.filter(name_index=crypto.blind_index(key, "name"))[:_MOST_NAMESAKES]
    return [person for person in namesakes if person.certno.endswith(tail)][:20]


def note_view(*, by: Any, person: Person) -> None:
    """Somebody of the staff opened the person's page."""
    audit.record("accounts.person.viewed", by=by, subject=person)


def unmask(*, by: Any, person: Person, reason: str) -> None:
    """Somebody of the staff asked for the full numbers and said why."""
    with transaction.atomic():
        audit.record(
            "accounts.person.unmasked",
            by=by,
            subject=person,
            data={"reason": masking.mask_text(reason)},
        )
