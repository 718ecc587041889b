"""Cards at two tills in the same moment: limits hold, one visit is paid once (T67, P171)."""

from threading import Barrier

import pytest

from settlement.errors import CardTaken
from settlement.models import BankCard, CardCharge, Settlement
from settlement.selectors import proof
from settlement.services import card_bindings, card_healing, cards
from tests.concurrency.threads import another, at_once
from tests.factories import cards as bank
from tests.factories import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture(autouse=True)
def own_bank(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def patient(city):
    """No money in the account: 200 yuan of each bill are for the card."""
    return world.insured(city, balance="0.00")


def quoted(till, who):
    visit_id = till.visit(who)
    assert till.fees(visit_id, *LINES).status_code == 201
    return visit_id, till.quote(visit_id)


def pay(till, pair, key):
    return another(till).settle(*pair, key=key, cash_method="bank_card")


class TestTheLimitOfADay:
    def test_is_passed_when_each_adds_up_first(self, scratch):
        """The mistake: both find room for 60 below 100."""
        both_have_added_up = Barrier(2)

        def careless():
            used = scratch.total("paid")
            both_have_added_up.wait(timeout=30)
            if used + 60 <= 100:
                scratch.add("paid", 60)

        at_once(careless, careless)
        assert scratch.total("paid") == 120

    def test_holds_under_the_lock_of_the_card(self, till, patient):
        """Two payments of one day count one another: one goes through, the other asks."""
        card = bank.bind(patient)
        pairs = [quoted(till, patient) for _ in range(3)]
        most = max(int(quote["setlinfo"]["psn_cash_pay"].replace(".", "")) for _, quote in pairs)
        cards.set_limits(
            by=patient.user, ref=card.ref, per_payment_fen=most, per_day_fen=most + most // 2
        )
        answers = at_once(
            *[
                lambda pair=pair, key=f"k{number}": pay(till, pair, key)
                for number, pair in enumerate(pairs)
            ]
        )
        states = list(CardCharge.objects.values_list("state", flat=True))
        taken = [state for state in states if state not in ("AWAITING", "CLOSED")]
        assert len(taken) == 1, states
        for answer in answers:
            assert answer.status_code in (201, 409, 503), answer.content.decode()
        assert bank.taken() <= most + most // 2
        assert proof.verify() == []


class TestOneVisit:
    def test_is_charged_once_by_two_keys(self, till, patient):
        """T61: the second key waits for the first one's money; nobody pays twice."""
        bank.bind(patient)
        pair = quoted(till, patient)
        answers = at_once(*[lambda key=key: pay(till, pair, key) for key in ("a", "b", "c")])
        assert [answer.status_code for answer in answers].count(201) == 1
        assert CardCharge.objects.count() == 1 and Settlement.objects.count() == 1
        assert bank.taken() == Settlement.objects.get().psn_cash_pay_fen
        assert proof.verify() == []

    def test_is_charged_once_by_one_key_in_many_windows(self, till, patient):
        bank.bind(patient)
        pair = quoted(till, patient)
        answers = at_once(*[lambda: pay(till, pair, "same") for _ in range(4)])
        done = {answer.content for answer in answers if answer.status_code == 201}
        assert len(done) == 1
        assert bank.taken() == Settlement.objects.get().psn_cash_pay_fen
        assert proof.verify() == []

    def test_is_finished_once_by_till_and_task(self, till, patient):
        """The task heals while the till asks again."""
        bank.bind(patient, "0091")
        pair = quoted(till, patient)
        pay(till, pair, "k")
        with bank.bank_books()._open() as line:
            line.execute("UPDATE orders SET known_at = '2020-01-01T00:00:00+00:00'")
        CardCharge.objects.update(next_ask_at="2020-01-01T00:00:00+00:00")
        at_once(
            lambda: card_healing.heal(by=None),
            lambda: pay(till, pair, "k"),
            lambda: card_healing.heal(by=None),
        )
        CardCharge.objects.exclude(next_ask_at=None).update(next_ask_at="2020-01-01T00:00:00+00:00")
        card_healing.heal(by=None)
        assert pay(till, pair, "k").status_code == 201
        assert Settlement.objects.count() == 1
        assert bank.taken() == Settlement.objects.get().psn_cash_pay_fen
        assert proof.verify() == []


class TestOneNumber:
    def test_is_bound_once(self, patient):
        number = bank.number()
        tries = [
            card_bindings.begin(by=patient.user, number=number, phone=f"1390000123{n}")
            for n in range(3)
        ]

        def confirm(one, phone):
            try:
                code = bank.last_code(phone)
                return card_bindings.confirm(by=patient.user, ref=one.ref, code=code)
            except CardTaken as taken:
                return taken

        answers = at_once(
            *[lambda one=one, n=n: confirm(one, f"1390000123{n}") for n, one in enumerate(tries)]
        )
        assert sum(isinstance(answer, BankCard) for answer in answers) == 1
        assert BankCard.objects.count() == 1
