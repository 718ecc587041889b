"""P41: each E-VCH number has an error with a sentence, a next step and a phone, and people see it.

The last column says by which way a person or a till meets it.
"""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts import errors as account_errors
from accounts.models import Region
from tests.factories import vouchers as make
from vouchers import errors
from vouchers.models import Voucher
from vouchers.services import suspension
from yibao.kernel import clock
from yibao.kernel.errors import registry

pytestmark = pytest.mark.django_db
#: Every alias of the rule book and the errors that carry it.
ALIASES = {
    "E-VCH-01": {"person.not_insured"},
    "E-VCH-02": {"accounts.real_name.not_in_register"},
    "E-VCH-03": {"accounts.real_name.mismatch"},
    "E-VCH-04": {"voucher.pin.differs"},
    "E-VCH-05": {"voucher.face_not_recognised"},
    "E-VCH-06": {"voucher.code.expired", "voucher.code.used"},
    "E-VCH-07": {"voucher.locked"},
    "E-VCH-08": {"voucher.suspended", "voucher.restricted"},
    "E-VCH-09": {"institution.capability_missing", "voucher.channel.closed"},
    "E-VCH-10": {"voucher.channel.limit"},
}
OF_ALIASES = [registry()[code] for codes in ALIASES.values() for code in sorted(codes)]
#: Their pages say what to do in the sentence itself, beside the field.
STEP_IN_THE_SENTENCE = {"E-VCH-03", "E-VCH-05"}
HOTLINE = "(0838)2551709"


@pytest.fixture
def area(db):
    """The insured city with the phone of its office."""
    Region.objects.update_or_create(code="510600", defaults={"name": "德阳市", "hotline": HOTLINE})


class TestCatalogue:
    def test_knows_every_number_of_the_rule_book(self):
        found: dict[str, set[str]] = {}
        for error in registry().values():
            if error.alias.startswith("E-VCH"):
                found.setdefault(error.alias, set()).add(error.code)
        assert found == ALIASES

    @pytest.mark.parametrize("error", OF_ALIASES, ids=lambda error: error.code)
    def test_says_what_happened_and_what_to_do(self, error):
        assert re.search(r"[\u4e00-\u9fff]", error.detail)
        assert error.next_step or error.alias in STEP_IN_THE_SENTENCE
        assert len(error.patient_text) <= 60

    @pytest.mark.parametrize("error", OF_ALIASES, ids=lambda error: error.code)
    def test_has_a_page_for_partners(self, client, error):
        page = client.get(f"/dev/errors/{error.code}/").content.decode()
        assert error.alias in page and error.title in page


class TestNotInsured:
    def test_e_vch_01_is_said_at_the_till_and_on_the_phone(self, area, tenant, client):
        user = make.make_holder(tenant, stas="4")
        body = scan_answer(user, medium="social_card", card_no=user.person.card_no)
        assert body["code"] == "person.not_insured" and body["hotline"] == HOTLINE
        client.force_login(user)
        page = client.get("/code/").content.decode()
        assert "没查到您的参保信息" in page and HOTLINE in page

    def test_e_vch_02_says_wait_or_ring_never_not_insured_p7(self):
        error = account_errors.NotInRegister
        assert "您没有参保" not in error.detail
        assert "要等" in error.detail and "拨" in error.next_step


class TestPasswords:
    def test_e_vch_04_offers_the_reset_p27(self):
        refusal = errors.PinDiffers()
        assert "别的应用" in refusal.message and "刷脸重设" in refusal.advice

    def test_e_vch_07_is_said_with_time_and_phone(self, area, tenant, client):
        user = make.make_holder(tenant)
        code = make.show(user)
        Voucher.objects.update(pin_locked_until=clock.now() + timedelta(minutes=20))
        body = scan_answer(user, code=code)
        assert body["code"] == "voucher.locked" and body["hotline"] == HOTLINE
        client.force_login(user)
        page = client.get("/code/").content.decode()
        assert "以后可以再试" in page and HOTLINE in page


class TestCodes:
    def test_e_vch_06_is_said_to_clerk_and_patient(self, area, tenant):
        user = make.make_holder(tenant)
        code = make.show(user)
        scan_answer(user, code=code)
        body = scan_answer(user, code=code)
        assert body["code"] == "voucher.code.used"
        assert "换新码" in body["detail"] and "换新码" in body["patient_text"]
        assert body["hotline"] == HOTLINE


class TestStates:
    def test_e_vch_08_is_said_for_loss_and_for_a_sanction(self, area, tenant, client):
        user = make.make_holder(tenant)
        suspension.suspend(by=user, voucher=user.person.voucher)
        body = scan_answer(user, code=None)
        client.force_login(user)
        page = client.get("/code/").content.decode()
        assert body["code"] == "ok"  # P17: the card works on
        assert "没有人能用它扫码" in page and HOTLINE in page
        until = clock.now() + timedelta(days=100)
        suspension.suspend(by=None, voucher=user.person.voucher, reason="转借", until=until)
        body = scan_answer(user, code=None)
        assert body["code"] == "voucher.suspended" and "手工报销" in body["patient_text"]
        assert body["hotline"] == HOTLINE
        assert "实体卡也不能结算" in client.get("/code/").content.decode()

    def test_e_vch_08_restricted_is_a_warning_that_names_what_still_works_p6(
        self, area, tenant, client
    ):
        user = make.make_holder(tenant, stas="2")
        client.force_login(user)
        client.post("/code/unlock/", {"pin": make.PIN})
        page = client.get("/code/").content.decode()
        assert "参保已暂停" in page and "个人账户的钱还能用" in page and HOTLINE in page
        assert "受限" in page
        body = scan_answer(user, code=make.show(user))
        assert body["warnings"] == ["voucher.restricted"]


class TestPlaces:
    def test_e_vch_09_offers_the_card_p26(self, area, tenant):
        user = make.make_holder(tenant)
        body = scan_answer(user, code=make.show(user), accepts_voucher=False)
        assert body["code"] == "institution.capability_missing"
        assert "实体卡" in body["patient_text"] and body["hotline"]


def scan_answer(user, *, code=None, accepts_voucher=True, **more):
    """What a till is answered; a scan that went well has the code ``ok``."""
    place = make.make_institution(user.tenant, accepts_voucher=accepts_voucher)
    token = make.make_token(make.make_client(place))
    shown = {"medium": "code", "code": code} if code else {
        "medium": "social_card", "card_no": user.person.card_no
    }  # fmt: skip
    answer = Client().post(
        "/api/v1/scans/",
        json.dumps(
            {
                **shown,
                "business_type": "01301",
                "terminal": "T01",
                "operator": {"id": "0007"},
                **more,
            }
        ),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{place.pk}"},
    )
    body = answer.json()
    return {"code": "ok", **body} if answer.status_code == 201 else body
