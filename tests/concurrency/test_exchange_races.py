"""Exchanges, closings and payouts at the same moment (T63, T64, T72): each mistake, then none."""

from datetime import date
from threading import Barrier

import pytest

from accounts.models import User
from accounts.services import deaths
from settlement.errors import PayoutStateRefused
from settlement.models import Exchange, LedgerAccount, SettlementLine
from settlement.selectors import proof
from settlement.services import payouts
from tests.concurrency.threads import another, at_once
from tests.factories import world
from tests.factories.aid import make_grant
from tests.settlement.rest.test_exchanges import body

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
DAY = date(2026, 1, 1)


def insist(till, address, asked):
    """Confirm each difference that is named, with a new key, until there is another answer."""
    mine, said = another(till), {}
    for _ in range(40):
        answer = mine.post(address, {**asked, **said})
        document = answer.json()
        if document.get("code") == "exchange.confirm_needed":
            said = {name: document[name] for name in ("collect", "hand_back")}
        elif answer.status_code != 503:
            return answer
    return answer


def waits(who):
    row = LedgerAccount.objects.filter(kind="SUSPENSE", person=who.person).first()
    return row.balance_fen if row else 0


class TestExchanges:
    def test_of_one_line_stay_within_its_count(self, till, city):
        """T63: eight windows, five pieces."""
        who = world.insured(city, balance="120.00")
        bill = till.bill(who, ("1", "XA01", "5", "10.00"))
        address = f"settlements/{bill['setl_id']}/exchanges/"
        asked = body(items=(("1", "XA01", "1", "12.00"),))
        answers = at_once(*[lambda: insist(till, address, asked)] * 8)
        done = [one for one in answers if one.status_code == 201]
        refused = {one.json()["code"] for one in answers if one.status_code != 201}
        assert len(done) == Exchange.objects.count() == 5
        assert refused <= {"refund.exceeds_source", "refund.nothing_left"}
        assert SettlementLine.objects.get(settlement__setl_id=bill["setl_id"]).refunded_cnt == 5
        assert proof.verify() == []

    def test_that_share_payers_do_not_deadlock_t72(self, till, city):
        """Each refund gives to one payer and each new bill takes from others, crosswise."""
        payers = [world.insured(city, balance="90.00") for _ in range(3)]
        patients = [world.insured(city, balance="0.00") for _ in range(6)]
        for number, one in enumerate(patients):
            for shift in (0, 1, 2):
                make_grant(payers[(number + shift) % 3], one)
        bills = [till.bill(one, ("1", "XA01", "3", "20.00"), use_aid=True) for one in patients]
        asked = body(items=(("1", "XA01", "1", "25.00"),))
        answers = at_once(
            *[
                lambda no=bill["setl_id"]: insist(till, f"settlements/{no}/exchanges/", asked)
                for bill in bills
            ]
        )
        assert {one.status_code for one in answers} == {201}
        assert proof.verify() == []


class TestClosing:
    def test_loses_a_refund_where_the_flag_is_read_too_early(self, scratch):
        """The mistake: the refund looks at the account before it is closed, and pays after."""
        has_looked, has_closed = Barrier(2), Barrier(2)

        def refund():
            is_open = scratch.total("closed") == 0
            has_looked.wait(timeout=30)
            has_closed.wait(timeout=30)
            scratch.add("account" if is_open else "waits", 100)

        def close():
            has_looked.wait(timeout=30)
            scratch.add("closed", 1)
            has_closed.wait(timeout=30)

        at_once(refund, close)
        assert (scratch.total("account"), scratch.total("waits")) == (100, 0)

    def test_and_refund_at_once_leave_all_of_it_waiting_t64(self, till, city):
        for _ in range(5):
            who = world.insured(city, balance="100.00")
            bill = till.bill(who, ("1", "XA01", "1", "60.00"))
            address = f"settlements/{bill['setl_id']}/refunds/"
            asked = {"lines": None, "reason": "退"}
            answer, _ = at_once(
                lambda address=address, asked=asked: another(till).post(address, asked),
                lambda who=who: deaths.record_death(by=None, person=who.person, on=DAY),
            )
            assert answer.status_code == 201
            assert (world.balance(who), waits(who)) == (0, 10000)
        assert proof.verify() == []


class TestPayout:
    def test_is_paid_once_whoever_presses_t61(self, city):
        who = world.insured(city, balance="100.00")
        deaths.record_death(by=None, person=who.person, on=DAY)
        make = User.objects.create_staff
        one, two, three = (make(tenant=city, username=f"f{n}", password="x") for n in range(3))
        account = LedgerAccount.objects.get(kind="SUSPENSE", person=who.person)
        ask = payouts.PayoutAsk(4000, "HEIR", "王小明", "6222000000001234")
        row = payouts.propose(by=one, account_id=account.pk, ask=ask, reason="继承")

        def pay(by):
            try:
                payouts.pay(by=by, payout_id=row.pk, bank_number="B-1234", reason="已转")
            except PayoutStateRefused:
                return 0
            return 1

        assert sum(at_once(lambda: pay(two), lambda: pay(three))) == 1
        assert waits(who) == 6000 and proof.verify() == []
