"""Refunds in any number of parts and any order end in the same books (T64, P119, P135)."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.services import deaths
from settlement.models import LedgerAccount, Settlement, YearCounter
from settlement.rules import compile_pack, parse_case, settle
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CODES = ["XA01", "XB02", "XB03", "XC04", "??"]


@st.composite
def bills(draw):
    """Lines (code, count, price) with counts that can be split, and how much is in the accounts."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        pieces = draw(st.integers(1, 4))
        fen = draw(st.integers(1, 90_000))
        lines.append((str(number), draw(st.sampled_from(CODES)), pieces, f"{fen / 100:.2f}"))
    own, aid = draw(st.integers(0, 60_000)), draw(st.integers(0, 60_000))
    return lines, own, aid, draw(st.integers(0, 2**32))


class World:
    """One settled bill, with the state before it; everything is undone at the end."""

    def __init__(self, till, city, bill):
        lines, own, aid, seed = bill
        self.till, self.chance = till, Random(seed)
        self.who = world.insured(city, balance=f"{own / 100:.2f}")
        self.payer = world.insured(city, balance=f"{aid / 100:.2f}")
        make_grant(self.payer, self.who)
        till.bill(self.who, ("0", "XA01", "1", "50.00"))  # something of the year is used already
        self.before = self.books(), self.counters()
        self.lines = lines
        asked = [(sn, code, str(pieces), price) for sn, code, pieces, price in lines]
        self.setl_id = till.bill(self.who, *asked, use_aid=True)["setl_id"]

    def refund(self, lines):
        asked = lines and [{"feedetl_sn": sn, "cnt": str(count)} for sn, count in lines]
        answer = self.till.post(
            f"settlements/{self.setl_id}/refunds/", {"lines": asked, "reason": "退"}
        )
        assert answer.status_code == 201, answer.content.decode()

    def pieces(self):
        """Every single piece of the bill in a random order."""
        found = [(sn, 1) for sn, _, pieces, _ in self.lines for _ in range(pieces)]
        self.chance.shuffle(found)
        return found

    def books(self):
        """Net of every account, by kind and holder."""
        rows = LedgerAccount.objects.all()
        return {
            (row.kind, row.code): sum(e.credit_fen - e.debit_fen for e in row.entries.all())
            for row in rows.prefetch_related("entries")
        }

    def of_person(self, one):
        """Net of a person's own account and of what waits for that person."""
        return {key: net for key, net in self.books().items() if key[1] == str(one.person.pk)}

    def counters(self):
        rows = YearCounter.objects.filter(year__person=self.who.person)
        return {row.name: row.used_fen for row in rows}

    def sources(self):
        bill = Settlement.objects.get(setl_id=self.setl_id)
        return {part.position: part.amount_fen - part.refunded_fen for part in bill.parts.all()}

    def is_as_before(self):
        books, counters = self.before
        now = {key: net for key, net in self.books().items() if net or key in books}
        assert now == books
        assert {name: used for name, used in self.counters().items() if used} == {
            name: used for name, used in counters.items() if used
        }
        self.holds()

    def holds(self):
        """Everything is back, and the database and the proofs agree."""
        assert set(self.sources().values()) <= {0}
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert proof.verify() == []


@pytest.fixture
def build(till, city):
    """Build a world inside a savepoint, so that examples do not see each other."""

    def make(bill):
        return World(till, city, bill)

    return make


def undone(test):
    """Take back what an example wrote."""

    def run(*args, **kwargs):
        mark = transaction.savepoint()
        try:
            test(*args, **kwargs)
        finally:
            transaction.savepoint_rollback(mark)

    return run


