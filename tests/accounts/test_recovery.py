"""An account found again: by face, by a clerk, never by the number alone (T16, T22)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.errors import FaceNotValid, RecoveryNotPossible
from accounts.models import FaceCheck, PhoneChange, SignIn, User
from accounts.selectors import money
from accounts.services import recovery, registration
from tests.accounts.device import sign_in
from tests.accounts.walk import LOGIN, REAL_NAME, text_of
from tests.factories import vouchers as make
from tests.factories.accounts import FaceCheckFactory, RegionFactory, UserFactory
from vouchers.services import codes
from yibao.cases import services as cases
from yibao.cases.errors import SecondPersonNeeded
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
RECOVER, FACE = "/accounts/recover/", "/accounts/recover/face/"
NEW = "13911112222"


@pytest.fixture
def old(tenant):
    RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def fresh(tenant):
    return UserFactory(phone=NEW)


def at_recover(fresh, person):
    """A browser of the new number that has typed name and number of the person."""
    http = sign_in(fresh)
    answer = http.post(REAL_NAME, {"name": person.name, "certno": person.certno})
    assert answer.url == RECOVER
    return http


class TestByFace:
    def test_gives_the_old_account_the_new_number_t16(self, old, fresh):
        former, voucher = old.phone, old.person.voucher
        generation = voucher.generation
        codes.issue(by=old, person=old.person)
        lost = Client()
        lost.force_login(old, backend="django.contrib.auth.backends.ModelBackend")
        http = at_recover(fresh, old.person)
        page = text_of(http.get(RECOVER))
        assert "身份证号已被使用" in page and "12393" in page and former not in page
        answer = http.post(FACE, {"agree": "on", "acted": "pass"})
        assert answer.url == "/me/security/"
        assert http.get("/me/").status_code == 200
        old.refresh_from_db()
        fresh.refresh_from_db()
        assert old.phone == NEW and old.person_id and not fresh.is_active and fresh.phone is None
        assert lost.get("/me/").url.startswith(LOGIN)
        voucher.refresh_from_db()
        assert voucher.generation > generation
        assert money.held_until(old) is not None
        change = PhoneChange.objects.get()
        assert (change.way, change.old_phone, change.new_phone) == ("RECOVERY", former, NEW)
        assert {row.phone for row in SmsMessage.objects.filter(code__contains="recovered")} == {
            former,
            NEW,
        }
        assert Notice.objects.filter(user=old, code="account_recovered").count() == 1

    def test_leads_the_old_number_to_a_new_account(self, old, fresh, tenant):
        former = old.phone
        http = at_recover(fresh, old.person)
        http.post(FACE, {"agree": "on", "acted": "pass"})
        found = registration.enter(by=None, tenant=tenant, phone=former)
        assert found.pk != old.pk and found.person_id is None

    def test_needs_the_right_face_t16(self, old, fresh):
        http = at_recover(fresh, old.person)
        assert "没认出来" in text_of(http.post(FACE, {"agree": "on", "acted": "fail"}))
        old.refresh_from_db()
        assert old.phone != NEW and not PhoneChange.objects.exists()

    @pytest.mark.parametrize("purpose", ["REGISTER", "UNLOCK", "PHONE_CHANGE"])
    def test_takes_no_check_of_another_purpose_t20(self, old, fresh, purpose):
        check = FaceCheckFactory(user=fresh, person=old.person, purpose=purpose)
        with pytest.raises(FaceNotValid):
            recovery.recover(by=fresh, person=old.person, face_ref=check.ref)

    def test_takes_no_check_of_another_person_t20(self, old, fresh, tenant):
        other = make.make_holder(tenant)
        purpose = FaceCheck.Purpose.RECOVER
        check = FaceCheckFactory(user=fresh, person=other.person, purpose=purpose)
        with pytest.raises(FaceNotValid):
            recovery.recover(by=fresh, person=old.person, face_ref=check.ref)

    def test_is_for_accounts_without_a_person_only_t22(self, old, tenant):
        other = make.make_holder(tenant)
        with pytest.raises(RecoveryNotPossible):
            recovery.recover(by=other, person=old.person, face_ref="x")
        assert User.objects.filter(person=old.person).count() == 1

    def test_is_not_open_without_name_and_number(self, old, fresh):
        http = sign_in(fresh)
        assert http.get(RECOVER).url == REAL_NAME
        assert http.get(FACE).url == REAL_NAME
        assert http.post(FACE, {"agree": "on", "acted": "pass"}).url == REAL_NAME

    def test_notes_the_way_and_proves_the_device(self, old, fresh):
        http = at_recover(fresh, old.person)
        http.post(FACE, {"agree": "on", "acted": "pass"})
        row = SignIn.objects.get(user=old)
        assert row.way == "RECOVERY" and row.proved_at is not None
        assert SignIn.objects.get(user=fresh).ended_at is not None


class TestByAClerk:
    @pytest.fixture
    def clerk(self, tenant):
        return User.objects.create_staff(tenant=tenant, username="clerk", password="x")

    def _asked(self, old, fresh):
        http = at_recover(fresh, old.person)
        page = text_of(http.post(RECOVER, follow=True))
        case = Case.objects.get()
        assert case.case_type == "accounts.recovery" and case.applicant == fresh
        assert case.ref in page and "2 个工作日" in page
        return http, case

    def test_waits_with_a_reference(self, old, fresh):
        http, case = self._asked(old, fresh)
        http.post(RECOVER)
        assert Case.objects.count() == 1
        assert old.person.name not in case.summary

    @pytest.mark.django_db(transaction=True)
    def test_hands_over_when_two_have_approved_p181(self, old, fresh, clerk, tenant):
        http, case = self._asked(old, fresh)
        cases.take(by=clerk, ref=case.ref)
        cases.approve(by=clerk, ref=case.ref, note="当面核对了身份证")
        old.refresh_from_db()
        assert old.phone != NEW
        with pytest.raises(SecondPersonNeeded):
            cases.take(by=clerk, ref=case.ref)
        second = User.objects.create_staff(tenant=tenant, username="clerk-2", password="x")
        cases.take(by=second, ref=case.ref)
        cases.approve(by=second, ref=case.ref, note="复核了身份证")
        old.refresh_from_db()
        assert old.phone == NEW
        assert http.get(REAL_NAME).url.startswith(LOGIN)
        with time_machine.travel(clock.now() + timedelta(minutes=2)):
            assert sign_in(old).get("/me/").url.startswith("/code/unlock/")

    @pytest.mark.django_db(transaction=True)
    def test_says_no_where_the_account_has_gone_meanwhile(self, old, fresh, clerk, tenant):
        _, case = self._asked(old, fresh)
        User.objects.filter(pk=old.pk).update(is_active=False)
        for one in (clerk, User.objects.create_staff(tenant=tenant, username="c2", password="x")):
            cases.take(by=one, ref=case.ref)
            cases.approve(by=one, ref=case.ref)
        assert Notice.objects.filter(user=fresh, code="recovery_refused").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_says_so_when_refused(self, old, fresh, clerk):
        http, case = self._asked(old, fresh)
        cases.take(by=clerk, ref=case.ref)
        cases.reject(by=clerk, ref=case.ref, note="材料不符")
        assert "人工核实没有通过" in text_of(http.get(RECOVER))
        old.refresh_from_db()
        assert old.phone != NEW
