"""Who may decide a case: nobody in an own matter, compared as persons and not as logins (T32, I19).

What apps answer is written down beside the case, so that the database refuses as well.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from yibao.kernel import clock

from . import areas, four_eyes
from .errors import CaseOutsideArea, DeciderIsInvolved, DeclarationMissing
from .events import Involved, involved_wanted
from .models import Barred, Case, Declaration


def check(*, by: Any, case: Case) -> None:
    """Raise unless ``by`` may take or decide this locked case."""
    if case.applicant_id is not None and case.applicant_id == by.pk:
        raise DeciderIsInvolved
    note(by=by, case=case)
    mine = indexes_of(by)
    if case.barred.filter(Q(staff_id=by.pk) | Q(person_index__in=mine)).exists():
        raise DeciderIsInvolved
    if not four_eyes.is_strict(case.case_type):
        return
    if not areas.may_work_on(by, case.region_code):
        raise CaseOutsideArea
    if not has_declared(by):
        raise DeclarationMissing


def note(*, by: Any, case: Case) -> None:
    """Ask the apps who is involved and write down whom the case does not know yet."""
    answers = [found for _, found in involved_wanted.send(sender=Case, case=case) if found]
    involved = Involved.of(
        {index for one in answers for index in one.persons},
        {pk for one in answers for pk in one.staff},
    )
    moment = clock.now()
    rows = [Barred(case=case, person_index=index, at=moment) for index in sorted(involved.persons)]
    rows += [Barred(case=case, staff_id=pk, at=moment) for pk in sorted(involved.staff, key=str)]
    if rows:
        Barred.objects.bulk_create(rows, ignore_conflicts=True)


def indexes_of(user: Any) -> frozenset[str]:
    """The own person of a member of staff and the declared kin, as keyed hashes."""
    declared = Declaration.objects.filter(staff_id=user.pk, ended_at__isnull=True)
    found = set(declared.values_list("person_index", flat=True))
    person = getattr(user, "person", None)
    if person is not None:
        found.add(person.certno_index)
    return frozenset(found)


def concerns(user: Any, indexes: Iterable[str]) -> bool:
    """Whether one of these persons is the member of staff or declared kin (T32)."""
    return bool(indexes_of(user) & set(indexes))


def has_declared(user: Any) -> bool:
    """Whether it is known who this member of staff is."""
    return Declaration.objects.filter(staff_id=user.pk, ended_at__isnull=True, is_own=True).exists()
