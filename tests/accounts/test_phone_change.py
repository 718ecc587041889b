"""换手机号: two proofs, both numbers told, sessions ended, money held (P32, T16, T17, T28)."""

import re

import pytest
import time_machine
from django.test import Client

from accounts.errors import FaceNotValid, PhoneInUse
from accounts.models import PhoneChallenge, PhoneChange, User
from accounts.selectors import money
from accounts.services import phone_change
from tests.accounts.device import sign_in
from tests.accounts.walk import LOGIN, text_of
from tests.factories import vouchers as make
from tests.factories.accounts import FaceCheckFactory, RegionFactory, UserFactory
from yibao.kernel import crypto
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
PHONE, CODE, CHECK = "/me/phone/", "/me/phone/code/", "/me/phone/check/"
OLD, FACE, SECURITY = "/me/phone/old/", "/me/phone/face/", "/me/security/"
UNLOCK = "/code/unlock/"
NEW = "13911112222"


@pytest.fixture
def holder(tenant):
    RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def at():
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as moment:
        yield moment


@pytest.fixture
def http(holder, at):
    """The owner's browser with a fresh proof."""
    browser = sign_in(holder)
    browser.post(UNLOCK, {"pin": make.PIN, "next": PHONE})
    at.shift(61)
    return browser


def code_to(number):
    """The newest code that went to this number."""
    rows = SmsMessage.objects.filter(phone_index=crypto.blind_index(number, "phone"))
    return re.search(r"\d{6}", rows.filter(code="login_code").latest("created_at").text)[0]


def to_check(http, number=NEW):
    assert http.post(PHONE, {"phone": number}).url == CODE
    assert http.post(CODE, {"code": code_to(number)}).url == CHECK


class TestWithTheOldNumber:
    def test_changes_the_number_p32(self, http, holder, at):
        former = holder.phone
        lost = Client()
        lost.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        to_check(http)
        assert http.post(CHECK).url == OLD
        assert "旧号码" in text_of(http.get(OLD))
        assert http.post(OLD, {"code": code_to(former)}).url == SECURITY
        page = text_of(http.get(SECURITY))
        assert "手机号已换" in page and "24 小时" in page
        holder.refresh_from_db()
        assert holder.phone == NEW
        assert lost.get("/me/").url.startswith(LOGIN)
        assert PhoneChange.objects.get().way == "OLD_PHONE"

    def test_tells_both_numbers_t28(self, http, holder):
        former = holder.phone
        to_check(http)
        http.post(CHECK)
        http.post(OLD, {"code": code_to(former)})
        told = {row.code: row.phone for row in SmsMessage.objects.filter(code__contains="changed")}
        assert told == {"phone_changed": NEW, "phone_changed_old": former}
        assert Notice.objects.filter(user=holder, code="phone_changed").count() == 1

    def test_needs_the_right_code_of_the_old_number(self, http, holder):
        to_check(http)
        http.post(CHECK)
        wrong = f"{(int(code_to(holder.phone)) + 1) % 1000000:06d}"
        assert "验证码不对" in text_of(http.post(OLD, {"code": wrong}))
        assert not PhoneChange.objects.exists()

    def test_does_not_take_the_new_number_s_code_for_the_old(self, http, holder):
        to_check(http)
        http.post(CHECK)
        if code_to(NEW) != code_to(holder.phone):
            http.post(OLD, {"code": code_to(NEW)})
        assert not PhoneChange.objects.exists()


class TestWithTheFace:
    def test_changes_the_number_p32(self, http, holder):
        to_check(http)
        assert http.post(FACE, {"agree": "on", "acted": "pass"}).url == SECURITY
        holder.refresh_from_db()
        assert holder.phone == NEW and PhoneChange.objects.get().way == "FACE"

    def test_refuses_another_face_and_names_the_counter(self, http, holder):
        to_check(http)
        page = text_of(http.post(FACE, {"agree": "on", "acted": "fail"}))
        assert "没认出来" in page and "窗口" in page
        assert not PhoneChange.objects.exists()

    def test_spends_a_check_of_this_purpose_only_t20(self, holder):
        check = FaceCheckFactory(user=holder, person=holder.person, purpose="UNLOCK")
        with pytest.raises(FaceNotValid):
            phone_change.change(
                by=holder, user=holder, new_phone=NEW, way="FACE", face_ref=check.ref
            )


