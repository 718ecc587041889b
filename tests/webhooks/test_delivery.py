"""Messages are owed with the fact, delivered once or often, and never lost (feature 61, T81)."""

import time
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.services import partners
from settlement.services import visits
from tests.factories import world
from tests.factories.receiver import Receiver, data_of, is_signed
from yibao.kernel import clock, outbox
from yibao.webhooks import selectors
from yibao.webhooks.data import WAITS
from yibao.webhooks.models import Attempt, Delivery, Endpoint, Event
from yibao.webhooks.services import deliveries, endpoints, housekeeping, pump

pytestmark = pytest.mark.django_db


def work() -> int:
    """What the two workers do."""
    while outbox.work_off(200):
        continue
    return pump.run(by=None)


def due_now() -> None:
    Delivery.objects.filter(state="PENDING").update(due_at=clock.now())


@pytest.fixture
def owed(hook, till, worker):
    """A settled bill and the message that is owed for it."""
    bill = till.bill(worker, ("1", "XA01", "2", "12.50"))
    while outbox.work_off(200):
        continue
    return bill, Delivery.objects.get()


class TestSettledBill:
    def test_is_told_with_ids_only_and_signed(self, hook, till, worker, receiver):
        bill = till.bill(worker, ("1", "XA01", "2", "12.50"))
        assert work() == 1
        (message,) = receiver.got
        assert is_signed(*message, hook.secret, now=time.time())
        body = data_of(message)
        assert body["type"] == "settlement.settled"
        assert set(body["data"]) == {"setl_id", "visit_id", "mdtrt_id", "sequence"}
        assert body["data"]["setl_id"] == bill["setl_id"]
        assert len(message[1]) < 1000
        row = Delivery.objects.get()
        assert (row.state, row.tries) == ("DELIVERED", 1)

    def test_is_told_of_refund_and_in_order(self, hook, till, worker, receiver):
        bill = till.bill(worker, ("1", "XA01", "2", "12.50"))
        for count in ("1", "1"):
            said = {"lines": [{"feedetl_sn": "1", "cnt": count}], "reason": "退药"}
            assert till.post(f"settlements/{bill['setl_id']}/refunds/", said).status_code == 201
        work()
        told = {data_of(one)["data"]["sequence"]: data_of(one) for one in receiver.got}
        assert [told[place]["type"] for place in sorted(told)] == [
            "settlement.settled", "settlement.refunded", "settlement.refunded",
        ]  # fmt: skip

    def test_visit_is_told_when_it_was_cancelled_not_when_that_was_rolled_back(
        self, hook, till, worker, receiver
    ):
        ask = {"by": till.client, "institution": till.place, "visit_id": till.visit(worker)}
        with transaction.atomic():
            visits.cancel(**ask)
            transaction.set_rollback(True)
        assert work() == 0 and not Event.objects.exists()
        visits.cancel(**ask)
        assert work() == 1 and data_of(receiver.got[0])["type"] == "visit.cancelled"

    def test_of_another_place_is_not_told(self, hook, city, worker, receiver):
        world.Till(world.institution(city)).bill(worker, ("1", "XA01", "2", "12.50"))
        assert work() == 0 and not receiver.got

    def test_of_a_type_nobody_asked_for_is_not_told(self, till, worker, receiver):
        endpoints.add(by=None, client=till.client, url=receiver.url, types=["settlement.refunded"])
        till.bill(worker, ("1", "XA01", "2", "12.50"))
        assert work() == 0 and not Event.objects.exists()

    def test_is_owed_once_however_often_the_fact_comes(self, owed):
        from settlement.models import Settlement
        from yibao.webhooks import receivers

        told = receivers.announced.settled(str(Settlement.objects.get().pk))
        key = f"{Settlement.objects.get().pk}:"
        for _ in range(3):
            receivers._owe("settlement.settled", key, told)
        assert Event.objects.count() == Delivery.objects.count() == 1


