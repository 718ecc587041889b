"""What people read of voids, exchanges and money of closed accounts (feature rows 53, 54)."""

from datetime import date

import pytest
from django.test import Client

from accounts.services import deaths
from settlement.models import LedgerAccount
from tests.factories import world
from tests.factories.aid import make_grant
from tests.settlement.rest.test_exchanges import ask
from tests.settlement.test_closed_accounts import move_away

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "2", "150.00"), ("2", "XC04", "1", "50.00")]


@pytest.fixture
def phone(worker):
    """The person's signed-in browser."""
    browser = Client()
    browser.force_login(worker.user)
    return browser


def refund(till, bill, lines=None):
    asked = {"lines": lines, "reason": "退药"}
    assert till.post(f"settlements/{bill['setl_id']}/refunds/", asked).status_code == 201


def read(phone, page):
    return phone.get(page).content.decode()


class TestVoid:
    def test_is_said_on_every_page_of_the_bill(self, till, worker, phone):
        bill = till.bill(worker, *LINES)
        refund(till, bill)
        page = f"/bills/{bill['setl_id']}/"
        assert "这笔账当天已撤销" in read(phone, page)
        assert "当天已撤销，不作为凭证" in read(phone, f"{page}print/")
        assert "医院已撤销这笔账" in read(phone, f"{page}refund/")
        assert "已撤销" in read(phone, "/bills/")

    def test_is_not_said_of_a_part(self, till, worker, phone):
        bill = till.bill(worker, *LINES)
        refund(till, bill, [{"feedetl_sn": "1", "cnt": "1"}])
        assert "撤销" not in read(phone, f"/bills/{bill['setl_id']}/refund/")


class TestExchange:
    def test_links_both_bills(self, till, worker, phone):
        bill = till.bill(worker, *LINES)
        fresh = ask(till, bill["setl_id"]).json()["settlement"]["setl_id"]
        first, second = (read(phone, f"/bills/{no}/") for no in (bill["setl_id"], fresh))
        assert f'href="/bills/{fresh}/"' in first and "看换成的账单" in first
        assert f'href="/bills/{bill["setl_id"]}/"' in second and "看原来的账单" in second


class TestClosedAccount:
    def test_says_where_the_money_is(self, worker, phone):
        move_away(worker)
        text = read(phone, "/balance/")
        assert "待领款" in text and "100.00" in text and "12393" in text
        assert "账户关闭，转入待领款" in text

    def test_is_named_where_a_refund_went(self, till, city):
        patient = world.insured(city, balance="10.00")
        payer = world.insured(city, balance="500.00")
        make_grant(payer, patient)
        bill = till.bill(patient, ("1", "XA01", "1", "150.00"), use_aid=True)
        deaths.record_death(by=None, person=payer.person, on=date(2026, 1, 1))
        move_away(patient)
        refund(till, bill)
        browser = Client()
        browser.force_login(patient.user)
        text = read(browser, f"/bills/{bill['setl_id']}/refund/")
        assert text.count("账户已关闭，转入待领款") == 2, "table and timeline; not for the relative"
        assert LedgerAccount.objects.get(kind="SUSPENSE", person=payer.person).balance_fen == 50000
