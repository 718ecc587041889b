"""Suspending and restoring (P36, P37, P40, T11)."""

from datetime import timedelta

import pytest

from accounts.services import roles
from tests.factories import vouchers as make
from vouchers import errors, selectors
from vouchers.models import Voucher
from vouchers.services import codes, scans, suspension
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(tenant, django_user_model):
    """A member of staff."""
    return django_user_model.objects.create_staff(tenant=tenant, username="s1", password="x" * 12)


@pytest.fixture
def lead(tenant, django_user_model):
    """A head of the reviewers."""
    user = django_user_model.objects.create_staff(tenant=tenant, username="l1", password="x" * 12)
    return roles.assign(by=None, user=user, roles=["lead"])


@pytest.fixture
def voucher(holder):
    """The holder's voucher."""
    return Voucher.objects.get(person=holder.person)


class TestSuspend:
    def test_stops_a_code_that_is_on_screen_t11(self, holder, voucher, hospital, till):
        code = make.show(holder)
        suspension.suspend(by=holder, voucher=voucher)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert outcome.refusal.code == "voucher.suspended"
        with pytest.raises(errors.VoucherSuspended):
            codes.issue(by=holder, person=holder.person)

    def test_tells_the_holder_once(self, holder, voucher):
        for _ in range(2):
            suspension.suspend(by=holder, voucher=voucher)
        assert Notice.objects.filter(code="voucher_suspended").count() == 1
        assert AuditEvent.objects.filter(verb="vouchers.voucher.suspended").count() == 1

    def test_is_not_for_strangers_t31(self, tenant, voucher):
        with pytest.raises(NotFound):
            suspension.suspend(by=make.make_holder(tenant), voucher=voucher)

    def test_leaves_sanctions_to_staff_p40(self, holder, voucher):
        with pytest.raises(NotFound):
            suspension.suspend(by=holder, voucher=voucher, until=clock.now() + timedelta(days=1))

    def test_needs_an_active_voucher(self, tenant):
        user = make.make_holder(tenant, state="APPLIED")
        with pytest.raises(errors.VoucherNotActive):
            suspension.suspend(by=user, voucher=user.person.voucher)


class TestRestore:
    def test_takes_the_password(self, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        with pytest.raises(errors.PinWrong):
            suspension.restore(by=holder, voucher=voucher, pin="402718")
        restored = suspension.restore(by=holder, voucher=voucher, pin=make.PIN)
        assert (restored.state, restored.suspension_reason) == ("ACTIVE", "")
        assert codes.issue(by=holder, person=holder.person).code

    def test_leaves_lifting_a_sanction_to_a_lead_p40(self, holder, voucher, staff, lead):
        until = clock.now() + timedelta(days=100)
        row = suspension.suspend(by=staff, voucher=voucher, reason="转借他人使用", until=until)
        with pytest.raises(errors.VoucherSuspended):
            suspension.restore(by=holder, voucher=row, pin=make.PIN)
        assert "实体卡都不能" in selectors.standing(holder.person).refusal.message
        with pytest.raises(errors.SanctionNotYours):
            suspension.restore(by=staff, voucher=row)
        with pytest.raises(errors.SanctionNotYours):
            suspension.suspend(by=staff, voucher=row, reason="改为挂失")
        assert suspension.restore(by=lead, voucher=row).state == "ACTIVE"

    def test_tells_of_a_sanction_in_its_own_words_p40(self, holder, voucher, staff):
        until = clock.now() + timedelta(days=100)
        suspension.suspend(by=staff, voucher=voucher, reason="A & B", until=until)
        notice = Notice.objects.get(code="voucher_sanctioned")
        assert "先自己付费" in notice.body and "照样能用" not in notice.body
        assert "A & B" in notice.body

    def test_refuses_the_card_of_a_sanctioned_person_in_true_words(
        self, holder, voucher, staff, hospital, till
    ):
        until = clock.now() + timedelta(days=100)
        suspension.suspend(by=staff, voucher=voucher, reason="x", until=until)
        person = holder.person
        ask = make.make_ask(medium="social_card", card_no=person.card_no)
        outcome = scans.redeem(by=till, institution=hospital, ask=ask)
        assert outcome.refusal.code == "voucher.suspended"
        assert "手工报销" in outcome.refusal.patient_message
        assert "手工报销" in selectors.result_of(outcome.scan).reason

    def test_lets_a_sanction_run_out_by_itself_p40(self, holder, voucher, staff):
        suspension.suspend(
            by=staff, voucher=voucher, reason="x", until=clock.now() + timedelta(days=100)
        )
        Voucher.objects.update(suspended_until=clock.now() - timedelta(seconds=1))
        assert codes.issue(by=holder, person=holder.person).code
