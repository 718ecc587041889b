"""Money against a plain model: any order of steps, the same balances in both (section 2.2)."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from settlement.models import YearCounter
from settlement.selectors import proof
from settlement.services import ledger
from tests.factories import world

pytestmark = pytest.mark.django_db
START, CAP = 20_000, 200_000
WHO = st.integers(0, 1)


@dataclass
class Bill:
    """What the model keeps of a bill: pieces of one 甲 item at a 三级 hospital, in 分."""

    who: int
    setl_id: str
    key: str
    price: int
    pieces: int
    account: int
    used: int
    pool: int
    now: tuple[int, int, int, int]
    answer: bytes
    left: int = 0
    is_open: bool = True
    is_touched: bool = False


def deal(total: int, account: int, used: int, pool: int) -> tuple[int, int, int, int]:
    """(fund, own account, cash, deductible): 200 yuan a year first, then half, at most 2000."""
    dedc = min(total, max(0, START - used))
    fund = min((total - dedc + 1) // 2, CAP - pool)
    own = min(account, total - fund)
    return fund, own, total - fund - own, dedc


class Money(RuleBasedStateMachine):
    """Two people, one hospital; every rule acts on the product and on the model."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        city = self.city
        self.till = world.Till(world.institution(city))
        self.people = [world.insured(city, balance="300.00"), world.insured(city)]
        self.balances, self.used, self.pool = [30_000, 0], [0, 0], [0, 0]
        self.bills: list[Bill] = []
        self.number = 0

    def teardown(self) -> None:
        """Forget the example."""
        transaction.savepoint_rollback(self.mark)

    def fresh(self) -> str:
        self.number += 1
        return f"model-{self.number}"

    @rule(who=WHO, fen=st.integers(1, 50_000))
    def deposit(self, who, fen):
        """Account money comes in."""
        person = self.people[who].person
        ledger.deposit(by=None, person=person, amount_fen=fen, business=self.fresh())
        self.balances[who] += fen

    @rule(who=WHO, price=st.integers(1, 60_000), pieces=st.integers(1, 4))
    def settle(self, who, price, pieces):
        """The whole way, as quoted."""
        visit_id, key = self.till.visit(self.people[who]), self.fresh()
        text = f"{price // 100}.{price % 100:02d}"
        assert self.till.fees(visit_id, ("1", "XA01", str(pieces), text)).status_code == 201
        answer = self.till.settle(visit_id, self.till.quote(visit_id), key=key)
        assert answer.status_code == 201, answer.content.decode()
        account, used, pool = self.balances[who], self.used[who], self.pool[who]
        now = deal(price * pieces, account, used, pool)
        info = answer.json()["setlinfo"]
        names = ("hifp_pay", "self_acct_pay", "psn_cash_pay", "act_pay_dedc")
        assert tuple(int(info[name].replace(".", "")) for name in names) == now
        self._move(who, now, 1)
        self.bills.append(
            Bill(who, answer.json()["setl_id"], key, price, pieces, account, used, pool, now,
                 answer.content, pieces)
        )  # fmt: skip

    def _move(self, who, amounts, sign):
        fund, own, _, dedc = amounts
        self.balances[who] -= sign * own
        self.used[who] += sign * dedc
        self.pool[who] += sign * fund

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def ask_by_key(self, data):
        """What became of it is always known."""
        bill = data.draw(st.sampled_from(self.bills))
        found = self.till.get(f"settlement-attempts/{bill.key}/").json()
        reversed_ = not bill.is_open and not bill.is_touched
        assert found["status"] == ("REVERSED" if reversed_ else "SETTLED")

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def refund_some(self, data):
        """Some pieces, or more than there are."""
        bill = data.draw(st.sampled_from(self.bills))
        pieces = data.draw(st.integers(1, bill.pieces + 1))
        body = {"lines": [{"feedetl_sn": "1", "cnt": str(pieces)}], "reason": "退"}
        answer = self.till.post(f"settlements/{bill.setl_id}/refunds/", body)
        if not bill.is_open:
            assert answer.json()["code"] == "refund.nothing_left"
        elif pieces > bill.left:
            assert answer.json()["code"] == "refund.exceeds_source"
        else:
            assert answer.status_code == 201, answer.content.decode()
            self._give_back(bill, pieces)

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), again=st.booleans())
    def refund_all(self, data, again):
        """Everything that is left; repeated with the same key it happens once."""
        bill, key = data.draw(st.sampled_from(self.bills)), self.fresh()
        address, body = f"settlements/{bill.setl_id}/refunds/", {"lines": None, "reason": "退"}
        answer = self.till.post(address, body, key=key)
        assert answer.status_code == (201 if bill.is_open else 409)
        if again:
            assert self.till.post(address, body, key=key).content == answer.content
        if bill.is_open:
            self._give_back(bill, bill.left)

    def _give_back(self, bill, pieces):
        bill.left -= pieces
        then = deal(bill.price * bill.left, bill.account, bill.used, bill.pool)
        back = tuple(now - later for now, later in zip(bill.now, then, strict=True))
        self._move(bill.who, back, -1)
        bill.now, bill.is_open, bill.is_touched = then, bill.left > 0, True

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def reverse(self, data):
        """Once; a refunded bill is not reversed."""
        bill = data.draw(st.sampled_from(self.bills))
        body = {"idempotency_key": bill.key, "reason": "无应答"}
        answer = self.till.post("reversals/", body)
        if bill.is_touched:
            assert answer.json()["code"] == "reversal.already_refunded"
        elif not bill.is_open:
            assert answer.json()["result"] == "already_reversed"
        else:
            assert answer.json()["result"] == "reversed"
            self._move(bill.who, bill.now, -1)
            bill.is_open = False

    @rule(who=WHO)
    def reverse_first(self, who):
        """A key that nobody used is blocked for good (T62)."""
        key = self.fresh()
        body = {"idempotency_key": key, "reason": "无应答"}
        assert self.till.post("reversals/", body).json()["result"] == "not_found_blocked"
        visit_id = self.till.visit(self.people[who])
        self.till.fees(visit_id, ("1", "XA01", "1", "1.00"))
        answer = self.till.settle(visit_id, self.till.quote(visit_id), key=key)
        assert answer.json()["code"] == "settlement.key_reversed"

    @invariant()
    def books_and_model_agree(self):
        """I1–I24 as far as they can be asked, and balances and counters to the fen."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert proof.verify() == []
        for who, person in enumerate(self.people):
            assert world.balance(person) == self.balances[who] >= 0
            rows = YearCounter.objects.filter(year__person=person.person)
            held = {row.name: row.used_fen for row in rows}
            assert held.get("outp_dedc", 0) == self.used[who]
            assert held.get("outp_pool", 0) == self.pool[who]


def play(city, examples: int, steps: int) -> None:
    """Run so many histories of so many steps."""
    machine = type("MoneyInCity", (Money,), {"city": city})
    run_machine(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class TestMoney:
    def test_follows_the_model(self, city):
        play(city, examples=8, steps=12)

    @pytest.mark.full
    @pytest.mark.timeout(7200)
    def test_follows_the_model_for_long(self, city):
        play(city, examples=300, steps=40)
