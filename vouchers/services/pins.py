"""The password of a voucher: the first one, a new one, proving to know it (P27–P31)."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.services import face as faces
from accounts.services import proofs
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.notices import services as notices

from .. import errors, rules, selectors
from ..models import Voucher
from ..states import VoucherState, VoucherWord

_REASONS = {
    "same": "密码不能是 6 个一样的数字",
    "run": "密码不能是连着的数字",
    "birth": "密码不能是生日或身份证号里的数字",
    "phone": "密码不能是手机号里的数字",
    "old": "新密码和旧密码一样",
}
RESET_PURPOSE = "PIN_RESET"


def set_first_pin(*, by: Any, voucher: Voucher, pin: str, pin_again: str | None = None) -> None:
    """Set the first password of a locked row inside the caller's transaction.

    Raises ``voucher.pin.format``, ``.mismatch``, ``.weak``; ``voucher.already_active`` where a
    password exists: changing it is another matter with its own proof (P28).
    """
    if voucher.pin_hash:
        raise errors.AlreadyActive
    check_new_pin(by=by, pin=pin, pin_again=pin_again)
    voucher.pin_hash = make_password(pin)
    voucher.pin_failures, voucher.pin_locked_until = 0, None
    voucher.save(update_fields=["pin_hash", "pin_failures", "pin_locked_until"])
    audit.record("vouchers.pin.set", by=by, subject=voucher, tenant_id=voucher.person.tenant_id)


def reset_pin(*, by: Any, pin: str, pin_again: str, face: str, session: str = "") -> Voucher:
    """A new password for one's own voucher, at the price of a live face check (P28, T20).

    ``face`` is the result of a check of purpose ``PIN_RESET`` of this session; it is spent. A lock
    and the proofs of all sessions end, and codes on any screen die with the generation (P38). A
    suspension stays. Raises ``accounts.face.not_valid``, ``voucher.pin.*``, ``voucher.not_active``
    and ``voucher.pin.not_set`` where there is no password to replace.
    """
    with transaction.atomic():
        voucher = _with_pin(by)
        check_new_pin(by=by, pin=pin, pin_again=pin_again)
        faces.consume(by=by, ref=face, person=by.person, purpose=RESET_PURPOSE, session=session)
        replace(by=by, voucher=voucher, pin=pin, owner=by)
        audit.record("vouchers.pin.reset", by=by, subject=voucher, tenant_id=by.tenant_id)
        _tell(by, "voucher_pin_reset")
    return voucher


def change_pin(*, by: Any, old_pin: str, pin: str, pin_again: str) -> Voucher:
    """A new password for who knows the old one and has just proved to be there (P27, P28).

    A wrong old password counts like any other (P30). Codes on any screen die with the generation,
    and the proofs of all sessions end. Raises ``voucher.pin.*``, ``voucher.locked``,
    ``voucher.not_active``. Must not be called inside another transaction.
    """
    verify_pin(by=by, pin=old_pin)
    with transaction.atomic():
        voucher = _with_pin(by)
        if not check_password(old_pin, voucher.pin_hash):
            raise errors.PinWrong(tries_left=rules.PIN_MAX_FAIL)  # another session was faster
        check_new_pin(by=by, pin=pin, pin_again=pin_again)
        if pin == old_pin:
            raise errors.PinWeak(reason=_REASONS["old"])
        replace(by=by, voucher=voucher, pin=pin, owner=by)
        audit.record("vouchers.pin.changed", by=by, subject=voucher, tenant_id=by.tenant_id)
        _tell(by, "voucher_pin_changed")
    return voucher


def replace(*, by: Any, voucher: Voucher, pin: str, owner: Any) -> None:
    """A new hash; the lock ends, and so does whatever the old password had opened (P38, T28).

    For a locked row and a password that was checked; ``owner`` is its person's login, if any.
    """
    voucher.pin_hash = make_password(pin)
    voucher.pin_failures, voucher.pin_locked_until = 0, None
    voucher.generation += 1
    voucher.save(update_fields=["pin_hash", "pin_failures", "pin_locked_until", "generation"])
    if owner is not None:
        proofs.end_all(by=by, user=owner)


def _with_pin(by: Any) -> Voucher:
    voucher = Voucher.objects.select_for_update(no_key=True).filter(person=by.person_id).first()
    if voucher is None or selectors.word(voucher, None, person=by.person) == VoucherWord.CLOSED:
        raise errors.VoucherNotActive
    if not voucher.pin_hash:
        raise errors.PinNotSet
    return voucher


def _tell(by: Any, code: str) -> None:
    notices.post(
        code,
        by=by,
        user=by,
        context={"name": by.person.masked_name, "at": clock.now()},
        link=notices.Link("/code/", "看医保码"),
        sms=True,
    )


def check_new_pin(*, by: Any, pin: str, pin_again: str | None = None) -> None:
    """Raise unless this user may choose this password (P31)."""
    check_pin_for(by=by, person=by.person, phone=by.phone or "", pin=pin, pin_again=pin_again)


def check_pin_for(
    *, by: Any, person: Any, phone: str, pin: str, pin_again: str | None = None
) -> None:
    """Raise unless this is a good password for the person's voucher (P31)."""
    if not rules.is_pin(pin):
        raise errors.PinNotSixDigits
    if pin_again is not None and pin_again != pin:
        raise errors.PinMismatch
    weak = rules.weakness(pin, certno=person.certno, birth_date=person.birth_date, phone=phone)
    if weak:
        raise errors.PinWeak(reason=_REASONS[weak])


def verify_pin(*, by: Any, pin: str) -> None:
    """Prove to know the password of one's own voucher.

    Five wrong ones in a row lock it for 30 minutes (P30). A wrong try is committed although the
    call raises ``voucher.pin.wrong`` or ``voucher.locked``; also ``voucher.pin.not_set`` and
    ``voucher.not_active``. Must not be called inside another transaction, which could undo the
    count.
    """
    with transaction.atomic(durable=True):
        refusal = _try(by, pin)
    if refusal is not None:
        raise refusal


def _try(by: Any, pin: str) -> errors.DomainError | None:
    """Count under the row lock, so that parallel guesses share the five tries."""
    voucher = Voucher.objects.select_for_update(no_key=True).filter(person=by.person_id).first()
    if voucher is None or voucher.state == VoucherState.APPLIED:
        return errors.VoucherNotActive()
    if not voucher.pin_hash:
        return errors.PinNotSet()
    now = clock.now(by.tenant)
    if voucher.pin_locked_until is not None:
        if now < voucher.pin_locked_until:
            return errors.VoucherLocked()
        voucher.pin_failures, voucher.pin_locked_until = 0, None
    if rules.is_pin(pin) and check_password(pin, voucher.pin_hash):
        voucher.pin_failures = 0
        _save_tries(voucher)
        return None
    return _count_wrong(by, voucher, now)


def _count_wrong(by: Any, voucher: Voucher, now: Any) -> errors.DomainError:
    voucher.pin_failures += 1
    left = rules.PIN_MAX_FAIL - voucher.pin_failures
    if left > 0:
        _save_tries(voucher)
        return errors.PinWrong(tries_left=left)
    voucher.pin_locked_until = now + timedelta(minutes=rules.PIN_LOCK_MINUTES)
    _save_tries(voucher)
    audit.record("vouchers.pin.locked", by=by, subject=voucher, tenant_id=by.tenant_id)
    return errors.VoucherLocked()


def _save_tries(voucher: Voucher) -> None:
    voucher.save(update_fields=["pin_failures", "pin_locked_until"])
