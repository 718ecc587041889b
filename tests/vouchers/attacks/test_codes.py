"""Attacks on codes and counters: T01, T03, T04, T08, T10, T12 of the threat table."""

import json
import random
import string
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from tests.factories import vouchers as make
from vouchers import rules
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import guesses, scans
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

FUZZED, TILLS, BLOCKED_BEFORE = 500, 50, 1000
_keys = count(1)


@pytest.fixture
def redeem(hospital, till):
    """Scan at the hospital."""

    def work(code="", **more):
        return scans.redeem(by=till, institution=hospital, ask=make.make_ask(code, **more))

    return work


@pytest.fixture
def call(till):
    """POST a scan to the API; extra fields and headers as the attacker likes."""
    token = make.make_token(till)
    http = Client(raise_request_exception=True)

    def work(*, headers=None, **fields):
        body = {
            "medium": "code",
            "business_type": "01301",
            "terminal": "T01",
            "operator": {"id": "0007", "name": "收费员"},
            **fields,
        }
        given = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"a-{next(_keys)}"}
        return http.post(
            "/api/v1/scans/",
            json.dumps(body),
            content_type="application/json",
            headers=given | (headers or {}),
        )

    return work


def age_codes(seconds):
    """Let the codes be issued that much earlier."""
    step = timedelta(seconds=seconds)
    DynamicCode.objects.update(issued_at=F("issued_at") - step, expires_at=F("expires_at") - step)


