"""Activation (P1–P14, settled 2 and 3)."""

from datetime import timedelta

import pytest

from accounts.models import Consent
from tests.factories import vouchers as make
from vouchers import errors, events
from vouchers.data import AGREEMENT
from vouchers.models import Voucher
from vouchers.services import activation
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db


def activate(user, pin=make.PIN, **more):
    return activation.activate(by=user, pin=pin, **({"consent_version": AGREEMENT.version} | more))


@pytest.fixture
def citizen(tenant):
    """Real-named and insured, no voucher yet."""
    return make.make_user(make.make_person(tenant))


class TestApply:
    def test_waits_for_the_password_p11(self, citizen):
        voucher = activation.apply(by=citizen, consent_version=AGREEMENT.version)
        assert voucher.state == "APPLIED"
        consent = Consent.objects.get()
        assert (consent.kind, consent.version) == ("voucher", AGREEMENT.version)
        assert len(consent.text_sha256) == 64

    def test_may_be_repeated(self, citizen):
        for _ in range(2):
            activation.apply(by=citizen, consent_version=AGREEMENT.version)
        assert Voucher.objects.count() == Consent.objects.count() == 1

    def test_needs_the_agreement_in_force(self, citizen):
        with pytest.raises(errors.ConsentMissing):
            activation.apply(by=citizen, consent_version="2019-01")
        assert not Voucher.objects.exists()


class TestActivate:
    def test_makes_one_active_voucher_and_tells_the_holder_p14(self, citizen):
        voucher = activate(citizen)
        assert (voucher.state, voucher.activation_way) == ("ACTIVE", "SELF")
        assert Notice.objects.get(code="voucher_activated").user == citizen
        assert SmsMessage.objects.filter(code="voucher_activated").count() == 1
        assert AuditEvent.objects.filter(verb="vouchers.voucher.activated").count() == 1
        with pytest.raises(errors.AlreadyActive):
            activate(citizen)

    def test_tells_listeners_after_the_commit(self, citizen, django_capture_on_commit_callbacks):
        heard = []
        events.voucher_activated.connect(listener := (lambda voucher, **kw: heard.append(voucher)))
        with django_capture_on_commit_callbacks(execute=True):
            voucher = activate(citizen)
        events.voucher_activated.disconnect(listener)
        assert heard == [voucher]

    def test_only_sets_the_password_where_a_binding_activated_it(self, tenant):
        user = make.make_holder(tenant, pin="")
        Voucher.objects.update(activation_way="BINDING")
        voucher = activate(user)
        assert voucher.activation_way == "BINDING"
        assert voucher.pin_hash
        assert not Notice.objects.exists()

    def test_needs_a_real_name_p3(self, tenant, django_user_model):
        user = django_user_model.objects.create_citizen(tenant=tenant, phone="13900009999")
        with pytest.raises(errors.RealNameNeeded):
            activate(user)

    def test_leaves_children_to_their_parents(self, tenant):
        today = clock.today()
        child = make.make_person(
            tenant, born=today.replace(year=today.year - 16) + timedelta(days=40)
        )
        with pytest.raises(errors.TooYoung):
            activate(make.make_user(child))

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"insured": False}, errors.NotInsured),
            ({"stas": "4"}, errors.NotInsured),
            ({"stas": "2"}, errors.VoucherRestricted),
        ],
    )
    def test_needs_insurance_in_normal_state_p1_p2(self, tenant, facts, expected):
        with pytest.raises(expected):
            activate(make.make_user(make.make_person(tenant, **facts)))
        assert not Voucher.objects.exists()

    @pytest.mark.parametrize(
        ("pin", "again", "expected"),
        [
            ("12345", None, errors.PinNotSixDigits),
            ("７３０５１６", None, errors.PinNotSixDigits),
            ("111111", None, errors.PinWeak),
            ("850307", None, errors.PinWeak),
            (make.PIN, "730517", errors.PinMismatch),
        ],
    )
    def test_refuses_bad_passwords_p31(self, citizen, pin, again, expected):
        with pytest.raises(expected):
            activate(citizen, pin, pin_again=again)
        assert not Voucher.objects.filter(state="ACTIVE").exists()

    @pytest.mark.parametrize("state", ["SUSPENDED", "CLOSED"])
    def test_does_not_undo_a_suspension_or_an_end(self, tenant, state):
        user = make.make_holder(tenant, state=state, pin="")
        with pytest.raises((errors.VoucherSuspended, errors.VoucherNotActive)):
            activate(user)
