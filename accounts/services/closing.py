"""Closing an account (注销): what names the person goes, what the law keeps stays (T91, T92, P37).

The person of the register, the bills, the ledger and the audit log stay; the user row stays as an
empty shell, so that past acts still have an actor. ``docs/adr/0018`` says why.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_id_token_model,
    get_refresh_token_model,
)

from accounts.errors import AccountClosed, ClosingHindered, FaceNotValid
from accounts.events import account_closing, person_leaving
from accounts.models import (
    Erasure,
    FaceCheck,
    FaceHandover,
    Passkey,
    PhoneChallenge,
    PhoneChange,
    RealNameAttempt,
    SignIn,
    User,
)
from accounts.selectors import closing as matters
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock, locks, outbox
from yibao.notices import services as notices
from yibao.notices.services import erasing

from . import consents, erasure_list, exports, face

LISTED_TOPIC = "accounts.erasure.listed"
FAREWELL_TOPIC = "accounts.farewell.sent"
OWN_WISH, COUNTER = "own_wish", "counter"
FAREWELL_KEPT = timedelta(minutes=30)


def close(*, by: User, face_ref: str = "", session: str = "") -> Erasure:
    """Close the own account, with a fresh face check where the account has a person (P37).

    Raises ``ClosingHindered`` while something is open, ``FaceNotValid``, ``AccountClosed``.
    """
    with transaction.atomic():
        user = _locked(by)
        _refuse_when_hindered(user)
        if user.person is not None:
            if not face_ref:
                raise FaceNotValid
            face.consume(
                by=user,
                ref=face_ref,
                person=user.person,
                purpose=FaceCheck.Purpose.CLOSE,
                session=session,
            )
        return _close(by, user, OWN_WISH)


def close_at_counter(*, by: Any, user: User) -> Erasure:
    """A clerk has seen the identity card: the way without a face (P37, T21)."""
    with transaction.atomic():
        account = _locked(user)
        _refuse_when_hindered(account)
        return _close(by, account, COUNTER)


def replay(*, by: object | None, user_id: str, reason: str, closed_at: datetime) -> bool:
    """Close again after a restore what the list outside the database names (T91); safe to repeat.

    Nothing hinders and nobody is told: it has happened. False where there is nothing to do.
    """
    with transaction.atomic():
        rows = User.objects.select_for_update(of=("self",), no_key=True)
        user = rows.filter(pk=user_id, kind=User.Kind.CITIZEN, closed_at__isnull=True).first()
        if user is None:
            return False
        _erase(by, user, reason, closed_at)
    return True


def _locked(user: User) -> User:
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    found = rows.get(pk=user.pk)
    if found.closed_at is not None or found.kind != User.Kind.CITIZEN:
        raise AccountClosed
    return found


def _refuse_when_hindered(user: User) -> None:
    found = matters.open_matters(user)
    if found:
        raise ClosingHindered(count=len(found), _matters=found)


def _close(by: Any, user: User, reason: str) -> Erasure:
    phone = user.phone
    erasure = _erase(by, user, reason, clock.now())
    outbox.emit(LISTED_TOPIC, key=f"erasure:{erasure.pk}", payload={"erasure": str(erasure.pk)})
    if phone:
        _say_farewell(by, user, phone)
    return erasure


def _say_farewell(by: Any, user: User, phone: str) -> None:
    """The last message; it cannot be found by its number and is forgotten once it was sent."""
    text = notices.render_sms("account_closed", {})
    message = notices.owe_sms(
        "account_closed", by=by, phone=phone, text=text, tenant_id=user.tenant_id
    )
    erasing.hide_number(by=by, sms_id=message.pk)
    outbox.emit(
        FAREWELL_TOPIC,
        key=f"farewell:{message.pk}",
        payload={"sms": str(message.pk)},
        due_at=clock.now() + FAREWELL_KEPT,
    )


def forget_farewell(*, by: object | None, sms_id: str) -> None:
    """Erase the last message once it has left, or after a day in any case."""
    if not erasing.forget_sent(by=by, sms_id=sms_id):
        raise outbox.HandlerFailed("farewell: not sent yet")


def list_erasure(*, by: object | None, erasure_id: str) -> None:
    """Write a closed account into the list outside the database; twice is harmless."""
    row = Erasure.objects.get(pk=erasure_id)
    erasure_list.append(by=by, erasure=row)


def _erase(by: Any, user: User, reason: str, closed_at: datetime) -> Erasure:
    locks.advisory(f"accounts.closing:{user.pk}")
    person, index = user.person, user.phone_index
    if person is not None:
        person_leaving.send(sender=User, person=person, by=by)
    account_closing.send(sender=User, user=user, person=person, by=by)
    consents.end_all(by=by, user=user)
    exports.end_of(by=by, user=user)
    _end_logins(user)
    _forget_proofs(user, index)
    erasing.erase_of(by=by, user=user, phone_index=index)
    cases.erase_statements(by=by, applicant=user)
    _empty(user, closed_at)
    erasure = Erasure.objects.create(user=user, reason=reason, closed_at=closed_at)
    audit.record(
        "accounts.user.closed",
        by=by,
        subject=user,
        data={"reason": reason, "person": str(person.pk) if person else ""},
    )
    return erasure


def _end_logins(user: User) -> None:
    """Sessions, devices, passkeys, and what other apps were allowed."""
    signed_in = SignIn.objects.filter(user=user)
    Session.objects.filter(session_key__in=signed_in.values("session_key")).delete()
    signed_in.delete()
    Passkey.objects.filter(user=user).delete()
    for model in (
        get_refresh_token_model(), get_access_token_model(), get_grant_model(),
        get_id_token_model(),
    ):  # fmt: skip
        model.objects.filter(user=user).delete()


def _forget_proofs(user: User, index: str | None) -> None:
    """What was only kept to prove who it is."""
    for model in (FaceHandover, PhoneChange, RealNameAttempt, FaceCheck):
        model.objects.filter(user=user).delete()
    if index:
        PhoneChallenge.objects.filter(phone_index=index).delete()


def _empty(user: User, closed_at: datetime) -> None:
    user.phone = user.phone_index = user.person = user.money_held_until = None
    user.display_name, user.text_size = "", "standard"
    user.is_active, user.closed_at = False, closed_at
    # The session hash depends on it: whatever session is left ends with its next request.
    user.set_unusable_password()
    user.save()