@pytest.mark.django_db
class TestT01:
    def test_t01_a_photo_shown_later_and_a_second_use_are_refused(self, holder, redeem):
        """T01: 61 s → expired; twice → used."""
        late, twice = make.show(holder), None
        age_codes(61)
        assert redeem(late).refusal.code == "voucher.code.expired"
        twice = make.show(holder)
        assert redeem(twice).is_ok
        assert redeem(twice).refusal.code == "voucher.code.used"

    def test_t01_it_is_used_up_although_the_visit_failed(self, holder, till):
        """T01: the settlement never came about; the code stays used."""
        code = make.show(holder)
        institution = till.institution
        ask = make.make_ask(code)
        assert scans.redeem(by=till, institution=institution, ask=ask).is_ok
        Scan.objects.update(expires_at=clock.now())
        assert scans.redeem(by=till, institution=institution, ask=ask).refusal.code == (
            "voucher.code.used"
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
class TestT03:
    def test_t03_fifty_tills_share_one_success(self, holder, hospital, till):
        """T03: 50 threads redeem one code → exactly 1 success, 49 used."""
        code, start = make.show(holder), Barrier(TILLS)

        def scan(number):
            try:
                start.wait(timeout=60)
                ask = make.make_ask(code, terminal=f"T{number:02d}")
                outcome = scans.redeem(by=till, institution=hospital, ask=ask)
                return "ok" if outcome.is_ok else outcome.refusal.code
            finally:
                connection.close()

        with ThreadPoolExecutor(TILLS) as pool:
            answers = list(pool.map(scan, range(TILLS)))
        assert (answers.count("ok"), answers.count("voucher.code.used")) == (1, TILLS - 1)
        assert Scan.objects.filter(outcome="ok").count() == 1


@pytest.mark.django_db
class TestT04:
    def test_t04_codes_near_a_live_one_hit_nothing_until_blocked(self, holder, call):
        """T04: enumerate upwards and downwards from a live code: 0 hits, blocked before 1,000."""
        live = make.show(holder)
        number, region = int(live[:22]), live[22:]
        answers = []
        for step in range(1, BLOCKED_BEFORE):
            near = number + ((step + 1) // 2 if step % 2 else -(step // 2))
            answers.append(call(code=rules.compose(near % 10**22, region)))
            if answers[-1].status_code == 429:
                break
        assert answers[-1].json()["code"] == "request.rate_limited"
        assert len(answers) < BLOCKED_BEFORE
        assert {answer.status_code for answer in answers[:-1]} == {409}
        assert {answer.json()["code"] for answer in answers[:-1]} == {"voucher.code.unknown"}
        assert DynamicCode.objects.get().used_at is None
        assert AuditEvent.objects.filter(verb="vouchers.scan.client_blocked").count() == 1

    def test_t04_the_random_part_has_more_than_64_bits(self):
        """T04: 22 digits of the operating system's generator."""
        assert 10**22 > 2**64


@pytest.mark.django_db
class TestT08:
    def test_t08_the_answer_lets_the_clerk_compare_the_person(self, holder, call):
        """T08: masked name, sex and age; no number."""
        answer = call(code=make.show(holder))
        person = answer.json()["person"]
        assert (person["psn_name"], person["gend"]) == ("陈*军", holder.person.gend)
        assert person["age"] == holder.person.age_on(clock.today())
        assert holder.person.certno not in answer.content.decode()

    @pytest.mark.parametrize("agent", [{}, {"name": "李四"}, {"certno": "51060019850312001X"}])
    def test_t08_on_behalf_needs_both_identities(self, holder, call, agent):
        """T08: an agent without name or number is refused and uses up nothing."""
        answer = call(code=make.show(holder), agent=agent)
        assert 400 <= answer.status_code < 500
        assert answer.json()["code"] == "request.invalid"
        assert DynamicCode.objects.get().used_at is None

    def test_t08_a_sanctioned_person_pays_cash_only(self, holder, call):
        """T08: neither code nor card; the words say so."""
        code = make.show(holder)
        Voucher.objects.update(state="SUSPENDED", suspended_until=clock.now() + timedelta(days=90))
        by_code = call(code=code)
        by_card = call(medium="social_card", card_no=holder.person.card_no)
        for answer in (by_code, by_card):
            assert answer.json()["code"] == "voucher.suspended"
            assert "先自己付费" in answer.json()["patient_text"]


@pytest.mark.django_db
class TestT10:
    WRONG = "Mon, 01 Jan 2001 00:00:00 GMT"

    def test_t10_a_partner_s_clock_decides_nothing(self, holder, call):
        """T10: wrong times in headers are ignored, both for fresh and for expired codes."""
        headers = {"Date": self.WRONG, "X-Request-Time": "978307200", "X-Timestamp": "1"}
        assert call(code=make.show(holder), headers=headers).status_code == 201
        late = make.show(holder)
        age_codes(61)
        assert call(code=late, headers=headers).json()["code"] == "voucher.code.expired"

    def test_t10_a_time_in_the_body_is_no_field(self, holder, call):
        """T10: nothing takes it; the code is not used up by the mistake."""
        answer = call(code=make.show(holder), scanned_at="2001-01-01T00:00:00+08:00")
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
        assert DynamicCode.objects.get().used_at is None


def _texts():
    """500 texts that no scanner of ours ever reads."""
    chance = random.Random(12)
    fixed = [
        "' OR 1=1 --", "1; DROP TABLE vouchers_scan", "<script>alert(1)</script>", "%00", "\x00",
        "\x1b[31m", "../../etc/passwd", "{{7*7}}", "${jndi:ldap://x}", "=cmd|' /C calc'!A0",
        "１" * 28, "٣" * 28, "1" * 27, "1" * 29, " " + "1" * 28, "1" * 28 + "\n", "-" + "1" * 27,
        "9" * 4096, "YBP1.", "YBP1..", "YBP1." + "A" * 4000, "\u202e" + "1" * 28, "\ufeff1",
        "𝟏" * 28,
        "null", "NaN", "1e28", "0x" + "1" * 26, "\ud800", "",
    ]  # fmt: skip
    alphabet = string.printable + "中文\u200b\u202e\x00\x07"
    made = ["".join(chance.choices(alphabet, k=chance.randrange(1, 200))) for _ in range(FUZZED)]
    return (fixed + made)[:FUZZED]


@pytest.mark.django_db
class TestT12:
    def test_t12_no_text_breaks_the_scan(self, call, monkeypatch):
        """T12: 500 strings in each medium's field → 4xx, never 5xx; grammar before any look-up."""
        monkeypatch.setattr(guesses, "LIMIT", 10**6)
        fields = ("code", "card_no", "certno")
        for number, text in enumerate(_texts()):
            name = fields[number % 3] if number % 2 else "code"
            medium = {"code": ("code", "offline_code")[number // 2 % 2], "card_no": "social_card",
                      "certno": "id_card"}[name]  # fmt: skip
            more = {"name": text} if name == "certno" else {}
            answer = call(medium=medium, **{name: text}, **more)
            assert 400 <= answer.status_code < 500, (medium, text)
            assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("field", ["terminal", "business_type", "medium", "purpose"])
    def test_t12_nor_do_odd_values_elsewhere(self, holder, call, field):
        """T12: text, number, list, object and null in the other fields."""
        for odd in ("\x00", "' OR 1=1", "x" * 4096, 7, [], {}, None, True):
            answer = call(code=make.show(holder), **{field: odd})
            assert 400 <= answer.status_code < 500, odd

    def test_t12_grammar_comes_before_the_database(
        self, redeem, django_assert_max_num_queries, monkeypatch
    ):
        """T12: a text that is no code is not looked for."""
        asked = []
        monkeypatch.setattr(scans.crypto, "code_hash", asked.append)
        assert redeem("' OR 1=1 --").refusal.code == "voucher.code.unknown"
        assert redeem("YBP1.x.y", medium="offline_code").refusal.code == "voucher.code.unknown"
        assert asked == []
