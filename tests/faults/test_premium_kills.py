"""A process dies on the way of a premium; the task ends it alone (row 50, P172)."""

import pytest

from settlement.models import CardCharge, Premium
from settlement.selectors import accounts, proof
from settlement.services import card_healing, premium_register
from tests.factories import cards as bank
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel import failpoints

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = "2020-01-01T00:00:00+00:00"


class Died(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    """Bank and register write below the test's own folder."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def pair(city):
    """The payer gives 200 yuan from the account, the card the other 200."""
    made.plan()
    payer, member = world.insured(city, balance="1000.00"), made.resident(city)
    make_grant(payer, member, uses=("PREMIUM",), per_payment_cap_fen=20000)
    bank.bind(payer, "0000")
    return payer, member


def die_at(monkeypatch, name: str) -> None:
    def hit(place: str) -> None:
        if place == name:
            raise Died(name)

    monkeypatch.setattr(failpoints, "hit", hit)


def heal() -> None:
    """Minutes later: the bank would not carry the order out any more; it is time to ask."""
    CardCharge.objects.update(valid_until=LONG_AGO)
    made.age(600)
    card_healing.heal(by=None)
    made.work_off()


@pytest.mark.parametrize(
    ("place", "state"),
    [
        ("card_intent_committed", "REFUNDED"),  # the bank never heard of it
        ("card_bank_answered", "PAID"),
        ("card_answer_recorded", "PAID"),
        ("premium_question_counted", "PAID"),
        ("premium_register_answered", "PAID"),
    ],
)
def test_a_death_at_each_place_is_healed_without_a_person(pair, monkeypatch, place, state):
    payer, member = pair
    die_at(monkeypatch, place)
    with pytest.raises(Died):
        made.pay(payer, member)
    monkeypatch.undo()
    assert Premium.objects.get().state == "PENDING"
    heal()
    assert Premium.objects.get().state == state
    is_paid = state == "PAID"
    assert bank.taken() == (20000 if is_paid else 0) and made.entered() == is_paid
    assert accounts.balance_of(payer.person) == (80000 if is_paid else 100000)
    assert not proof.verify()


def test_a_death_right_after_the_first_commit_gives_the_money_back(pair):
    """Nobody asked the bank: once it must not carry out such an order, the accounts get it back."""
    payer, member = pair
    made.begin(payer, member)
    heal()
    assert Premium.objects.get().state == "REFUNDED" and bank.taken() == 0
    assert accounts.balance_of(payer.person) == 100000 and not proof.verify()


def test_a_question_is_put_by_one_at_a_time(pair):
    """Two processes never file the same premium in the same moment."""
    payer, member = pair
    premium = made.begin(payer, member)
    assert premium_register._count_question(premium.pk) is not None
    assert premium_register._count_question(premium.pk) is None
