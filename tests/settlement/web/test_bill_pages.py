"""Bills and balance as the insured person reads them."""

import pytest
from django.test import Client

from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel import outbox
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00"), ("2", "XB02", "2", "100.00"), ("3", "XC04", "1", "50.00")]


@pytest.fixture
def phone(worker):
    """The worker's own phone, signed in."""
    client = Client()
    client.force_login(worker.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer) -> str:
    """The page as text; it must have worked."""
    assert answer.status_code == 200, answer.status_code
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


class TestBills:
    def test_says_what_to_do_when_there_are_none(self, phone):
        assert "还没有账单" in text_of(phone.get("/bills/"))

    def test_shows_who_paid_what(self, phone, till, worker):
        """Every payer is a line and the lines add up to the total."""
        bill = till.bill(worker, *LINES)
        assert "310.00" in text_of(phone.get("/bills/"))
        page = text_of(phone.get(f"/bills/{bill['setl_id']}/"))
        for amount in ("550.00", "140.00", "100.00", "310.00"):
            assert amount in page
        assert "没有经过医保部门确认" in page

    def test_explains_the_sum_in_plain_words(self, phone, till, worker):
        """Feature row 51: the same trace as the API's."""
        bill = till.bill(worker, *LINES)
        page = text_of(phone.get(f"/bills/{bill['setl_id']}/why/"))
        assert "本次政策范围内 480.00 元，先扣起付线 200.00 元" in page

    def test_shows_the_refund_and_where_it_went(self, phone, till, worker):
        """P119 on the citizen's side; list amounts are what is left."""
        bill = till.bill(worker, *LINES)
        till.post(
            f"settlements/{bill['setl_id']}/refunds/",
            {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
        )
        page = text_of(phone.get(f"/bills/{bill['setl_id']}/refund/"))
        assert "退 300.00 元" in page and "由收费窗口退现金" in page
        assert "退过一部分" in text_of(phone.get("/bills/"))
        text_of(phone.get(f"/bills/{bill['setl_id']}/print/"))

    def test_hides_other_peoples_bills(self, phone, till, worker, city):
        """T31: somebody else's bill looks like none, on every page of it."""
        other = world.insured(city, balance="10.00")
        bill = till.bill(other, *LINES)
        for page in ("", "why/", "print/", "refund/"):
            assert phone.get(f"/bills/{bill['setl_id']}/{page}").status_code == 404

    def test_takes_constant_queries(self, phone, till, worker, django_assert_max_num_queries):
        """No query a bill: 20 of them cost what one costs."""
        for _ in range(4):
            till.bill(worker, ("1", "XA01", "1", "20.00"))
        with django_assert_max_num_queries(18):
            text_of(phone.get("/bills/"))

    def test_ignores_a_query_that_makes_no_sense(self, phone):
        """Bad input never breaks a page."""
        for query in ("year=２０２５", "year=99999", "before=x", "before=2025-01-01", "year="):
            text_of(phone.get(f"/bills/?{query}"))
            text_of(phone.get(f"/balance/?{query}"))


class TestBalance:
    def test_shows_ins_and_outs(self, phone, till, worker):
        till.bill(worker, *LINES)
        page = text_of(phone.get("/balance/"))
        assert "划入个人账户" in page and "看病买药" in page

    def test_tells_residents_that_they_have_no_account(self, city):
        resident = world.insured(city, insutype="390", psn_type="50")
        client = Client()
        client.force_login(resident.user, backend="django.contrib.auth.backends.ModelBackend")
        assert "没有个人账户" in text_of(client.get("/balance/"))


class TestMessages:
    def test_tell_the_patient_once(self, till, worker, phone):
        """T84: the outbox may ask twice, the inbox shows one."""
        bill = till.bill(worker, *LINES)
        outbox.work_off()
        from settlement.models import Settlement
        from settlement.services import messages

        row = Settlement.objects.get(setl_id=bill["setl_id"])
        messages.settled(by=None, settlement_id=str(row.pk))
        notices = Notice.objects.filter(user=worker.user, code="settlement_settled")
        assert notices.count() == 1
        assert "总费用 550.00 元" in notices.get().body

    def test_tell_the_relative_whose_account_paid(self, till, worker, city):
        """P191: every aid payment is told to the payer."""
        payer = world.insured(city, balance="1000.00")
        make_grant(payer, worker)
        till.bill(worker, *LINES, use_aid=True)
        outbox.work_off()
        assert "260.00 元" in Notice.objects.get(user=payer.user).body


class TestAfterRefunds:
    def test_every_page_says_what_is_borne_now(self, phone, till, worker):
        """Home, list, bill and print agree after a whole refund."""
        bill = till.bill(worker, *LINES)
        till.post(f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退药"})
        for page in ("/", "/bills/"):
            assert "310.00" not in text_of(phone.get(page)), page
        head = text_of(phone.get(f"/bills/{bill['setl_id']}/")).split("</section>")[0]
        assert 'class="yb-amount">0.00' in head and "已退 550.00 元" in head
        assert "已退费 550.00 元" in text_of(phone.get(f"/bills/{bill['setl_id']}/print/"))

    def test_months_add_up_over_all_pages(self, phone, till, worker):
        """The sum of a month is the month's, however many pages it fills."""
        for _ in range(22):
            till.bill(worker, ("1", "XC04", "1", "1.00"))
        first = text_of(phone.get("/bills/"))
        assert "自己掏 22.00 元" in first
        following = first.split('href="/bills/?before=')[1].split('"')[0]
        second = text_of(phone.get(f"/bills/?before={following}"))
        assert "自己掏 22.00 元" in second
        assert second.count('href="/bills/J') == 2


class TestReversed:
    def test_bill_says_calmly_that_it_was_cancelled(self, phone, till, worker):
        """The message of the settlement still leads to it."""
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        bill = till.settle(visit_id, till.quote(visit_id), key="k").json()
        till.post("reversals/", {"idempotency_key": "k", "reason": "无应答"})
        page = text_of(phone.get(f"/bills/{bill['setl_id']}/"))
        assert "这笔结算已撤销" in page
        assert bill["setl_id"] not in text_of(phone.get("/bills/"))
