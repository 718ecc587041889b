"""Giving and taking in the same moment (P99, T58): each mistake, then its guard."""

from threading import Barrier

import pytest

from settlement import errors
from settlement.models import WalletTransfer
from settlement.selectors import proof
from settlement.services import wallets
from tests.concurrency.threads import at_once
from tests.factories import wallets as made
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def couple(city, monkeypatch):
    """Giver and spouse with wallets, at nine in the morning."""
    pair = made.couple(city)
    made.set_clock(monkeypatch, "09:00:00")
    return pair


def tried(work):
    """The transfer, or the refusal."""
    try:
        return work()
    except DomainError as refusal:
        return refusal


class TestThreeADay:
    def test_is_passed_by_read_then_write(self, scratch):
        """The mistake: each counts what the other has not written yet."""
        scratch.add("made", 2)
        both_have_counted = Barrier(2)

        def careless():
            made_ = scratch.total("made")
            both_have_counted.wait(timeout=30)
            if made_ < 3:
                scratch.add("made", 1)

        at_once(careless, careless)
        assert scratch.total("made") == 4

    def test_is_never_passed_p99(self, couple):
        giver, taker = couple
        answers = at_once(
            *[
                lambda key=f"k{n}": tried(lambda: made.offer(giver, taker, "1.00", key=key))
                for n in range(8)
            ]
        )
        refused = [one for one in answers if isinstance(one, DomainError)]
        assert {type(one) for one in refused} == {errors.WalletDailyCount} and len(refused) == 5
        assert sorted(WalletTransfer.objects.values_list("nth", flat=True)) == [1, 2, 3]
        assert made.held(giver, "PERSONAL") == made.fen("8997.00") and not proof.verify()

    def test_is_one_transfer_for_one_key_sent_at_once_t60(self, couple):
        giver, taker = couple
        answers = at_once(*[lambda: made.offer(giver, taker)] * 4)
        assert len({one.pk for one in answers}) == 1
        assert made.held(giver, "PERSONAL") == made.fen("8800.00")


class TestOneEnd:
    def test_is_reached_twice_when_each_looks_first(self, scratch):
        """The mistake: taken by one, taken back by the other."""
        both_have_looked = Barrier(2)

        def careless(name):
            ended = scratch.total("taken") + scratch.total("back")
            both_have_looked.wait(timeout=30)
            if not ended:
                scratch.add(name, 200)

        at_once(lambda: careless("taken"), lambda: careless("back"))
        assert scratch.total("taken") + scratch.total("back") == 400

    def test_is_one_of_taken_refused_and_taken_back_i12(self, couple):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        works = [
            lambda: wallets.accept(by=taker.user, ref=transfer.ref),
            lambda: wallets.refuse(by=taker.user, ref=transfer.ref),
            lambda: wallets.take_back(by=giver.user, ref=transfer.ref),
        ]
        answers = at_once(*[lambda work=work: tried(work) for work in works])
        assert len([one for one in answers if isinstance(one, errors.WalletOver)]) == 2
        there = made.held(taker) + made.held(giver, "PERSONAL")
        assert there == made.fen("9000.00") and not proof.verify()
