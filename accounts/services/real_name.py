"""Real name (实名) and real person (实人): matching the register and attaching the person (P3)."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import (
    AlreadyRealNamed,
    CounterOnly,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
    RealNamePaused,
    TooYoung,
)
from accounts.models import FaceCheck, Person, RealNameAttempt, User
from accounts.rules import limits
from accounts.selectors import people, verifications
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, idcard, locks, names
from yibao.kernel.errors import DomainError
from yibao.notices import services as notices

from . import face

_Outcome = RealNameAttempt.Outcome
_HOUR = 3600


def match(*, by: User, name: str, certno: str) -> Person:
    """The person of the register whom name and number name (T18, T19, P1).

    A wrong try is committed before it is refused; three in 24 hours close the way. Raises
    ``NameMismatch`` and ``NotInRegister`` (``tries_left``), ``RealNamePaused``, ``IdentityTaken``,
    ``TooYoung``, ``CounterOnly``, ``AlreadyRealNamed``, ``NotACertNo``, ``NotAName``.
    """
    certno, key = idcard.parse_certno(certno), names.name_key(name)
    with transaction.atomic(durable=True):
        locks.advisory(f"accounts.real_name:{by.pk}")
        locks.advisory(f"accounts.certno:{crypto.blind_index(certno, 'certno')}")
        refusal = _closed(by, certno)
        if refusal is not None:
            raise refusal
        person = people.by_certno(by.tenant, certno)
        refusal = _judge(by, person, key, certno)
    if refusal is not None:
        raise refusal
    return person


def _closed(by: User, certno: str) -> DomainError | None:
    """Why no further try is let in."""
    failures = verifications.real_name_failures(by)
    if len(failures) >= limits.REAL_NAME_TRIES:
        until = failures[-limits.REAL_NAME_TRIES] + limits.DAY
        left = (until - clock.now()).total_seconds()
        return RealNamePaused(wait_hours=int(left // _HOUR) + 1, _until=until)
    tried = RealNameAttempt.objects.filter(
        certno_index=crypto.blind_index(certno, "certno"),
        outcome=_Outcome.MISMATCH,
        at__gt=clock.now() - limits.DAY,
    ).count()
    if tried >= limits.REAL_NAME_PER_NUMBER:
        return RealNamePaused(wait_hours=24)
    return None


def _judge(by: User, person: Person | None, key: str, certno: str) -> DomainError | None:
    left = limits.REAL_NAME_TRIES - len(verifications.real_name_failures(by)) - 1
    if person is None:
        _note(by, certno, _Outcome.UNKNOWN)
        return NotInRegister(tries_left=left)
    if not person.carries_name(key):
        _note(by, certno, _Outcome.MISMATCH)
        return NameMismatch(tries_left=left)
    # From here on the caller knows name and number, so an honest answer tells nothing new.
    refusal = _unfit(by, person)
    _note(by, certno, _Outcome.TAKEN if isinstance(refusal, IdentityTaken) else _Outcome.MATCHED)
    return refusal


def _unfit(by: User, person: Person) -> DomainError | None:
    if by.person_id is not None:
        return None if by.person_id == person.pk else AlreadyRealNamed()
    if people.is_taken(person):
        return IdentityTaken(_person=str(person.pk))
    if person.deceased_on is not None:
        return CounterOnly()
    if person.age_on(clock.today(by.tenant)) < limits.FACE_MIN_AGE:
        return TooYoung()
    return None


def _note(by: User, certno: str, outcome: str) -> None:
    attempt = RealNameAttempt.objects.create(
        user=by,
        certno_index=crypto.blind_index(certno, "certno"),
        outcome=outcome,
        at=clock.now(),
    )
    audit.record(
        "accounts.real_name.tried",
        by=by,
        subject=attempt,
        tenant_id=by.tenant_id,
        data={"outcome": str(outcome)},
    )


def attach(*, by: User, person: Person, face_ref: str, session: str = "") -> User:
    """Give the account its person, spending a fresh passed face check of that person (T20, T22).

    ``face_ref`` is the signed result of the check, ``session`` what it is bound to.

    Raises ``FaceNotValid``, ``IdentityTaken``, ``AlreadyRealNamed``, ``TooYoung``, ``CounterOnly``.
    """
    try:
        with transaction.atomic():
            return _attach(by, person, face_ref, session)
    except IntegrityError as twice:
        raise IdentityTaken from twice


def _attach(by: User, person: Person, face_ref: str, session: str) -> User:
    locked = Person.objects.select_for_update().get(pk=person.pk, tenant_id=by.tenant_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if user.person_id == locked.pk:
        return user
    refusal = _unfit(user, locked)
    if refusal is not None:
        raise refusal
    purpose = FaceCheck.Purpose.REGISTER
    face.consume(by=user, ref=face_ref, person=locked, purpose=purpose, session=session)
    return _tie(user, locked)


def attach_at_counter(*, by: Any, user: User, person: Person) -> User:
    """A clerk has seen the identity card: the way without a face (T21)."""
    try:
        with transaction.atomic():
            locked = Person.objects.select_for_update().get(pk=person.pk, tenant_id=user.tenant_id)
            account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
            refusal = _unfit(account, locked)
            if refusal is not None:
                raise refusal
            return _tie(account, locked, by=by)
    except IntegrityError as twice:
        raise IdentityTaken from twice


def _tie(user: User, person: Person, by: Any = None) -> User:
    user.person = person
    user.save(update_fields=["person"])
    audit.record(
        "accounts.user.real_named",
        by=by or user,
        subject=user,
        data={"person": str(person.pk), "way": "counter" if by else "face"},
    )
    notices.post("real_named", by=by or user, user=user, context={"person": person.masked_name})
    return user