class TestWholeRefund:
    @FEW
    @given(bill=bills())
    def test_at_once_leaves_everything_as_before(self, build, bill):
        """T64: each account's net and each counter."""

        @undone
        def example():
            made = build(bill)
            made.refund(None)
            made.is_as_before()

        example()

    @FEW
    @given(bill=bills())
    def test_piece_by_piece_leaves_everything_as_before(self, build, bill):
        """Refund in n parts = refund at once, in whatever order."""

        @undone
        def example():
            made = build(bill)
            for piece in made.pieces():
                made.refund([piece])
            made.is_as_before()

        example()

    @FEW
    @given(bill=bills())
    def test_after_parts_leaves_everything_as_before(self, build, bill):
        @undone
        def example():
            made = build(bill)
            pieces = made.pieces()
            for piece in pieces[: len(pieces) // 2]:
                made.refund([piece])
            made.refund(None)
            made.is_as_before()

        example()


class TestClosedAccounts:
    @FEW
    @given(bill=bills())
    def test_keep_each_persons_net_as_before(self, build, bill):
        """T64: patient or payer dies in the middle; the money waits for that person's heirs."""

        @undone
        def example():
            made = build(bill)
            own_fen = sum(made.of_person(made.who).values())
            aid_fen = sum(made.of_person(made.payer).values())
            pieces = made.pieces()
            for number, piece in enumerate(pieces):
                if number == len(pieces) // 2:
                    for one in made.chance.sample(
                        [made.who, made.payer], made.chance.randint(1, 2)
                    ):
                        deaths.record_death(by=None, person=one.person, on=date(2026, 1, 1))
                made.refund([piece])
            before, _ = made.before
            for one, spent in ((made.who, own_fen), (made.payer, aid_fen)):
                held = before["PERSONAL", str(one.person.pk)]
                assert sum(made.of_person(one).values()) == held >= spent
            nobody = [key for key, net in made.books().items() if net and key not in before]
            assert {kind for kind, _ in nobody} <= {"SUSPENSE"}
            made.holds()

        example()


class TestPartialRefund:
    @FEW
    @given(bill=bills())
    def test_does_not_depend_on_steps_and_order(self, build, bill):
        """Per source equal to the fen, but for one fen a step where a line was rounded."""
        ends = []

        @undone
        def example(in_steps):
            made = build(bill)
            pieces = made.pieces()
            chosen = pieces[: len(pieces) // 2]
            if in_steps:
                for piece in chosen:
                    made.refund([piece])
            elif chosen:
                sums = {}
                for sn, count in chosen:
                    sums[sn] = sums.get(sn, 0) + count
                made.refund(list(sums.items()))
            ends.append((made.sources(), len(chosen)))

        example(in_steps=True)
        example(in_steps=False)
        (steps, count), (once, _) = ends
        assert sum(steps.values()) == sum(once.values())
        assert all(abs(steps[key] - once[key]) <= count for key in once)


class TestStoredCase:
    @FEW
    @given(bill=bills())
    def test_gives_the_stored_breakdown_again(self, build, bill):
        """P135: the bill can be worked out again from what was kept."""

        @undone
        def example():
            row = Settlement.objects.get(setl_id=build(bill).setl_id)
            again = settle(compile_pack(row.pack.document), parse_case(row.case_document))
            assert again.to_json() == row.breakdown

        example()


class TestRoundedLines:
    def test_return_even_where_the_till_rounded_down(self, till, worker):
        """P154: charged 1.00 for 1.006 pieces at 1.00; the rest is never worth more."""
        visit_id = till.visit(worker)
        line = {
            "feedetl_sn": "1",
            "med_list_codg": "XA01",
            "medins_list_name": "药",
            "cnt": "1.006",
            "pric": "1.00",
            "det_item_fee_sumamt": "1.00",
            "fee_ocur_time": "2026-01-05T09:30:00+08:00",
        }
        assert till.post(f"visits/{visit_id}/fees/", {"items": [line]}).status_code == 201
        setl_id = till.settle(visit_id, till.quote(visit_id)).json()["setl_id"]
        address = f"settlements/{setl_id}/refunds/"
        part = {"lines": [{"feedetl_sn": "1", "cnt": "0.0005"}], "reason": "x"}
        answer = till.post(address, part)
        assert answer.status_code == 201 and answer.json()["returned"] == []
        answer = till.post(address, {"lines": None, "reason": "x"})
        assert sum(Decimal(each["amount"]) for each in answer.json()["returned"]) == Decimal("1.00")
        assert proof.verify() == []

    def test_return_by_the_order_of_what_is_left_when_a_clock_was_set_back(self, till, worker):
        """F20: counters follow the refunds, not their times."""
        from settlement.models import Refund

        setl_id = till.bill(worker, ("1", "XA01", "4", "100.00"))["setl_id"]
        address = f"settlements/{setl_id}/refunds/"
        part = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "x"}
        assert till.post(address, part).status_code == 201
        tenant = worker.person.tenant
        tenant.clock_offset_seconds = -86400
        tenant.save()
        assert till.post(address, part).status_code == 201
        tenant.clock_offset_seconds = 0
        tenant.save()
        assert till.post(address, part).status_code == 201
        assert till.post(address, {**part, "lines": None}).status_code == 201
        assert Refund.objects.count() == 4
        counters = YearCounter.objects.filter(year__person=worker.person)
        assert {row.used_fen for row in counters} == {0}
