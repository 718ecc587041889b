"""2601: what a lost message did is undone, what it did not do it never will (T62)."""

import pytest
from django.test import Client

from settlement.models import Settlement
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import System, static_key
from yibao.gateway.data import key_of
from yibao.gateway.services import access
from yibao.kernel import idempotency

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def till(place):
    """A system of the hospital that speaks both languages."""
    made = world.Till(place)
    access.open_for(by=None, client=made.client, opening=access.Opening(variant="NONE"))
    return made


@pytest.fixture
def speaking(place, till):
    """The same client by the national interface."""
    return System(Client().post, place.fixmedins_code)


@pytest.fixture
def neighbour(place):
    """Another system of the same hospital, a client of its own."""
    client = world.client_of(place, scopes=world.ALL_SCOPES)
    _, key = access.open_for(by=None, client=client, opening=access.Opening(variant="API_KEY"))
    return System(Client().post, place.fixmedins_code, signer=static_key(key))


def lost(worker, msgid, infno="2207"):
    """The input of 2601."""
    return {"data": {"psn_no": worker.person.psn_no, "omsgid": msgid, "oinfno": infno}}


def settled(till, worker, key):
    """A bill under a key."""
    visit = till.visit(worker)
    till.fees(visit, ("1", "XA01", "1", "20.00"))
    quote = till.quote(visit)
    return visit, quote, till.settle(visit, quote, key=key)


class TestReversal:
    def test_undoes_what_a_message_settled_and_answers_again(self, till, speaking, worker):
        key = key_of("2207", "M1")
        _, _, answer = settled(till, worker, key)
        assert answer.status_code == 201
        for _ in range(2):
            assert speaking.call("2601", lost(worker, "M1")).code == 0
        assert Settlement.objects.get().state == "REVERSED"

    def test_blocks_a_message_that_never_came(self, till, speaking, worker):
        assert speaking.call("2601", lost(worker, "M2")).code == 0
        _, _, answer = settled(till, worker, key_of("2207", "M2"))
        assert answer.status_code == 409
        assert not Settlement.objects.exists()

    def test_undoes_what_another_system_of_the_institution_sent(self, till, neighbour, worker):
        """Messages are the institution's; a success that undid nothing would be a lie."""
        settled(till, worker, key_of("2207", "M1"))
        assert neighbour.call("2601", lost(worker, "M1")).code == 0
        assert Settlement.objects.get().state == "REVERSED"

    def test_blocks_for_every_system_of_the_institution(self, speaking, till, neighbour, worker):
        _, asked, found = chains.to_quote(speaking, worker, ("1", "XA01", "1", "20.00"))
        number = speaking.msgid()
        assert neighbour.call("2601", lost(worker, number)).code == 0
        late = speaking.call("2207", {"data": chains.confirmed(asked, found)}, msgid=number)
        assert late.code == -1 and "冲正" in late.words
        assert not Settlement.objects.exists()

    def test_stays_undone_for_every_system_of_the_institution(
        self, speaking, till, neighbour, worker
    ):
        _, asked, found = chains.to_quote(speaking, worker, ("1", "XA01", "1", "20.00"))
        message = speaking.envelope("2207", {"data": chains.confirmed(asked, found)})
        assert speaking.send(message).code == 0
        assert neighbour.call("2601", lost(worker, message["msgid"])).code == 0
        assert neighbour.send(message).code == speaking.send(message).code == -1
        assert Settlement.objects.get().state == "REVERSED"

    def test_is_refused_for_another_person(self, city, till, speaking, worker):
        settled(till, worker, key_of("2207", "M3"))
        other = world.insured(city)
        assert speaking.call("2601", lost(other, "M3")).code == -1
        assert Settlement.objects.get().state == "SETTLED"

    def test_is_refused_for_other_transactions(self, speaking, worker):
        assert "2204" in speaking.call("2601", lost(worker, "M4", "2204")).words

    @pytest.mark.parametrize("infno", ["2208", "2401"])
    def test_blocks_the_key_of_others_too(self, place, speaking, worker, infno):
        assert speaking.call("2601", lost(worker, "M5", infno)).code == 0
        scope = f"gateway:{place.pk}"
        assert idempotency.is_answered(scope=scope, key=key_of(infno, "M5"))
        assert speaking.call("2601", lost(worker, "M5", infno)).code == 0
