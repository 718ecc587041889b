"""Looking people up by staff: every search, every opened page and every full number leaves a trace.

What was typed is never recorded, only its kind (T94).
"""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.errors import LookReasonMissing
from accounts.models import Person
from yibao.audit import glass
from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.cases.desk import holdings
from yibao.kernel import clock, crypto, idcard, masking, names, phones

_MOST_NAMESAKES = 200
_SHORTEST_REASON, _LONGEST_REASON = 2, 60
#: A search explains the page that is opened from it, not the pages of the next morning.
_SEARCH_COUNTS = timedelta(minutes=30)


def find(*, by: Any, tenant: Any, text: str, reason: str = "") -> tuple[str, list[Person]]:
    """People that the text names, and what kind of text it was.

    Person number, whole ID number, phone, social security card, or a name with the last four of
    the ID number. Anything else finds nobody. ``reason`` is written down with each one found.
    """
    kind, found = _find(_rows(tenant), text.strip())
    _note_search(by, kind, found, _why(reason))
    return kind, found


def find_with_reason(
    *, by: Any, tenant: Any, text: str, reason: str = ""
) -> tuple[str, list[Person]]:
    """Like ``find``, for officers at a desk of their own: why, or a case in hand about each (T94).

    Raises ``LookReasonMissing`` in all other cases, whether there is anybody to be found or not.
    """
    kind, found = _find(_rows(tenant), text.strip())
    return kind, _with_cause(by, kind, found, reason)


def find_by_number(*, by: Any, tenant: Any, text: str, reason: str = "") -> list[Person]:
    """Like ``find_with_reason`` by the person number alone: what any list of rows is searched by.

    Raises ``LookReasonMissing``.
    """
    found = list(_rows(tenant).filter(psn_no=text)[:5])
    return _with_cause(by, "psn_no" if found else "other", found, reason)


def _with_cause(by: Any, kind: str, found: list[Person], reason: str) -> list[Person]:
    why = _why(reason)
    if "reason" not in why:
        refs = [holdings.ref_about(by, person) for person in found]
        if not found or not all(refs):
            _note_search(by, kind, [], {"refused": "reason"})
            raise LookReasonMissing
        why = {"case": refs[0]}
    _note_search(by, kind, found, why)
    return found


def _rows(tenant: Any) -> Any:
    return Person.objects.all() if tenant is None else Person.objects.filter(tenant=tenant)


def _why(reason: str) -> dict[str, str]:
    words = masking.mask_text(reason.strip())[:_LONGEST_REASON]
    return {"reason": words} if len(words) >= _SHORTEST_REASON else {}


def _note_search(by: Any, kind: str, found: list[Person], why: dict[str, str]) -> None:
    audit.record(
        "accounts.person.searched",
        by=by,
        tenant_id=getattr(by, "tenant_id", None),
        data={"kind": kind, "found": len(found), **why},
    )
    for person in found:
        # Each one found reads about it on the own page (feature 62).
        audit.record("accounts.person.found", by=by, subject=person, data={"kind": kind, **why})


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
    """Somebody of the staff opened the person's page: with a case in hand, a reason, or neither."""
    audit.record("accounts.person.viewed", by=by, subject=person, data=_cause(by, person))


def has_cause(*, by: Any, person: Person) -> bool:
    """Whether the page may be opened without asking why: a case in hand, a reason given within half
    an hour, or full numbers open now (T94)."""
    if _cause(by, person):
        return True
    return glass.is_open(by=by, subject=person, kind=glass.Kind.FULL_NUMBER)


def say_why(*, by: Any, person: Person, reason: str) -> None:
    """A page opened by a link alone: its reason is written down as in a search (T94).

    Raises ``LookReasonMissing``.
    """
    why = _why(reason)
    if not why:
        raise LookReasonMissing
    audit.record("accounts.person.found", by=by, subject=person, data={"kind": "link", **why})


def _cause(by: Any, person: Person) -> dict[str, str]:
    """The case in hand, or the reason of the search that led here within the last half hour."""
    ref = holdings.ref_about(by, person)
    if ref:
        return {"case": ref}
    search = AuditEvent.objects.filter(
        actor=audit.actor_of(by),
        subject=audit.subject_of(person),
        verb="accounts.person.found",
        at__gt=clock.now() - _SEARCH_COUNTS,
    )
    latest = search.order_by("-at").first()
    reason = latest.data.get("reason", "") if latest else ""
    return {"reason": reason} if reason else {}


def note_full_look(*, by: Any, person: Person, reason: str) -> None:
    """Somebody of the staff may now read the person's full numbers and said why."""
    with transaction.atomic():
        audit.record(
            "accounts.person.unmasked",
            by=by,
            subject=person,
            data={"reason": masking.mask_text(reason)},
        )


def unmask(*, by: Any, person: Person, reason: str) -> None:
    """Open the person's full numbers for ten minutes (break glass, T94).

    Raises ``GlassRefused``, ``GlassReasonMissing``.
    """
    glass.open_session(by=by, subject=person, kind=glass.Kind.FULL_NUMBER, reason=reason)


def shows_in_full(*, by: Any, person: Person) -> bool:
    """Whether the page that is made now may show full numbers; if so, that is written down."""
    return glass.look(by=by, subject=person, kind=glass.Kind.FULL_NUMBER)
