"""Applying for a voucher and activating it (P1–P14)."""

from typing import Any

from django.db import transaction

from accounts.selectors import enrolments
from accounts.services import consents
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.notices import services as notices

from .. import errors, events, rules, selectors
from ..data import AGREEMENT
from ..data.agreement import KIND
from ..models import Voucher
from ..states import VOUCHER_MOVES, VoucherState
from . import channels, closing, pins


def apply(*, by: Any, consent_version: str) -> Voucher:
    """Accept the agreement and apply; the voucher waits for its password (P11).

    Raises ``voucher.real_name_needed``, ``.consent_missing``, ``.already_active``,
    ``.restricted``, ``.suspended``, ``.not_active`` (closed), ``accounts.real_name.too_young`` and
    ``person.not_insured``.
    """
    with transaction.atomic():
        return _apply(by, consent_version)


def activate(*, by: Any, pin: str, consent_version: str, pin_again: str | None = None) -> Voucher:
    """Set the first password and activate; the application follows where there was none.

    A voucher that a relative's binding has activated (settled 3) only gets its password. Raises as
    ``apply`` and ``voucher.pin.*``. Tells the holder.
    """
    with transaction.atomic():
        voucher = _apply(by, consent_version)
        pins.set_first_pin(by=by, voucher=voucher, pin=pin, pin_again=pin_again)
        if voucher.state == VoucherState.APPLIED:
            _make_active(by, voucher)
    return voucher


def check_may_activate(*, by: Any) -> selectors.Standing:
    """Raise unless this user may activate now; the standing is for the page."""
    if by.person is None:
        raise errors.RealNameNeeded
    standing = selectors.standing(by.person)
    _check_voucher(standing.voucher)
    _check_person(by, standing.enrolment)
    return standing


def _apply(by: Any, consent_version: str) -> Voucher:
    if by.person is None:
        raise errors.RealNameNeeded
    if consent_version != AGREEMENT.version:
        raise errors.ConsentMissing
    Voucher.objects.get_or_create(person=by.person)
    voucher = Voucher.objects.select_for_update(no_key=True).get(person=by.person)
    voucher.person = by.person
    _check_voucher(voucher)
    _check_person(by, enrolments.current(by.person))
    if selectors.may_apply_again(voucher):
        voucher = closing.open_again(by=by, voucher=voucher)
    consents.give(by=by, kind=KIND, version=AGREEMENT.version, text=AGREEMENT.text)
    return voucher


def _check_voucher(voucher: Voucher | None) -> None:
    if voucher is None or selectors.may_apply_again(voucher):
        return
    if voucher.state == VoucherState.SUSPENDED:
        raise selectors.refusal_of_suspension(voucher)
    if voucher.state == VoucherState.CLOSED:
        raise errors.VoucherNotActive
    if voucher.pin_hash:
        raise errors.AlreadyActive


def _check_person(by: Any, enrolment: Any) -> None:
    person = by.person
    if person.deceased_on is not None:
        raise errors.VoucherNotActive
    if person.age_on(clock.today(by.tenant)) < rules.MIN_AGE:
        raise errors.TooYoung
    refusal = selectors.refusal_of_insurance(person, enrolment)
    if refusal is not None:
        raise refusal
    if selectors.insurance_warnings(enrolment):
        raise errors.VoucherRestricted  # the first activation needs a normal state (P2)


def _make_active(by: Any, voucher: Voucher) -> None:
    verb = VOUCHER_MOVES.verb(voucher.state, VoucherState.ACTIVE)
    voucher.state = VoucherState.ACTIVE
    voucher.activated_at = clock.now()
    voucher.activation_way = Voucher.Way.SELF
    voucher.save(update_fields=["state", "activated_at", "activation_way"])
    audit.record(verb, by=by, subject=voucher, tenant_id=by.tenant_id, data={"way": "SELF"})
    channels.join_own_pages(by=by, voucher=voucher)
    notices.post(
        "voucher_activated",
        by=by,
        user=by,
        context={"name": by.person.masked_name, "at": voucher.activated_at},
        link=notices.Link("/code/", "出示医保码"),
        sms=True,
    )
    transaction.on_commit(
        lambda: events.voucher_activated.send(sender=Voucher, voucher=voucher, by=by),
        robust=True,
    )