class TestReceiver:
    def test_that_fails_five_times_gets_it_once_and_then_no_more(self, owed, receiver):
        receiver.answers = [(500, {})] * 5
        for _ in range(7):
            due_now()
            pump.run(by=None)
        row = Delivery.objects.get()
        assert (row.state, row.tries, len(receiver.got)) == ("DELIVERED", 6, 6)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert [one.status for one in Attempt.objects.all()] == [500] * 5 + [204]

    @pytest.mark.parametrize("status", [301, 302, 400, 404, 500])
    def test_that_does_not_take_it_is_asked_again(self, owed, receiver, status):
        receiver.answers = [(status, {"Location": receiver.url})]
        pump.run(by=None)
        row = Delivery.objects.get()
        assert row.state == "PENDING" and row.due_at > clock.now()
        assert Endpoint.objects.get().failing_since is not None

    def test_is_waited_for_longer_each_time_until_it_is_given_up(self, owed, receiver):
        receiver.answers = [(500, {})] * 20
        waits = []
        while Delivery.objects.get().state == "PENDING":
            due_now()
            began = clock.now()
            pump.run(by=None)
            waits.append(Delivery.objects.get().due_at - began)
        assert len(waits) == len(WAITS) + 1 and Delivery.objects.get().state == "EXHAUSTED"
        for wait, planned in zip(waits, WAITS, strict=False):
            assert planned <= wait <= planned * 1.1 + timedelta(seconds=2)

    def test_that_wants_a_pause_gets_it(self, owed, receiver):
        receiver.answers = [(429, {"Retry-After": "600"})]
        pump.run(by=None)
        assert Delivery.objects.get().due_at > clock.now() + timedelta(seconds=590)

    @pytest.mark.parametrize("wish", ["-5", "soon", "9" * 30, "٣"])
    def test_that_wants_nonsense_is_treated_as_planned(self, owed, receiver, wish):
        receiver.answers = [(503, {"Retry-After": wish})]
        pump.run(by=None)
        assert Delivery.objects.get().due_at < clock.now() + timedelta(seconds=7)

    def test_that_says_gone_gets_nothing_more(self, owed, hook, till, worker, receiver):
        receiver.answers = [(410, {})]
        pump.run(by=None)
        assert Endpoint.objects.get().state == "GONE"
        assert Delivery.objects.get().state == "STOPPED"
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        assert work() == 0
        endpoints.resume(by=None, client=till.client, ref=hook.endpoint.ref)
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        assert work() == 1

    def test_of_a_client_that_is_switched_off_gets_nothing_until_it_is_on(
        self, owed, till, receiver
    ):
        for is_on in (False, True):
            partners.set_enabled(by=None, client=till.client, is_enabled=is_on, reason="查处")
            assert selectors.oldest_due(clock.now()) is None or is_on
            assert pump.run(by=None) == len(receiver.got) == int(is_on)
        assert Delivery.objects.get().state == "DELIVERED"

    def test_that_is_slow_delays_only_itself(self, till, worker, receiver, settings):
        settings.WEBHOOK_SECONDS = 4
        slow = Receiver()
        slow.drip.set()
        try:
            for one in (slow, receiver):
                endpoints.add(
                    by=None, client=till.client, url=one.url, types=["settlement.settled"]
                )
            for _ in range(3):
                till.bill(worker, ("1", "XA01", "1", "1.00"))
            began = time.monotonic()
            arrived: list[float] = []
            receiver.got = _Timed(arrived)
            work()
        finally:
            slow.stop()
        assert len(arrived) == 3 and max(arrived) - began < 4


class _Timed(list):
    """A list that notes when something came."""

    def __init__(self, moments: list[float]) -> None:
        super().__init__()
        self.moments = moments

    def append(self, item: object) -> None:
        self.moments.append(time.monotonic())
        super().append(item)


class TestPause:
    def test_keeps_messages_and_sends_them_later(self, hook, till, worker, receiver):
        ref = hook.endpoint.ref
        endpoints.pause(by=None, client=till.client, ref=ref)
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        assert work() == 0 and Delivery.objects.get().state == "PENDING"
        endpoints.resume(by=None, client=till.client, ref=ref)
        assert work() == 1 and len(receiver.got) == 1


class TestSecret:
    def test_that_is_changed_still_signs_for_a_day(self, hook, till, worker, receiver):
        new = endpoints.rotate(by=None, client=till.client, ref=hook.endpoint.ref)
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        work()
        for secret in (hook.secret, new.secret):
            assert is_signed(*receiver.got[0], secret, now=time.time())
        Endpoint.objects.update(former_until=clock.now() - timedelta(seconds=1))
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        work()
        assert not is_signed(*receiver.got[1], hook.secret, now=time.time())
        assert is_signed(*receiver.got[1], new.secret, now=time.time())


class TestLease:
    def test_gives_a_message_to_one_worker(self, owed):
        first = deliveries.lease(by=None, limit=10)
        assert len(first) == 1 and deliveries.lease(by=None, limit=10) == []

    def test_of_a_dead_worker_ends_and_its_word_counts_no_more(self, owed, receiver):
        from yibao.webhooks.gateways import Answer

        (late,) = deliveries.lease(by=None, limit=10)
        Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        assert pump.run(by=None) == 1
        assert deliveries.record(by=None, letter=late, answer=Answer(9, status=500)) == "DELIVERED"

    def test_takes_few_of_one_address_at_a_time(self, hook, till, worker):
        for _ in range(4):
            till.bill(worker, ("1", "XA01", "1", "1.00"))
        while outbox.work_off(200):
            continue
        assert len(deliveries.lease(by=None, limit=10)) == 2
        assert deliveries.lease(by=None, limit=10) == []


class TestLog:
    def test_is_forgotten_after_thirty_days(self, owed):
        pump.run(by=None)
        Event.objects.update(created_at=clock.now() - timedelta(days=31))
        housekeeping.clear_old(by=None)
        assert not Event.objects.exists() and not Attempt.objects.exists()

    def test_keeps_what_is_still_under_way(self, owed):
        Event.objects.update(created_at=clock.now() - timedelta(days=31))
        housekeeping.clear_old(by=None)
        assert Delivery.objects.exists()

    def test_holds_no_number_of_a_person_that_a_receiver_answers(self, owed, hook):
        from yibao.webhooks.gateways import Answer

        (letter,) = deliveries.lease(by=None, limit=1)
        told = Answer(5, status=500, text="收到 13800000001 \x00 完")
        deliveries.record(by=None, letter=letter, answer=told)
        assert Attempt.objects.get().answer == "收到 [phone]  完"


class TestAnnouncement:
    def test_without_an_address_leaves_nothing(self, till, worker):
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        assert work() == 0 and not Event.objects.exists()
