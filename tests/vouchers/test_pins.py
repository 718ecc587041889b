"""The password (P27–P31)."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import override_settings

from tests.factories import vouchers as make
from vouchers import errors
from vouchers.models import Voucher
from vouchers.services import activation, pins
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
WRONG = "402718"


def wrong(user, times):
    for _ in range(times):
        with pytest.raises(errors.PinWrong):
            pins.verify_pin(by=user, pin=WRONG)


class TestVerifyPin:
    def test_passes_the_right_one_and_forgets_the_wrong_ones(self, holder):
        wrong(holder, 4)
        pins.verify_pin(by=holder, pin=make.PIN)
        assert Voucher.objects.get().pin_failures == 0

    def test_counts_down(self, holder):
        with pytest.raises(errors.PinWrong) as refused:
            pins.verify_pin(by=holder, pin=WRONG)
        assert refused.value.extra["tries_left"] == 4
        assert "4" in refused.value.message

    def test_locks_for_30_minutes_at_the_fifth_p30(self, holder):
        wrong(holder, 4)
        with pytest.raises(errors.VoucherLocked):
            pins.verify_pin(by=holder, pin=WRONG)
        row = Voucher.objects.get()
        left = row.pin_locked_until - clock.now()
        assert timedelta(minutes=29) < left <= timedelta(minutes=30)
        assert AuditEvent.objects.filter(verb="vouchers.pin.locked").count() == 1

    def test_refuses_the_right_one_while_locked_p30(self, holder):
        Voucher.objects.update(pin_failures=5, pin_locked_until=clock.now() + timedelta(minutes=1))
        with pytest.raises(errors.VoucherLocked):
            pins.verify_pin(by=holder, pin=make.PIN)

    def test_gives_five_new_tries_after_the_lock(self, holder):
        Voucher.objects.update(pin_failures=5, pin_locked_until=clock.now() - timedelta(seconds=1))
        wrong(holder, 4)
        pins.verify_pin(by=holder, pin=make.PIN)

    @pytest.mark.parametrize("text", ["", "７３０５１６", "73051", "7305166", "x" * 5000])
    def test_counts_what_is_no_password_too(self, holder, text):
        with pytest.raises(errors.PinWrong):
            pins.verify_pin(by=holder, pin=text)
        assert Voucher.objects.get().pin_failures == 1

    def test_needs_a_voucher_and_a_password(self, tenant):
        with pytest.raises(errors.VoucherNotActive):
            pins.verify_pin(by=make.make_user(make.make_person(tenant)), pin=make.PIN)
        with pytest.raises(errors.PinNotSet):
            pins.verify_pin(by=make.make_holder(tenant, pin=""), pin=make.PIN)


class TestFirstPin:
    @override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
    def test_is_stored_as_argon2(self, tenant):
        user = make.make_user(make.make_person(tenant))
        activation.activate(by=user, pin=make.PIN, consent_version=make_version())
        stored = Voucher.objects.get().pin_hash
        assert identify_hasher(stored).algorithm == "argon2"
        assert make.PIN not in stored

    def test_is_set_once(self, holder):
        with pytest.raises(errors.AlreadyActive):
            activation.activate(by=holder, pin=make.PIN, consent_version=make_version())


def make_version():
    from vouchers.data import AGREEMENT

    return AGREEMENT.version
