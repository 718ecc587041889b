"""Phone and code pages, with every refusal (T13, T17, T23, T24)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import PhoneChallenge
from tests.accounts.walk import (
    CODE,
    LOGIN,
    PHONE,
    REAL_NAME,
    REGISTER,
    last_code,
    text_of,
    to_code,
    wrong_code,
)
from tests.factories.accounts import (
    UserFactory,
)
from yibao.kernel.ids import new_id
from yibao.notices.models import SmsMessage


@pytest.mark.django_db
class TestPhonePages:
    @pytest.mark.parametrize("page", [REGISTER, LOGIN])
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "请填手机号。"),
            ("1390000", "手机号应为 11 位，您填了 7 位。"),
            ("12900000001", "以 13 到 19 开头"),
            ("１390000000１", "请用半角数字"),
        ],
    )
    def test_say_what_is_wrong_with_a_number(self, client, tenant, page, typed, said):
        answer = client.post(page, {"phone": typed})
        assert said in text_of(answer)
        assert not PhoneChallenge.objects.exists()

    @time_machine.travel("2026-03-02 09:00:00+08:00", tick=False)
    def test_answer_known_and_unknown_numbers_alike(self, client, tenant):
        UserFactory(phone=PHONE)
        seen = []
        for phone in (PHONE, "13900000002"):
            http = Client()
            first = http.post(LOGIN, {"phone": phone})
            page = re.sub(r'value="[^"]{40,}"|R[0-9A-Z]{24}', "", http.get(CODE).content.decode())
            seen.append((first.status_code, first.url, page.replace(phone[-4:], "")))
        assert seen[0] == seen[1]

    @pytest.mark.parametrize(
        "typed", ["139 0000 0001", "139-0000-0001", "+86 139 0000 0001", "8613900000001"]
    )
    def test_forgive_blanks_hyphens_and_the_country(self, client, tenant, typed):
        assert client.post(LOGIN, {"phone": typed}).url == CODE
        assert SmsMessage.objects.get().phone == PHONE

    def test_take_the_code_of_the_other_door(self, client, tenant):
        client.post(REGISTER, {"phone": PHONE})
        client.post(LOGIN, {"phone": PHONE})
        assert client.post(CODE, {"code": last_code()}).url == REAL_NAME

    def test_go_on_without_a_second_message_within_a_minute(self, client, tenant):
        to_code(client)
        to_code(client)
        assert SmsMessage.objects.count() == 1

    @pytest.mark.parametrize(
        ("page", "said"), [(REGISTER, "验证码要得太多了"), (LOGIN, "暂时不能登录")]
    )
    def test_say_when_one_may_try_again(self, client, tenant, page, said):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            for _ in range(5):
                to_code(client, page)
                at.shift(61)
            answer = client.post(page, {"phone": PHONE})
            assert answer.status_code == 429
            assert said in text_of(answer) and "3 月 2 日 10:00 以后可以再试" in text_of(answer)


@pytest.mark.django_db
class TestCodePage:
    def test_needs_a_number_first(self, client, tenant):
        assert client.get(CODE).url == LOGIN

    @pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６"])
    def test_does_not_count_what_is_no_code(self, client, tenant, typed):
        to_code(client)
        assert "6 位数字" in text_of(client.post(CODE, {"code": typed}))
        assert PhoneChallenge.objects.get().wrong_tries == 0

    def test_forgives_spaces(self, client, tenant):
        to_code(client)
        code = last_code()
        assert client.post(CODE, {"code": f" {code[:3]} {code[3:]} "}).url == REAL_NAME

    def test_counts_wrong_codes_down_to_the_end(self, client, tenant):
        to_code(client)
        answer = client.post(CODE, {"code": wrong_code()})
        assert "验证码不对。请看看短信里最新的 6 位数字。还可以再试 4 次。" in text_of(answer)
        for _ in range(4):
            answer = client.post(CODE, {"code": wrong_code()})
        assert "这个验证码不能再试了" in text_of(answer) and "重发短信" in text_of(answer)
        assert "_auth_user_id" not in client.session

    def test_says_that_a_code_is_old(self, client, tenant):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            to_code(client)
            at.shift(601)
            assert "已经失效" in text_of(client.post(CODE, {"code": last_code()}))

    def test_says_that_a_number_is_locked(self, client, tenant):
        to_code(client)
        PhoneChallenge.objects.update(wrong_tries=5)
        for _ in range(3):
            other = PhoneChallenge.objects.first()
            other.pk = None
            other.id = new_id()
            other.sent_at -= timedelta(hours=1)
            other.save(force_insert=True)
        answer = client.post(CODE, {"code": last_code()})
        assert "暂时不能登录" in text_of(answer) and "去窗口" in text_of(answer)

    def test_resends_after_a_minute_only(self, client, tenant):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            to_code(client)
            assert "60 秒后可以重发" in text_of(client.get(CODE))
            answer = client.post(CODE, {"action": "resend"}, follow=True)
            assert "验证码刚刚发过" in text_of(answer)
            at.shift(60)
            answer = client.post(CODE, {"action": "resend"}, follow=True)
            assert "已重发" in text_of(answer)
            assert SmsMessage.objects.count() == 2

    def test_reads_the_code_out_by_a_call_after_the_first_wait(self, client, tenant):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            to_code(client)
            assert "打电话告诉我验证码" not in text_of(client.get(CODE))
            at.shift(61)
            assert "打电话告诉我验证码" in text_of(client.get(CODE))
            answer = client.post(CODE, {"action": "voice"}, follow=True)
            assert "马上给您打电话念验证码" in text_of(answer)
            call = SmsMessage.objects.get(medium="VOICE")
            assert PhoneChallenge.objects.latest("sent_at").medium == "VOICE"
            code = re.search(r"[0-9]{6}", call.text)[0]
            assert client.post(CODE, {"code": code}).url == REAL_NAME

    def test_gives_a_new_session_key_and_thirty_days(self, client, tenant):
        to_code(client)
        before = client.session.session_key
        client.post(CODE, {"code": last_code()})
        assert client.session.session_key != before
        assert client.session.get_expiry_age() == 30 * 24 * 3600
        assert "phone_step" not in client.session

    def test_gives_a_new_key_to_who_is_signed_in_already(self, client, tenant):
        client.force_login(UserFactory(phone=PHONE))
        to_code(client)
        before = client.session.session_key
        client.post(CODE, {"code": last_code()})
        assert client.session.session_key != before

    def test_needs_the_form_s_token(self, tenant):
        http = Client(enforce_csrf_checks=True)
        for page in (REGISTER, LOGIN, CODE, "/accounts/logout/"):
            assert http.post(page, {"phone": PHONE}).status_code == 403
