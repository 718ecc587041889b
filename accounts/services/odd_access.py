"""The daily list of odd looking, and a lead's word about each line (T94)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.errors import OddAccessNoted, OddAccessNoteMissing, OddAccessOwn
from accounts.models import Enrolment, OddAccess, Person, User
from accounts.rules import odd_access as rules
from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.cases import areas
from yibao.cases.models import Declaration
from yibao.kernel import clock, masking

_PAGES = ("accounts.person.viewed", "accounts.person.unmasked")
_VERBS = (*_PAGES, "accounts.person.found")
_AT_ONCE = 1000


def find_day(*, by: Any, day: date) -> int:
    """Write down what was odd on a day in Shanghai; says how many lines. Safe to run again.

    A line that a lead has noted stays as it was.
    """
    looks = list(_looks(day))
    staff = {user.pk: user for user in User.objects.filter(pk__in={one.staff for one in looks})}
    found = rules.find(looks, _officers(list(staff.values())))
    moment = clock.now()
    with transaction.atomic():
        for odd in found:
            OddAccess.objects.get_or_create(
                day=day, staff=staff[odd.staff], kind=odd.kind,
                defaults={
                    "tenant_id": staff[odd.staff].tenant_id, "count": odd.count,
                    "subjects": odd.subjects, "found_at": moment,
                },
            )  # fmt: skip
            OddAccess.objects.filter(
                day=day, staff=staff[odd.staff], kind=odd.kind, noted_by=None
            ).update(count=odd.count, subjects=odd.subjects)
        audit.record(
            "accounts.odd_access.counted", by=by, data={"day": day.isoformat(), "lines": len(found)}
        )
    return len(found)


def note(*, by: Any, row_id: UUID, is_in_order: bool, words: str = "") -> OddAccess:
    """Whether it was in order, once, by a lead who is not concerned.

    Raises ``OddAccessOwn``, ``OddAccessNoted``, ``OddAccessNoteMissing``.
    """
    said = masking.mask_text(words.strip())[:200]
    with transaction.atomic():
        row = OddAccess.objects.select_for_update(of=("self",)).get(pk=row_id)
        if row.staff_id == by.pk:
            raise OddAccessOwn
        if row.noted_by_id is not None:
            raise OddAccessNoted
        if not is_in_order and not said:
            raise OddAccessNoteMissing
        row.noted_by, row.noted_at = by, clock.now()
        row.is_in_order, row.note = is_in_order, said
        row.save(update_fields=["noted_by", "noted_at", "is_in_order", "note"])
        audit.record(
            "accounts.odd_access.noted", by=by, subject=row, data={"in_order": is_in_order}
        )
    return row


def _looks(day: date) -> Iterator[rules.Look]:
    begin = datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)
    events = AuditEvent.objects.filter(
        at__gte=begin, at__lt=begin + timedelta(days=1), verb__in=_VERBS, actor_role="STAFF"
    )
    batch: list[AuditEvent] = []
    for event in events.order_by("at", "id").iterator(_AT_ONCE):
        batch.append(event)
        if len(batch) == _AT_ONCE:
            yield from _described(batch)
            batch = []
    yield from _described(batch)


def _described(events: list[AuditEvent]) -> Iterator[rules.Look]:
    keys = {key for event in events if (key := _key(event.subject))}
    people = Person.objects.filter(pk__in=keys).values_list("pk", "certno_index")
    indexes = {str(pk): index for pk, index in people}
    homes = Enrolment.objects.current().filter(person_id__in=keys)
    districts = {
        str(pk): district or place
        for pk, district, place in homes.values_list(
            "person_id", "district_admdvs", "insuplc_admdvs"
        )
    }
    for event in events:
        key, staff = _key(event.subject), event.actor.partition(":")[2]
        if key in indexes and staff:
            yield rules.Look(
                staff=UUID(staff), subject=event.subject, at=event.at, index=indexes[key],
                district=districts.get(key, ""), has_case="case" in event.data,
                has_reason=bool(event.data.get("reason")), is_page=event.verb in _PAGES,
            )  # fmt: skip


def _key(subject: str) -> str:
    label, _, key = subject.partition(":")
    return key if label == "accounts.person" else ""


def _officers(staff: list[User]) -> dict[UUID, rules.Officer]:
    live = Declaration.objects.filter(staff__in=staff, ended_at__isnull=True)
    own: dict[UUID, set[str]] = {}
    kin: dict[UUID, set[str]] = {}
    for pk, index, is_own in live.values_list("staff_id", "person_index", "is_own"):
        (own if is_own else kin).setdefault(pk, set()).add(index)
    return {
        user.pk: rules.Officer(
            frozenset(own.get(user.pk, ())), frozenset(kin.get(user.pk, ())), areas.codes_of(user)
        )
        for user in staff
    }
