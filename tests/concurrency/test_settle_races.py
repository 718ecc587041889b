"""Settling at the same moment: each race is shown without its guard and gone with it."""

from threading import Barrier

import pytest

from settlement.models import LedgerAccount, Settlement, SettlementAttempt, Visit
from settlement.selectors import proof
from tests.concurrency.threads import another, at_once
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel.models import IdempotencyKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = [("1", "XA01", "1", "300.00")]


def quoted(till, who, *lines, **args):
    """A visit ready to be settled."""
    visit_id = till.visit(who)
    assert till.fees(visit_id, *(lines or LINES)).status_code == 201
    return visit_id, till.quote(visit_id, **args)


def codes(answers):
    return sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)


class TestTwoKeysForOneVisit:
    def test_both_win_when_each_looks_first(self, till, city):
        """The mistake: read the state, then write it."""
        visit_id, _ = quoted(till, world.insured(city))
        both_have_looked = Barrier(2)

        def careless():
            state = Visit.objects.get(visit_id=visit_id).state
            both_have_looked.wait(timeout=30)
            if state == "QUOTED":
                Visit.objects.filter(visit_id=visit_id).update(state="SETTLED")
            return state == "QUOTED"

        assert at_once(careless, careless) == [True, True]

    def test_one_wins_under_the_lock(self, till, city):
        """I8, T61: one bill; the other key learns of it."""
        who = world.insured(city, balance="500.00")
        visit_id, quote = quoted(till, who)
        answers = at_once(
            *[
                lambda key=key: another(till).settle(visit_id, quote, key=key)
                for key in ("a", "b", "c", "d")
            ]
        )
        assert codes(answers) == [(201, "")] + [(409, "visit.state_refused")] * 3
        assert Settlement.objects.count() == 1
        assert world.balance(who) == 25000
        assert proof.verify() == []


class TestOneKeyTwice:
    def test_has_two_effects_when_each_looks_first(self, scratch):
        """The mistake: ask whether the key is known, then do the work."""
        both_have_looked = Barrier(2)

        def careless():
            known = scratch.total("key")
            both_have_looked.wait(timeout=30)
            if not known:
                scratch.add("key")
                scratch.add("money", 100)

        at_once(careless, careless)
        assert scratch.total("money") == 200

    def test_has_one_effect_with_the_claimed_key(self, till, city):
        """I7: identical bytes for everybody, or "still running"."""
        who = world.insured(city, balance="500.00")
        visit_id, quote = quoted(till, who)
        answers = at_once(
            *[lambda: another(till).settle(visit_id, quote, key="same") for _ in range(6)]
        )
        done = [answer for answer in answers if answer.status_code == 201]
        assert len({answer.content for answer in done}) == 1
        assert sum("Idempotent-Replayed" not in answer for answer in done) == 1
        for answer in answers:
            if answer not in done:
                assert (answer.status_code, answer.json()["code"]) == (
                    409,
                    "idempotency.in_progress",
                )
        assert IdempotencyKey.objects.filter(key="same").count() == 1
        assert Settlement.objects.count() == 1 and world.balance(who) == 25000
        assert proof.verify() == []


