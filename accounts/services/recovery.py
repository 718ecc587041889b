"""The account of a person who lost phone and number: found again by face, or by a clerk (T16, T22).

The old account, with its person, consents and bills, gets the new number; the account that was just
made for it is closed. Number alone never does it: name, ID number and face, or a decided case.
"""

from typing import Any

from django.db import transaction

from accounts.errors import CounterOnly, FaceNotValid, RecoveryNotPossible
from accounts.events import account_recovered
from accounts.models import FaceCheck, Person, PhoneChange, User
from accounts.selectors import people
from accounts.selectors import recoveries as found
from accounts.services import face, passkeys, phone_change
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock, locks, masking
from yibao.notices import services as notices

PURPOSE = FaceCheck.Purpose.RECOVER


def recover(*, by: User, person: Person, face_ref: str, session: str = "") -> User:
    """Give the person's account the number of ``by``, spending a passed check of this person.

    Answers the account; ``by`` is closed. Raises ``FaceNotValid``, ``RecoveryNotPossible``,
    ``CounterOnly``.
    """
    with transaction.atomic():
        old, new = _lock_both(by, person)
        face.consume(by=new, ref=face_ref, person=person, purpose=PURPOSE, session=session)
        return _hand_over(by=new, old=old, new=new)


def ask_for_review(*, by: User, person: Person) -> Any:
    """Open the case 人工核实, once; answers the one that is open.

    Raises ``RecoveryNotPossible``, ``CounterOnly``.
    """
    with transaction.atomic():
        locks.advisory(f"accounts.recovery:{by.pk}")
        open_one = found.open_case(by)
        if open_one is not None:
            return open_one
        _accounts_of(by, person)
        enrolment = person.enrolments.current().first()
        case = cases.open_case(
            by=by,
            tenant_id=by.tenant_id,
            case_type=found.CASE_TYPE,
            subject=str(person.pk),
            summary=f"{person.masked_name}申请把账号换到新手机号",
            applicant=by,
            region_code=enrolment.insuplc_admdvs if enrolment else "",
        )
        notices.post(
            "recovery_asked",
            by=by,
            user=by,
            context={"ref": case.ref, "due": case.due_at},
            link=notices.Link("/accounts/recover/", "看进度"),
        )
    return case


def decide(*, by: Any, case: Any, is_approved: bool) -> None:
    """Carry out what two clerks decided; safe to repeat. What has become impossible is refused."""
    applicant = case.applicant
    if applicant is None or not applicant.is_active or applicant.person_id is not None:
        return
    person = people.get(case.subject)
    if not is_approved or person is None:
        _refuse(by, applicant, case)
        return
    try:
        with transaction.atomic():
            old, new = _lock_both(applicant, person)
            _hand_over(by=by, old=old, new=new)
    except (RecoveryNotPossible, CounterOnly, FaceNotValid):
        _refuse(by, applicant, case)


def _refuse(by: Any, applicant: User, case: Any) -> None:
    with transaction.atomic():
        locks.advisory(f"accounts.recovery:{applicant.pk}")
        notices.post_once(
            "recovery_refused",
            key=f"recovery:{case.ref}",
            by=by,
            user=applicant,
            context={"ref": case.ref},
            sms=True,
        )


def _accounts_of(by: User, person: Person) -> User:
    """The account to be found; only from one that has no person itself."""
    old = people.user_of(person)
    if old is None or by.person_id is not None or not by.phone or old.tenant_id != by.tenant_id:
        raise RecoveryNotPossible
    if person.deceased_on is not None:
        raise CounterOnly
    return old


def _lock_both(by: User, person: Person) -> tuple[User, User]:
    """Both rows, in the order of their keys, under the lock of the new number."""
    locks.advisory(f"accounts.phone:{by.phone_index}")
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    old = _accounts_of(User.objects.get(pk=by.pk), person)
    keys = sorted([old.pk, by.pk])
    rows = {row.pk: row for row in User.objects.select_for_update(of=("self",)).filter(pk__in=keys)}
    if len(rows) != 2 or rows[by.pk].person_id is not None or not rows[by.pk].is_active:
        raise FaceNotValid
    return rows[old.pk], rows[by.pk]


def _hand_over(*, by: Any, old: User, new: User) -> User:
    phone, former = new.phone, old.phone
    phone_change.give_up(by=by, user=new)
    row = phone_change.rebind(by=by, user=old, phone=phone, way=PhoneChange.Way.RECOVERY)
    passkeys.remove_all(by=by, user=old)
    audit.record(
        "accounts.user.recovered",
        by=by,
        subject=old,
        tenant_id=old.tenant_id,
        data={"from": str(new.pk), "change": str(row.pk)},
    )
    # The session hash has changed; who signs in with this object needs the new one.
    old.refresh_from_db()
    account_recovered.send(sender=User, user=old, by=by)
    _tell(by, old, former, row)
    return old


def _tell(by: Any, user: User, former: str | None, row: PhoneChange) -> None:
    context = {
        "at": clock.now(),
        "phone": masking.mask_phone(user.phone or ""),
        "until": row.money_held_until,
    }
    notices.post(
        "account_recovered",
        by=by,
        user=user,
        context=context,
        link=notices.Link("/me/security/", "看登录和设备"),
        sms=True,
    )
    if former:
        text = notices.render_sms("account_recovered_old", context)
        notices.owe_sms(
            "account_recovered_old", by=by, phone=former, text=text, tenant_id=user.tenant_id
        )
