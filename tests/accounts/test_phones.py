"""One-time codes: sending, checking, equal answers (T13–T17)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from accounts.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
    TooManyCodes,
)
from accounts.models import PhoneChallenge
from accounts.services import registration
from tests.accounts.codes import OTHER, PHONE, check, last_code, send, wrong_code
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.phones import NotAPhone
from yibao.notices.models import SmsMessage


@pytest.fixture
def clock_at():
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.mark.django_db
class TestSending:
    def test_owes_one_text_message_with_the_code_and_keeps_no_plain_code(self, tenant):
        challenge = send(tenant)
        message = SmsMessage.objects.get()
        assert message.text.startswith("【医保服务】")
        assert "10 分钟内有效" in message.text and "不要告诉别人" in message.text
        assert last_code() not in challenge.code_hash
        assert PHONE not in challenge.phone_index

    def test_writes_audit_without_the_number(self, tenant):
        send(tenant)
        event = AuditEvent.objects.get(verb="accounts.phone.code_sent")
        assert PHONE not in f"{event.data}{event.subject}{event.actor}"

    def test_refuses_what_is_no_number(self, tenant):
        with pytest.raises(NotAPhone):
            send(tenant, phone="１3900000001")

    def test_allows_one_a_minute(self, tenant, clock_at):
        send(tenant)
        with pytest.raises(SendTooSoon) as refused:
            send(tenant)
        assert 0 < refused.value.extra["retry_after"] <= 60
        clock_at.shift(61)
        send(tenant)

    def test_allows_five_an_hour_and_ten_a_day(self, tenant, clock_at):
        sent = 0
        for _minute in range(3 * 60):
            try:
                send(tenant, source=f"198.51.100.{sent}")
                sent += 1
            except (SendTooSoon, TooManyCodes):
                pass
            if _minute == 58:
                assert sent == 5
            clock_at.shift(60)
        assert sent == 10
        with pytest.raises(TooManyCodes):
            send(tenant)
        clock_at.shift(24 * 3600)
        send(tenant)

    def test_a_hundred_wishes_send_exactly_one_message(self, tenant, clock_at):
        for _ in range(100):
            try:
                send(tenant)
            except SendTooSoon:
                continue
        assert SmsMessage.objects.count() == 1

    def test_allows_thirty_an_hour_from_one_source(self, tenant, clock_at, settings):
        for number in range(settings.OTP_SENDS_PER_SOURCE_HOUR):
            send(tenant, phone=f"139000001{number:02d}")
        with pytest.raises(TooManyCodes):
            send(tenant, phone="13900000199")
        send(tenant, phone="13900000199", source="198.51.100.7")


@pytest.mark.django_db
class TestChecking:
    def test_accepts_the_code_once(self, tenant):
        send(tenant)
        check(tenant, last_code())
        with pytest.raises(CodeExpired):
            check(tenant, last_code())

    def test_counts_tries_down_and_then_closes_the_code(self, tenant):
        send(tenant)
        right, wrong = last_code(), wrong_code()
        for left in (4, 3, 2, 1):
            with pytest.raises(CodeWrong) as refused:
                check(tenant, wrong)
            assert refused.value.extra["tries_left"] == left
        with pytest.raises(CodeSpent):
            check(tenant, wrong)
        with pytest.raises(CodeSpent):
            check(tenant, right)

    def test_only_the_newest_code_works(self, tenant, clock_at):
        send(tenant)
        older = last_code()
        clock_at.shift(61)
        send(tenant)
        if older != last_code():
            with pytest.raises(CodeWrong):
                check(tenant, older)
        check(tenant, last_code())

    def test_a_code_lives_ten_minutes(self, tenant, clock_at):
        send(tenant)
        clock_at.shift(599)
        code = last_code()
        clock_at.shift(1)
        with pytest.raises(CodeExpired):
            check(tenant, code)

    def test_a_code_is_bound_to_its_number(self, tenant):
        send(tenant)
        with pytest.raises(CodeExpired):
            check(tenant, last_code(), phone=OTHER)
        check(tenant, last_code())

    def test_signing_up_and_signing_in_take_each_other_s_code(self, tenant):
        send(tenant, purpose=PhoneChallenge.Purpose.REGISTER)
        check(tenant, last_code(), purpose=PhoneChallenge.Purpose.LOGIN)

    def test_twenty_wrong_a_day_lock_the_number_even_for_the_right_code(self, tenant, clock_at):
        for _ in range(4):
            send(tenant)
            for _ in range(5):
                with pytest.raises((CodeWrong, CodeSpent)):
                    check(tenant, wrong_code())
            clock_at.shift(61)
        with pytest.raises(PhoneLocked):
            send(tenant)
        with pytest.raises(PhoneLocked) as refused:
            check(tenant, last_code())
        until = refused.value.extra["_until"]
        assert timedelta(hours=23) < until - clock.now() <= timedelta(days=1)
        clock_at.shift(24 * 3600)
        send(tenant)
        check(tenant, last_code())

    def test_spraying_from_one_source_stops_at_a_hundred(self, tenant, clock_at):
        for number in range(110):
            PhoneChallenge.objects.all().delete()
            send(tenant, phone=f"1390000{number:04d}", source=f"198.51.100.{number % 200}")
            kind = CodeWrong if number < 100 else PhoneLocked
            with pytest.raises(kind):
                check(tenant, wrong_code(), phone=f"1390000{number:04d}")

    def test_a_wrong_try_survives_the_callers_refusal(self, tenant):
        send(tenant)
        with pytest.raises(CodeWrong):
            check(tenant, wrong_code())
        assert PhoneChallenge.objects.get().wrong_tries == 1


@pytest.mark.django_db
class TestKnownAndUnknownNumbers:
    def test_get_the_same_rows_and_messages(self, tenant):
        registration.enter(by=None, tenant=tenant, phone=PHONE)
        send(tenant, phone=PHONE)
        send(tenant, phone=OTHER)
        one, two = SmsMessage.objects.order_by("created_at")
        assert re.sub(r"\d{6}", "", one.text) == re.sub(r"\d{6}", "", two.text)

    def test_cost_the_same_queries(self, tenant, django_assert_num_queries):
        from django.test.utils import CaptureQueriesContext

        registration.enter(by=None, tenant=tenant, phone=PHONE)
        counts = []
        for phone in (PHONE, OTHER):
            with CaptureQueriesContext(connection) as seen:
                send(tenant, phone=phone)
            counts.append(len(seen))
        assert counts[0] == counts[1]
