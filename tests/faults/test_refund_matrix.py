"""Every failpoint of refund and exchange × the answer is lost there (row 50, T59, T61, T64).

The till asks again with the same key, or never: money goes back once or not at all, and the books
hold without anybody looking.
"""

import json
import signal

import pytest

from settlement.models import Exchange, Refund, Settlement
from settlement.selectors import proof
from tests.factories import world
from tests.faults.servers import worker
from tests.faults.test_kill_and_replay import COMMITTED, UNCOMMITTED, headers, key_query
from tests.settlement.rest.test_exchanges import body as exchange_body

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = ("1", "XA01", "2", "150.00")


@pytest.fixture
def patient(city):
    return world.insured(city, balance="1000.00")


@pytest.fixture
def bill(till, patient):
    return till.bill(patient, LINES)


def refund_call(till, bill, key):
    """One of the two pieces comes back."""
    body = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退一盒"}
    address = f"/api/v1/settlements/{bill['setl_id']}/refunds/"
    return address, json.dumps(body).encode(), headers(till, key)


def exchange_call(till, bill, key):
    """One piece for a cheaper one; the difference was heard and is confirmed."""
    address = f"settlements/{bill['setl_id']}/exchanges/"
    heard = till.post(address, exchange_body()).json()
    said = {name: heard[name] for name in ("collect", "hand_back")}
    return f"/api/v1/{address}", json.dumps(exchange_body(**said)).encode(), headers(till, key)


def killed_at(place, call, *, time=1):
    """A worker that dies when it comes by the place for this time."""
    with worker(f"{place}:kill:{time}") as first:
        first.post(*call)
        assert first.wait() == signal.SIGKILL


def asked_again(call):
    """The same key on another worker, twice: the same bytes."""
    with worker() as second:
        status, body = second.post(*call)
        assert status == 201, body.decode()
        assert second.post(*call) == (status, body)
    return json.loads(body)


@pytest.mark.parametrize("place", [*UNCOMMITTED, *COMMITTED])
class TestKilledAt:
    def test_a_refund_is_made_once(self, till, patient, bill, place):
        before = world.balance(patient)
        call = refund_call(till, bill, "back")
        killed_at(place, call)
        assert Refund.objects.count() == (place in COMMITTED)
        assert (world.balance(patient) > before) == (place in COMMITTED)
        said = asked_again(call)
        assert Refund.objects.count() == 1
        assert Settlement.objects.get().state == "PARTLY_REFUNDED"
        back = int(said["setlinfo"]["self_acct_pay"].replace(".", "").replace("-", ""))
        assert world.balance(patient) == before + back
        assert proof.verify() == []

    def test_an_exchange_is_made_whole_or_not_at_all(self, till, patient, bill, place):
        before = world.balance(patient)
        call = exchange_call(till, bill, "swap")
        killed_at(place, call)
        done = int(place in COMMITTED)
        kept = (Exchange, Refund, Settlement)
        assert [model.objects.count() for model in kept] == [done, done, 1 + done]
        assert done or world.balance(patient) == before
        assert proof.verify() == []
        said = asked_again(call)
        assert [model.objects.count() for model in kept] == [1, 1, 2]
        assert key_query(till, "swap")["setl_id"] == said["settlement"]["setl_id"]
        assert proof.verify() == []


def test_an_exchange_between_its_two_bookings_is_none(till, patient, bill):
    """The money of the first bill is back in the books of a transaction that never ends."""
    before = world.balance(patient)
    call = exchange_call(till, bill, "half")
    killed_at("after_ledger", call, time=2)
    assert not Exchange.objects.exists() and not Refund.objects.exists()
    assert world.balance(patient) == before
    asked_again(call)
    assert Exchange.objects.count() == 1 and proof.verify() == []