class TestOneBalanceForMany:
    def test_is_spent_twice_by_read_then_write(self, scratch):
        """T58: the mistake loses all debits but one."""
        scratch.add("balance", 1000)
        all_have_read = Barrier(4)

        def careless():
            balance = scratch.total("balance")
            all_have_read.wait(timeout=30)
            scratch.write("balance", balance - 100)

        at_once(*[careless] * 4)
        assert scratch.total("balance") == 900

    def test_never_falls_below_zero(self, till, city):
        """T58, I3: a parent pays for seven children at once; who comes late gets a new quote."""
        parent = world.insured(city, balance="1000.00")
        children = [world.insured(city, balance="0.00") for _ in range(7)]
        for child in children:
            make_grant(parent, child, "CHILD")
        visits = [quoted(till, child, use_aid=True) for child in children]
        answers = at_once(
            *[lambda pair=pair: another(till).settle(*pair) for pair in visits],
        )
        paid = [answer.json() for answer in answers if answer.status_code == 201]
        lost = [answer.json() for answer in answers if answer.status_code == 409]
        assert len(paid) + len(lost) == 7 and 1 <= len(paid) <= 4
        assert {answer["code"] for answer in lost} == {"settlement.quote_changed"}
        spent = sum(int(bill["setlinfo"]["acct_mulaid_pay"].replace(".", "")) for bill in paid)
        assert world.balance(parent) == 100000 - spent >= 0
        assert spent == len(paid) * 25000
        assert proof.verify() == []

    def test_is_used_up_by_trying_again(self, till, city):
        """Losers take the new quote; the sum is right to the fen."""
        who = world.insured(city, balance="100.00")
        visits = [quoted(till, who, ("1", "XA01", "1", "30.00")) for _ in range(4)]

        def insist(visit_id, quote):
            mine = another(till)
            for _ in range(20):
                answer = mine.settle(visit_id, quote)
                if answer.status_code == 201:
                    return int(answer.json()["setlinfo"]["self_acct_pay"].replace(".", ""))
                quote = answer.json().get("quote", quote)
            return None

        spent = at_once(*[lambda pair=pair: insist(*pair) for pair in visits])
        assert sorted(spent) == [1000, 3000, 3000, 3000]
        assert world.balance(who) == 0
        assert proof.verify() == []

    def test_survives_payments_and_refunds_together(self, till, city):
        """T72, I24: two payers shared in both orders, refunds between; no deadlock is seen."""
        pair = [world.insured(city, balance="10000.00") for _ in range(2)]
        for payer, member in (pair, reversed(pair)):
            make_grant(payer, member)
        bills = [till.bill(who, *LINES, use_aid=True)["setl_id"] for who in pair]
        visits = [quoted(till, who, use_aid=True) for who in pair * 2]

        def refund(setl_id):
            return another(till).post(
                f"settlements/{setl_id}/refunds/", {"lines": None, "reason": "x"}
            )

        answers = at_once(
            *[lambda each=each: another(till).settle(*each) for each in visits],
            *[lambda each=each: refund(each) for each in bills],
        )
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert [answer.status_code for answer in answers[4:]] == [201, 201]
        assert proof.verify() == []
        balances = LedgerAccount.objects.filter(kind="PERSONAL").values_list("balance_fen")
        assert all(balance >= 0 for (balance,) in balances)


class TestReversalAgainstSettle:
    def test_both_happen_when_each_looks_first(self, scratch):
        """T62: the mistake blocks a key that is settled in the same moment."""
        both_have_looked = Barrier(2)

        def careless(mine, other):
            is_free = not scratch.total(other)
            both_have_looked.wait(timeout=30)
            if is_free:
                scratch.add(mine)

        at_once(lambda: careless("settled", "blocked"), lambda: careless("blocked", "settled"))
        assert scratch.total("settled") == scratch.total("blocked") == 1

    def test_ends_in_one_of_two_states(self, till, city):
        """T62, I11: blocked before or undone after; never both, never neither."""
        seen = set()
        for number in range(6):
            who = world.insured(city, balance="500.00")
            visit_id, quote = quoted(till, who)
            key = f"race-{number}"
            body = {"idempotency_key": key, "reason": "无应答"}
            settled, undone = at_once(
                lambda v=visit_id, q=quote, k=key: another(till).settle(v, q, key=k),
                lambda b=body: another(till).post("reversals/", b),
            )
            if undone.status_code == 503:  # the lock was not to be had in time: ask again
                undone = till.post("reversals/", body)
            result = undone.json()["result"]
            expected = {"reversed": 201, "not_found_blocked": 409}
            assert settled.status_code == expected[result], settled.content
            assert SettlementAttempt.objects.get(key=key).state == "REVERSED"
            assert world.balance(who) == 50000
            seen.add(result)
        assert seen <= {"reversed", "not_found_blocked"}
        assert proof.verify() == []
