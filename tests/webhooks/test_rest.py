"""The API of webhooks: a client sees and steers its own addresses only."""

import pytest

from tests.factories import world
from yibao.kernel import outbox
from yibao.webhooks.models import Delivery, Endpoint
from yibao.webhooks.services import pump

from .conftest import SCOPES

pytestmark = pytest.mark.django_db
ENDPOINTS, DELIVERIES = "webhook-endpoints/", "webhook-deliveries/"


def added(till, receiver, **more):
    said = {"url": receiver.url, "types": ["settlement.settled"], **more}
    return till.post(ENDPOINTS, said)


class TestAddress:
    def test_is_added_with_a_secret_that_is_shown_once(self, till, receiver):
        answer = added(till, receiver, note="结账")
        assert answer.status_code == 201
        made = answer.json()
        assert made["secret"].startswith("whsec_") and made["status"] == "ACTIVE"
        for shown in (
            till.get(ENDPOINTS).json()[0],
            till.get(f"{ENDPOINTS}{made['endpoint_id']}/").json(),
        ):
            assert "secret" not in shown and shown["note"] == "结账"

    @pytest.mark.parametrize(
        ("said", "path"),
        [
            ({"url": "https://10.0.0.1/"}, None),
            ({"url": "gopher://x/"}, None),
            ({"types": []}, "types"),
            ({"types": ["settlement.unknown"]}, "types[0]"),
            ({"surprise": 1}, "surprise"),
        ],
        ids=str,
    )
    def test_that_is_wrong_is_refused_with_the_field(self, till, receiver, said, path):
        answer = added(till, receiver, **said)
        assert answer.status_code == 422 and not Endpoint.objects.exists()
        body = answer.json()
        if path is None:
            assert body["code"] == "webhook.address_refused"
        else:
            assert body["errors"][0]["path"].startswith(path.split("[")[0])

    def test_is_not_added_twice_nor_without_end(self, till, receiver):
        assert added(till, receiver).status_code == 201
        assert added(till, receiver).status_code == 422
        for number in range(9):
            assert added(till, receiver, url=f"{receiver.url}&n={number}").status_code == 201
        answer = added(till, receiver, url=f"{receiver.url}&n=more")
        assert (answer.status_code, answer.json()["code"]) == (409, "webhook.endpoints_spent")

    def test_is_paused_resumed_rotated_and_removed(self, till, receiver):
        made = added(till, receiver).json()
        one = f"{ENDPOINTS}{made['endpoint_id']}/"
        assert till.post(f"{one}pause/", {}).json()["status"] == "PAUSED"
        assert till.post(f"{one}resume/", {}).json()["status"] == "ACTIVE"
        rotated = till.post(f"{one}rotate/", {}).json()
        assert rotated["secret"] != made["secret"] and rotated["former_secret_until"]
        assert till.delete(one, {}).json()["status"] == "REMOVED"
        assert till.get(one).status_code == 404
        assert till.post(f"{one}rotate/", {}).status_code == 404
        assert till.get(ENDPOINTS).json() == []

    def test_of_another_client_looks_like_none(self, till, receiver, city):
        made = added(till, receiver).json()
        other = world.Till(world.institution(city), scopes=SCOPES)
        one = f"{ENDPOINTS}{made['endpoint_id']}/"
        assert other.get(ENDPOINTS).json() == []
        assert other.get(one).status_code == other.delete(one, {}).status_code == 404
        for act in ("rotate", "pause", "resume"):
            assert other.post(f"{one}{act}/", {}).status_code == 404


class TestDelivery:
    @pytest.fixture
    def delivery(self, till, receiver, worker):
        added(till, receiver)
        till.bill(worker, ("1", "XA01", "1", "12.50"))
        while outbox.work_off(200):
            continue
        return Delivery.objects.get()

    def test_is_listed_and_shown_with_its_tries(self, till, receiver, delivery):
        receiver.answers = [(500, {})]
        pump.run(by=None)
        (row,) = till.get(DELIVERIES, status="PENDING").json()["results"]
        assert row["delivery_id"] == delivery.ref and row["next_try_at"]
        shown = till.get(f"{DELIVERIES}{delivery.ref}/").json()
        assert shown["attempts"][0]["http_status"] == 500
        assert shown["body"]["type"] == "settlement.settled"
        assert till.get(DELIVERIES, status="DELIVERED").json()["results"] == []
        assert till.get(DELIVERIES, colour="red").status_code == 422

    def test_is_sent_again_on_wish_with_the_same_id(self, till, receiver, delivery):
        assert till.post(f"{DELIVERIES}{delivery.ref}/redeliver/", {}).status_code == 409
        pump.run(by=None)
        assert till.post(f"{DELIVERIES}{delivery.ref}/redeliver/", {}).json()["status"] == "PENDING"
        pump.run(by=None)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert len(receiver.got) == 2

    def test_that_did_not_arrive_is_sent_again_all_at_once(self, till, receiver, delivery):
        Delivery.objects.update(state="EXHAUSTED")
        one = f"{ENDPOINTS}{delivery.endpoint.ref}/redeliveries/"
        assert till.post(one, {"since": "2030-01-01T00:00:00+08:00"}).json() == {"deliveries": 0}
        assert till.post(one, {"since": "2020-01-01T00:00:00+08:00"}).json() == {"deliveries": 1}
        assert pump.run(by=None) == 1 and till.post(one, {"since": "soon"}).status_code == 422

    def test_of_another_client_looks_like_none(self, till, delivery, city):
        other = world.Till(world.institution(city), scopes=SCOPES)
        assert other.get(DELIVERIES).json()["results"] == []
        assert other.get(f"{DELIVERIES}{delivery.ref}/").status_code == 404
        assert other.post(f"{DELIVERIES}{delivery.ref}/redeliver/", {}).status_code == 404
