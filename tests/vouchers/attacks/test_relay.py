"""A code that is relayed to another place (T02): told at once, asked for once more."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from tests.factories import vouchers as make
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import scans
from yibao.kernel import clock
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
CODE, UNLOCK = "/code/", "/code/unlock/"


@pytest.fixture
def far(tenant):
    """A hospital 1,500 km away."""
    return make.make_institution(tenant, admdvs="110101", name="北京测试医院")


@pytest.fixture
def at(till):
    """Scan somewhere."""

    def work(place, code, **more):
        by = till if place == till.institution else make.make_client(place)
        return scans.redeem(by=by, institution=place, ask=make.make_ask(code, **more))

    return work


@pytest.fixture
def phone(holder):
    """The holder's phone, unlocked."""
    browser = Client()
    browser.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(UNLOCK, {"pin": make.PIN, "next": CODE})
    return browser


def digits_of(answer):
    part = re.search(r"yb-code__digits.*?</p>", answer.content.decode(), re.S)[0]
    return "".join(re.findall(r"<span>(\d{4})</span>", part))


class TestT02:
    def test_t02_twenty_seconds_later_far_away_asks_for_step_up(self, holder, hospital, far, at):
        """T02: place A, 20 s later place B: step-up; the notice exists at once; the words help."""
        assert at(hospital, make.show(holder)).is_ok
        Scan.objects.update(created_at=F("created_at") - timedelta(seconds=20))
        outcome = at(far, make.show(holder))
        refusal = outcome.refusal
        assert refusal.code == "voucher.step_up_required"
        assert refusal.patient_message == "请在手机上再验证一次，并出示新码。"
        assert "隔得太远" in refusal.message
        assert outcome.scan.risk_rules == ["distance"]
        notice = Notice.objects.get(code="voucher_scanned_elsewhere", user=holder)
        assert abs(notice.created_at - outcome.scan.created_at) < timedelta(seconds=5)
        assert "北京测试医院" in notice.body
        assert SmsMessage.objects.filter(code="voucher_scanned_elsewhere").count() == 1

    def test_t02_ordinary_days_are_left_alone(self, tenant, holder, hospital, at):
        """T02: many scans at the same and neighbouring places within seconds."""
        next_door = make.make_institution(tenant, admdvs="510781")
        for place in (hospital, next_door, hospital, next_door):
            assert at(place, make.show(holder)).is_ok

    def test_t02_a_fresh_proof_lets_the_next_code_pass_once(self, holder, hospital, far, at, phone):
        """T02: an old proof is worth nothing; the new code passes, the one after is as any."""
        assert at(hospital, digits_of(phone.get(CODE))).is_ok
        refused = at(far, digits_of(phone.get(CODE))).scan
        url = phone.get("/code/status/").json()["url"]
        assert url == f"/code/scanned/{refused.scan_id}/"
        assert "再验证，换新码" in phone.get(url).content.decode()
        asked = phone.get(CODE)
        assert (asked.status_code, asked.url) == (302, f"{UNLOCK}?next=%2Fcode%2F")
        assert phone.get(CODE).status_code == 302
        phone.post(UNLOCK, {"pin": make.PIN, "next": CODE})
        page = phone.get(CODE)
        assert "已再验证" in page.content.decode()
        assert DynamicCode.objects.order_by("-issued_at").first().is_stepped_up
        passed = at(far, digits_of(page))
        assert passed.is_ok
        assert passed.scan.risk_rules == ["distance"]
        later = phone.get(CODE)
        assert "已再验证" not in later.content.decode()
        assert at(hospital, digits_of(later)).refusal.code == "voucher.step_up_required"

    def test_t02_the_code_is_used_up_by_the_refusal(self, holder, hospital, far, at):
        """T02, T01: the relayed code is of no use anywhere any more."""
        at(hospital, make.show(holder))
        code = make.show(holder)
        at(far, code)
        assert at(hospital, code).refusal.code == "voucher.code.used"

    def test_t02_cards_are_not_asked_for_a_phone(self, holder, hospital, far, at):
        at(hospital, make.show(holder))
        ask = {"medium": "social_card", "card_no": holder.person.card_no}
        assert at(far, "", **ask).is_ok

    def test_t02_rules_can_be_switched_off(self, settings, holder, hospital, far, at):
        settings.SCAN_RISK_RULES = []
        at(hospital, make.show(holder))
        assert at(far, make.show(holder)).is_ok

    def test_t02_too_many_scans_are_asked_for(self, settings, holder, hospital, at):
        settings.SCAN_RISK_RULES, settings.SCAN_RISK_FREQUENCY = ["frequency"], 3
        for _ in range(3):
            assert at(hospital, make.show(holder)).is_ok
        assert at(hospital, make.show(holder)).refusal.code == "voucher.step_up_required"

    def test_t02_the_wish_for_a_proof_ends_after_five_minutes(
        self, holder, hospital, far, at, phone
    ):
        at(hospital, digits_of(phone.get(CODE)))
        at(far, digits_of(phone.get(CODE)))
        Scan.objects.update(created_at=clock.now() - timedelta(minutes=6))
        assert phone.get(CODE).status_code == 200

    def test_t02_a_code_ends_with_the_device_that_showed_it(self, holder, hospital, at):
        """T02: signed out on another device: the code that the lost one shows is dead."""
        from accounts.models import SignIn
        from vouchers.services import codes

        now = clock.now()
        sign_in = SignIn.objects.create(
            user=holder, session_key="s", device_hash="d", label="手机", way="PHONE_CODE",
            began_at=now, last_seen_at=now,
        )  # fmt: skip
        first, second = (
            codes.issue(by=holder, person=holder.person, sign_in_ref=sign_in.ref).code
            for _ in range(2)
        )
        assert at(hospital, first).is_ok
        sign_in.ended_at = now
        sign_in.save()
        assert at(hospital, second).refusal.code == "voucher.code.expired"

    def test_t02_it_asks_nobody_whose_code_is_stopped(self, holder, hospital, far, at, phone):
        at(hospital, digits_of(phone.get(CODE)))
        at(far, digits_of(phone.get(CODE)))
        Voucher.objects.update(state="SUSPENDED")
        assert "已停用" in phone.get(CODE).content.decode()