class TestProof:
    @pytest.mark.parametrize("page", [PHONE, CODE, CHECK, OLD, FACE])
    def test_without_one_a_change_is_refused_t28(self, holder, page):
        browser = Client()
        browser.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.get(page).url.startswith(UNLOCK)
        assert browser.post(page, {"phone": NEW}).status_code == 403

    def test_of_six_minutes_ago_is_too_old_to_begin_t28(self, http, at):
        at.shift(300)
        assert http.post(PHONE, {"phone": NEW}).status_code == 403

    def test_by_text_message_is_not_enough_t28(self, http):
        session = http.session
        session["unlocked_by"] = "phone"
        session.save()
        assert http.post(PHONE, {"phone": NEW}).status_code == 403

    def test_of_the_new_number_cannot_be_skipped(self, http):
        assert http.get(CHECK).url == PHONE
        http.post(PHONE, {"phone": NEW})
        for page in (CHECK, OLD, FACE):
            assert http.post(page, {"agree": "on", "acted": "pass"}).url == PHONE

    def test_of_the_new_number_grows_old(self, http, at):
        to_check(http)
        at.shift(16 * 60)
        http.post(UNLOCK, {"pin": make.PIN, "next": CHECK})
        assert http.get(CHECK).url == PHONE


class TestNewNumber:
    def test_that_somebody_uses_is_not_told_before_it_is_proved_t17(self, http, holder, at):
        make.make_user(make.make_person(holder.tenant))
        taken = User.objects.exclude(pk=holder.pk).get(person__isnull=False)
        seen = []
        for number in (taken.phone, NEW):
            answer = http.post(PHONE, {"phone": number})
            seen.append((answer.status_code, answer.url))
        assert seen[0] == seen[1] == (302, CODE)
        to_check_again = http.post(PHONE, {"phone": taken.phone})
        assert to_check_again.url == CODE

    def test_that_somebody_uses_is_refused_once_it_is_proved_t17(self, http, holder, tenant):
        taken = make.make_user(make.make_person(tenant))
        to_check(http, taken.phone)
        page = text_of(http.post(FACE, {"agree": "on", "acted": "pass"}))
        assert "这个号码已有账号" in page and taken.person.name not in page
        with pytest.raises(PhoneInUse):
            phone_change.change(by=holder, user=holder, new_phone=taken.phone, way="COUNTER")

    def test_of_an_account_without_a_person_becomes_free(self, holder, tenant):
        empty = UserFactory(phone=NEW)
        phone_change.change(by=holder, user=holder, new_phone=NEW, way="COUNTER")
        empty.refresh_from_db()
        holder.refresh_from_db()
        assert holder.phone == NEW and not empty.is_active

    def test_that_is_the_present_one_is_refused(self, http, holder):
        assert "和现在的号码一样" in text_of(http.post(PHONE, {"phone": holder.phone}))
        assert not PhoneChallenge.objects.filter(purpose="PHONE_CHANGE").exists()


class TestMoney:
    def test_waits_a_day_t16(self, holder, at):
        assert money.held_until(holder) is None and money.refusal(holder) is None
        phone_change.change(by=holder, user=holder, new_phone=NEW, way="COUNTER")
        holder.refresh_from_db()
        refusal = money.refusal(holder)
        assert refusal.code == "accounts.money_held" and refusal.status == 403
        assert "3 月 3 日 09:00" in refusal.message and "12393" in refusal.advice
        at.shift(24 * 3600)
        assert money.held_until(holder) is None
