"""Spending relatives' accounts at the same moment (T58, T66, T67): each mistake, then its guard."""

from random import Random
from threading import Barrier

import pytest

from family.models import Grant
from family.services import grants
from settlement.errors import AidWordOver
from settlement.models import AidUse, LedgerAccount, VisitPayer
from settlement.selectors import proof
from settlement.services import payer_words
from tests.concurrency.threads import another, at_once
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
#: 30 yuan, below the deductible: all of it is the person's own share.
LINES = [("1", "XA01", "1", "30.00")]


def quoted(till, who):
    visit_id = till.visit(who)
    assert till.fees(visit_id, *LINES).status_code == 201
    return visit_id, till.quote(visit_id, use_aid=True)


def insist(till, visit_id, quote):
    """Take each new quote until the bill is settled; what the relatives paid, in 分."""
    mine = another(till)
    for _ in range(40):
        answer = mine.settle(visit_id, quote)
        if answer.status_code == 201:
            return int(answer.json()["setlinfo"]["acct_mulaid_pay"].replace(".", ""))
        quote = answer.json().get("quote", quote)
    return None


class TestOneCapForMany:
    def test_is_passed_by_read_then_write(self, scratch):
        """T67: the mistake counts in Python what others count too."""
        both_have_read = Barrier(2)

        def careless():
            used = scratch.total("used")
            both_have_read.wait(timeout=30)
            if used + 60 <= 100:
                scratch.add("used", 60)

        at_once(careless, careless)
        assert scratch.total("used") == 120

    def test_is_never_passed_t67(self, till, city):
        """Fifty bills at once under one cap of the day; the database would refuse the last fen."""
        payer = world.insured(city, balance="10000.00")
        patient = world.insured(city, balance="0.00")
        make_grant(payer, patient, daily_cap_fen=10000)
        visits = [quoted(till, patient) for _ in range(50)]
        answers = at_once(
            *[lambda pair=pair: another(till).settle(*pair) for pair in visits],
        )
        paid = [one.json()["setlinfo"] for one in answers if one.status_code == 201]
        spent = sum(int(info["acct_mulaid_pay"].replace(".", "")) for info in paid)
        day = AidUse.objects.get(kind="DAY")
        assert 0 < spent == day.used_fen <= 10000
        assert world.balance(payer) == 1000000 - spent and proof.verify() == []


class TestManyPatientsOfThreePayers:
    def test_never_take_more_than_there_is_t58(self, till, city):
        """Eight tills, three payers, any pair: sum and floor."""
        chance = Random(58)
        payers = [world.insured(city, balance="70.00") for _ in range(3)]
        patients = [world.insured(city, balance="0.00") for _ in range(8)]
        for one in patients:
            for payer in chance.sample(payers, 2):
                make_grant(payer, one)
        visits = [quoted(till, one) for one in patients]
        spent = at_once(*[lambda pair=pair: insist(till, *pair) for pair in visits])
        assert None not in spent
        left = [world.balance(one) for one in payers]
        assert min(left) >= 0 and sum(left) + sum(spent) == 3 * 7000
        assert proof.verify() == []


class TestEndAgainstSettle:
    def test_both_win_when_each_looks_first(self, scratch):
        """T66: the mistake looks at the right before the lock."""
        both_have_looked = Barrier(2)

        def careless(mine, other):
            is_free = not scratch.total(other)
            both_have_looked.wait(timeout=30)
            if is_free:
                scratch.add(mine)

        at_once(lambda: careless("ended", "paid"), lambda: careless("paid", "ended"))
        assert scratch.total("ended") == scratch.total("paid") == 1

    def test_money_moves_only_before_the_end_t66(self, till, city):
        """Whoever holds the row finishes; afterwards nothing is paid any more (settled 6, I20)."""
        for _ in range(4):
            payer = world.insured(city, balance="100.00")
            patient = world.insured(city, balance="0.00")
            grant = make_grant(payer, patient)
            pair = quoted(till, patient)
            settled, _ = at_once(
                lambda pair=pair: another(till).settle(*pair),
                lambda grant=grant, payer=payer: grants.end(by=payer.user, ref=grant.ref),
            )
            assert settled.status_code in (201, 409)
            paid = settled.status_code == 201
            assert world.balance(payer) == (7000 if paid else 10000)
            late = quoted(till, patient)[1]["setlinfo"]["acct_mulaid_pay"]
            assert late == "0.00" and Grant.objects.get(pk=grant.pk).state == "ENDED"
        assert proof.verify() == []


class TestYesTwice:
    def test_makes_one_grant(self, till, city):
        """P113: two taps on the phone, and two tills of the same call."""
        payer, patient = world.insured(city, balance="100.00"), world.insured(city, balance="0.00")
        make_binding(payer.person, patient.person, "SPOUSE")
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        scan = till.scan(payer, purpose="payer", visit_id=visit_id).json()["scan_id"]
        till.post(f"visits/{visit_id}/payers/", {"scan_id": scan})
        quote = till.quote(visit_id, use_aid=True)
        till.settle(visit_id, quote, key="k")
        word = VisitPayer.objects.get(person=payer.person)

        def tap():
            try:
                return payer_words.accept(by=payer.user, ref=word.ref).state
            except AidWordOver:
                return "OVER"

        assert sorted(at_once(tap, tap)) == ["ACCEPTED", "OVER"]
        answers = at_once(
            *[lambda: another(till).settle(visit_id, quote, key="k") for _ in range(3)]
        )
        assert {one.status_code for one in answers} <= {201, 409}
        assert till.settle(visit_id, quote, key="k").status_code == 201
        assert Grant.objects.count() == 1 and world.balance(payer) == 7000
        assert not LedgerAccount.objects.filter(kind="PERSONAL", balance_fen__lt=0).exists()
