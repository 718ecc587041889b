"""A process dies on the way of wallet money; a repeat or the morning ends it (row 50, P99, T59)."""

import pytest

from settlement.models import WalletTransfer
from settlement.selectors import proof
from settlement.services import wallets
from tests.factories import wallets as made
from yibao.kernel import failpoints

pytestmark = pytest.mark.django_db(transaction=True)
FULL = made.fen("9000.00")
GIVEN = made.fen("200.00")


class Died(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.fixture
def couple(city, monkeypatch):
    """Giver and spouse with wallets, at nine in the morning."""
    pair = made.couple(city)
    made.set_clock(monkeypatch, "09:00:00")
    return pair


def die_at(name, call):
    """The process ends at this place of the call."""

    def hit(place: str) -> None:
        if place == name:
            raise Died(name)

    with pytest.MonkeyPatch.context() as armed:
        armed.setattr(failpoints, "hit", hit)
        with pytest.raises(Died):
            call()


@pytest.mark.parametrize("place", ["after_locks", "after_ledger"])
def test_an_offer_that_died_is_made_once_by_its_repeat(couple, place):
    giver, taker = couple
    die_at(place, lambda: made.offer(giver, taker))
    assert not WalletTransfer.objects.exists() and made.held(giver, "PERSONAL") == FULL
    first, again = made.offer(giver, taker), made.offer(giver, taker)
    assert first.pk == again.pk and made.held(giver, "PERSONAL") == FULL - GIVEN
    assert proof.verify() == []


def test_an_offer_whose_answer_was_lost_is_found_by_its_key(couple):
    giver, taker = couple
    made.offer(giver, taker)  # committed; nobody heard of it
    assert made.offer(giver, taker).nth == 1 and WalletTransfer.objects.count() == 1
    assert made.held(giver, "PERSONAL") == FULL - GIVEN and proof.verify() == []


@pytest.mark.parametrize("end", [wallets.accept, wallets.refuse])
def test_an_answer_that_died_left_the_offer_open_and_counts_once(couple, end):
    giver, taker = couple
    ref = made.offer(giver, taker).ref
    die_at("after_ledger", lambda: end(by=taker.user, ref=ref))
    assert WalletTransfer.objects.get().state == "OFFERED"
    end(by=taker.user, ref=ref)
    taken = GIVEN if end is wallets.accept else 0
    assert (made.held(taker), made.held(giver, "PERSONAL")) == (taken, FULL - GIVEN * bool(taken))
    assert proof.verify() == []


def test_a_return_that_died_is_made_by_the_next_round_of_the_task(couple, monkeypatch):
    giver, taker = couple
    made.offer(giver, taker)
    made.set_clock(monkeypatch, "06:00:00", days=1)
    die_at("after_ledger", lambda: wallets.return_overdue(by=None))
    assert WalletTransfer.objects.get().state == "OFFERED"
    assert [wallets.return_overdue(by=None) for _ in range(2)] == [1, 0]
    assert WalletTransfer.objects.get().state == "RETURNED"
    assert made.held(giver, "PERSONAL") == FULL and proof.verify() == []
