"""Every failpoint of the settle path × killed there × asked twice or never again (feature 50).

Whatever the order, each call ends closed without a person: settled once or not at all, told the
same by key and by visit, and the books hold.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from settlement.models import Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import attempts
from tests.factories import world
from tests.faults.servers import worker
from tests.faults.test_kill_and_replay import COMMITTED, UNCOMMITTED, key_query, settle_call
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
PLACES = [*UNCOMMITTED, *COMMITTED]


@pytest.fixture
def patient(city):
    return world.insured(city, balance="1000.00")


def time_passes():
    """The deadline of every open call is over, and the task comes by."""
    past = clock.now() - timedelta(seconds=1)
    SettlementAttempt.objects.filter(state="PENDING").update(deadline_at=past)
    attempts.close_stale(by=None)


def assert_closed(till, key, *, is_settled):
    """The till hears one end, and the books hold it."""
    found = key_query(till, key)
    assert found["status"] == ("SETTLED" if is_settled else "FAILED")
    assert (found["setl_id"] is not None) == is_settled and found["deadline_at"] is None
    assert not SettlementAttempt.objects.filter(state="PENDING").exists()
    assert proof.verify() == []


@pytest.mark.parametrize("place", PLACES)
class TestKilledAt:
    def test_and_never_asked_again_ends_by_the_task(self, till, patient, place):
        call = settle_call(till, patient, "once")
        with worker(f"{place}:kill") as first:
            first.post(*call)
            first.wait()
        time_passes()
        is_settled = place in COMMITTED
        assert_closed(till, "once", is_settled=is_settled)
        assert Settlement.objects.count() == int(is_settled)

    def test_and_asked_twice_at_once_settles_once(self, till, patient, place):
        call = settle_call(till, patient, "twice")
        with worker(f"{place}:kill") as first:
            first.post(*call)
            first.wait()
        with worker() as second, worker() as third, ThreadPoolExecutor(2) as both:
            said = list(both.map(lambda one: one.post(*call), [second, third]))
        assert {status for status, _ in said} <= {201, 409}
        bills = {json.loads(body)["setl_id"] for status, body in said if status == 201}
        assert len(bills) == 1 and Settlement.objects.count() == 1
        assert_closed(till, "twice", is_settled=True)

    def test_and_asked_after_the_task_ends_settled(self, till, patient, place):
        call = settle_call(till, patient, "late")
        with worker(f"{place}:kill") as first:
            first.post(*call)
            first.wait()
        time_passes()
        with worker() as second:
            assert second.post(*call)[0] == 201
        assert Settlement.objects.count() == 1
        assert_closed(till, "late", is_settled=True)
