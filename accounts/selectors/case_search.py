"""People by a name and four characters, for the search of the review console (T94).

The name is found whole by its index; the sealed numbers of those who carry it are then compared.
"""

from typing import Any

from accounts.models import Person
from yibao.kernel import crypto, names

_MOST_NAMESAKES = 500
_MOST = 20
_TAIL = 4


def people_named(tenant: Any, text: str) -> list[Person]:
    """People with this name whose ID number or telephone ends so; nobody for any other text.

    ``text`` is a name, a space and the last four characters.
    """
    words = text.split()
    if len(words) != 2 or len(words[1]) != _TAIL:
        return []
    try:
        key = names.name_key(words[0])
    except ValueError:
        return []
    rows = Person.objects.filter(tenant=tenant, name_index=crypto.blind_index(key, "name"))
    namesakes = rows.select_related("user").order_by("pk")[:_MOST_NAMESAKES]
    return [one for one in namesakes if _ends(one, words[1].upper())][:_MOST]


def _ends(person: Person, tail: str) -> bool:
    user = getattr(person, "user", None)
    phone = (user.phone if user is not None else "") or ""
    return person.certno.endswith(tail) or phone.endswith(tail)
