"""Printed bills that anybody can check: genuine, changed since, undone, not ours."""

import re

import pytest
from django.test import Client

from settlement.models import Printout
from settlement.rules import IdentityBroken, check_codes
from settlement.selectors import bills
from settlement.services import printouts
from tests.factories import world

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LINES = [("1", "XA01", "1", "300.00"), ("2", "XB02", "2", "100.00")]


@pytest.fixture
def phone(worker):
    client = Client()
    client.force_login(worker.user, backend=BACKEND)
    return client


@pytest.fixture
def bill(till, worker):
    return till.bill(worker, *LINES)["setl_id"]


def printed(phone, no) -> str:
    """The code on the paper, as somebody types it."""
    page = phone.get(f"/bills/{no}/print/").content.decode()
    return re.search(r"核对码 <strong[^>]*>([A-Z0-9 ]+)</strong>", page)[1]


def checked(code) -> str:
    answer = Client().get(f"/verify/{check_codes.tidy(code)}/")
    assert answer.status_code == 200 and answer["X-Robots-Tag"] == "noindex"
    return answer.content.decode()


class TestPaper:
    def test_carries_a_code_and_its_picture(self, phone, bill):
        page = phone.get(f"/bills/{bill}/print/").content.decode()
        assert "核对这张结算单的二维码" in page and "http://testserver/verify/" in page

    def test_printed_again_unchanged_has_the_same_code(self, phone, bill):
        assert printed(phone, bill) == printed(phone, bill)
        assert Printout.objects.count() == 1

    @pytest.mark.parametrize(
        "name", ["psn_cash_pay_fen", "fund_pay_sumamt_fen", "preselfpay_amt_fen"]
    )
    def test_is_not_printed_where_it_does_not_add_up_p124(self, worker, bill, name):
        """F31: a damaged row is said to be one, not put on paper."""
        row = bills.own(worker.person, bill)
        setattr(row, name, getattr(row, name) + 1)
        with pytest.raises(IdentityBroken):
            printouts.of_bill(by=worker.user, bill=row)
        assert not Printout.objects.exists()

    def test_has_a_code_nobody_guesses(self):
        """T78: 16 of 28 characters are 76 bits."""
        codes = {printouts._new_code() for _ in range(200)}
        assert len(codes) == 200
        assert all(len(one) == 16 and set(one) <= set(check_codes.ALPHABET) for one in codes)
        assert len(check_codes.ALPHABET) ** check_codes.LENGTH > 2**60


class TestChecking:
    def test_says_genuine_with_a_masked_name_to_anybody(self, phone, bill, worker, till):
        page = checked(printed(phone, bill))
        assert "这张单子是真的" in page and "500.00" in page and bill in page
        assert worker.person.masked_name in page and till.place.name in page
        assert worker.person.name not in page and worker.person.certno not in page
        assert Printout.objects.get().checked == 1

    def test_says_changed_after_a_refund_and_the_new_paper_is_genuine(self, phone, bill, till):
        old = printed(phone, bill)
        till.post(
            f"settlements/{bill}/refunds/",
            {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
        )
        assert "打印以后变过" in checked(old)
        new = printed(phone, bill)
        assert new != old and "这张单子是真的" in checked(new)

    def test_says_undone_after_a_reversal(self, phone, worker, till):
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        no = till.settle(visit_id, till.quote(visit_id), key="k").json()["setl_id"]
        code = printed(phone, no)
        till.post("reversals/", {"idempotency_key": "k", "reason": "无应答"})
        assert "这笔结算已撤销" in checked(code)

    @pytest.mark.parametrize(
        "code", ["BBBBBBBBBBBBBBBB", "x", "ＢＢＢＢＢＢＢＢＢＢＢＢＢＢＢＢ", "BBBB'--"]
    )
    def test_tells_nothing_about_an_unknown_code(self, db, code):
        answer = Client().get(f"/verify/{code}/")
        assert answer.status_code == 200 and "没有这个核对码" in answer.content.decode()

    def test_is_typed_with_gaps_in_small_letters(self, phone, bill):
        code = printed(phone, bill)
        answer = Client().get("/verify/", {"code": f" {code.lower()} "})
        assert answer.headers["Location"] == f"/verify/{check_codes.tidy(code)}/"
        assert "16 位字母和数字" in Client().get("/verify/", {"code": "123"}).content.decode()
        assert "请填核对码" in Client().get("/verify/", {"code": ""}).content.decode()

    def test_is_counted_by_source(self, db, monkeypatch):
        """T78: trying codes ends with 429; another place goes on."""
        monkeypatch.setattr(printouts, "MOST_AN_HOUR", 3)
        codes = [Client().get("/verify/BBBBBBBBBBBBBBBB/").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        other = Client(REMOTE_ADDR="203.0.113.9").get("/verify/BBBBBBBBBBBBBBBB/")
        assert other.status_code == 200

    def test_is_a_page_for_nobody_in_particular(self, db, city):
        """Without a login, and a login changes nothing."""
        who = world.insured(city)
        client = Client()
        client.force_login(who.user, backend=BACKEND)
        assert client.get("/verify/").status_code == Client().get("/verify/").status_code == 200
