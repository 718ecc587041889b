"""Attacks on numbers and codes, each by its number in the threat table (T14, T15, T17)."""

import re
import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.errors import CodeExpired, CodeWrong, PhoneLocked
from accounts.models import PhoneChallenge
from accounts.rules import limits
from tests.accounts.codes import check, send
from tests.accounts.walk import CODE, LOGIN, REGISTER
from tests.factories.accounts import CitizenFactory, RegionFactory, UserFactory
from yibao.kernel.errors import DomainError
from yibao.notices.models import SmsMessage

pytestmark = pytest.mark.django_db
SPRAYER = "203.0.113.77"


class TestSpraying:
    def test_two_guesses_a_number_end_before_two_hundred_t14(self, tenant):
        guessed = 0
        with pytest.raises(PhoneLocked):
            for number in range(10_000):
                for _ in range(2):
                    guessed += 1
                    try:
                        check(tenant, "000000", phone=f"139{number:08d}", source=SPRAYER)
                    except (CodeExpired, CodeWrong):
                        continue
        assert guessed <= limits.SOURCE_WRONG_AN_HOUR + 1 < 200

    def test_is_not_helped_by_other_addresses_of_the_same_site_t14(self, tenant):
        guessed = 0
        with pytest.raises(PhoneLocked):
            for number in range(200):
                guessed += 1
                source = f"2001:db8:1:2::{number:x}"
                try:
                    check(tenant, "000000", phone=f"139{number:08d}", source=source)
                except (CodeExpired, CodeWrong):
                    continue
        assert guessed <= limits.SOURCE_WRONG_AN_HOUR + 1

    def test_does_not_lock_out_people_elsewhere_t14(self, tenant):
        for number in range(limits.SOURCE_WRONG_AN_HOUR):
            with pytest.raises(CodeExpired):
                check(tenant, "000000", phone=f"139{number:08d}", source=SPRAYER)
        send(tenant, phone="13800001111", source="198.51.100.8")
        code = re.search(r"\d{6}", SmsMessage.objects.latest("created_at").text)[0]
        check(tenant, code, phone="13800001111", source="198.51.100.8")


class TestBombing:
    def test_many_numbers_from_one_source_end_at_thirty_an_hour_t15(self, tenant, settings):
        sent = 0
        for number in range(100):
            try:
                send(tenant, phone=f"139{number:08d}", source=SPRAYER)
                sent += 1
            except DomainError:
                continue
        assert sent == settings.OTP_SENDS_PER_SOURCE_HOUR == PhoneChallenge.objects.count()

    def test_calls_count_like_messages_t15(self, tenant):
        http = Client()
        http.post(LOGIN, {"phone": "13900000001"})
        answer = http.post(CODE, {"action": "voice"}, follow=True)
        assert "验证码刚刚发过" in answer.content.decode()
        assert PhoneChallenge.objects.count() == 1


class TestKnownAndUnknownNumbers:
    """T17: nobody learns from the door which numbers have an account."""

    PAIRS = 60

    def _work(self, page, number, source):
        """Seconds of this thread, which other work on the machine does not stretch, and queries."""
        http = Client(REMOTE_ADDR=source)
        with CaptureQueriesContext(connection) as asked:
            began = time.thread_time()
            answer = http.post(page, {"phone": number})
            seen = time.thread_time() - began
        assert (answer.status_code, answer.url) == (302, CODE)
        return seen, len(asked)

    @pytest.mark.parametrize("page", [LOGIN, REGISTER])
    def test_take_the_same_time_t17(self, tenant, page):
        RegionFactory()
        self._work(page, "13600000000", "192.0.2.1")
        known, unknown = [], []
        for number in range(self.PAIRS):
            UserFactory(phone=f"137{number:08d}")
            source = f"198.51.100.{number}"
            known.append(self._work(page, f"137{number:08d}", source))
            unknown.append(self._work(page, f"135{number:08d}", source))
        assert {asked for _, asked in known} == {asked for _, asked in unknown}
        times = [median(seen for seen, _ in rows) for rows in (known, unknown)]
        assert abs(times[0] - times[1]) < 0.005

    def test_get_the_same_messages_and_pages_t17(self, tenant):
        person = CitizenFactory(phone="13700000001")
        pages = []
        for number in (person.phone, "13500000001"):
            http = Client()
            http.post(LOGIN, {"phone": number})
            text = http.get(CODE).content.decode()
            pages.append(re.sub(r'value="[^"]{40,}"|R[0-9A-Z]{24}|1[35]\d\*{4}\d{4}', "", text))
        texts = {re.sub(r"\d{6}", "", row.text) for row in SmsMessage.objects.all()}
        assert pages[0] == pages[1] and len(texts) == 1
