"""Calls are noted after their answer, without names; a lost note breaks no answer (T89)."""

import base64
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.factories import world
from tests.settlement.conftest import city, worker  # noqa: F401
from yibao.kernel import clock
from yibao.portal.models import RequestRecord
from yibao.portal.reading import calls
from yibao.portal.services import records

pytestmark = pytest.mark.django_db
BASE = "https://dev.example"


@pytest.fixture
def till(city):  # noqa: F811
    """The system of a hospital."""
    return world.Till(world.institution(city))


def newest() -> RequestRecord:
    return RequestRecord.objects.order_by("-at", "-id").first()


class TestRecord:
    def test_holds_a_call_without_who_the_patient_is(self, till, worker):  # noqa: F811
        answer = till.scan(worker)
        row = newest()
        assert (row.client, row.status, row.code) == (till.client, 201, "")
        assert row.request_id == answer["X-Request-Id"]
        assert row.path == row.route == "/api/v1/scans/" and row.own_number.startswith("k-")
        assert '"medium": "code"' in row.request and '"terminal": "T01"' in row.request
        assert '"scan_id"' in row.answer
        said = row.request + row.answer + row.path + calls.as_curl(row, BASE)
        for secret in (worker.person.name, worker.person.certno, till.token):
            assert secret not in said
        assert '"psn_name":"***"' in row.answer and '"code": "***"' in row.request

    def test_names_the_code_of_a_refusal_and_replays(self, till, worker):  # noqa: F811
        till.post("scans/", {"medium": "nothing"})
        row = newest()
        assert (row.status, row.code) == (422, "request.invalid")
        assert '"code":"request.invalid"' in row.answer
        begun = till.scan(worker).json()["scan_id"]
        visit = {
            "scan_id": begun, "med_type": "11", "ipt_otp_no": "1",
            "begntime": "2026-11-20T09:00:00+08:00",
        }  # fmt: skip
        till.post("visits/", visit, key="same")
        assert not newest().is_replayed
        till.post("visits/", visit, key="same")
        assert newest().is_replayed and newest().own_number == "same"

    def test_hides_a_person_in_an_address(self, till, worker):  # noqa: F811
        till.get(f"persons/{worker.person.psn_no}/benefits/")
        assert newest().path == "/api/v1/persons/{psn_no}/benefits/"
        till.get("settlements/", psn_no=worker.person.psn_no, page_size="5")
        assert newest().path == "/api/v1/settlements/?psn_no=***&page_size=5"

    @pytest.mark.parametrize(
        ("word", "value"),
        [("psn_name", "王建国"), ("q", "王建国"), ("Certno", "51X"), ("access_token", "secretword"),
         ("setl_id", "王建国"), ("王建国", "1")],
    )  # fmt: skip
    def test_keeps_of_a_question_only_what_names_nobody(self, till, word, value):
        till.get("settlements/", **{word: value, "page_size": "5"})
        path = newest().path
        assert "page_size=5" in path and "***" in path
        assert "王建国" not in path and f"={value}&" not in path

    def test_keeps_no_secret_from_an_address(self, till):
        form = {"grant_type": "client_credentials", "client_id": till.client.client_id}
        Client().post("/oauth/token/?client_secret=secretword", form)
        assert newest().path == "/oauth/token/?client_secret=***"

    def test_tells_a_client_why_its_token_was_refused(self, till):
        secret = "wrong-secret-of-some-length"
        pair = base64.b64encode(f"{till.client.client_id}:{secret}".encode()).decode()
        form = {"grant_type": "client_credentials", "client_secret": secret}
        Client().post("/oauth/token/", form, headers={"Authorization": f"Basic {pair}"})
        row = newest()
        assert (row.client, row.status, row.code) == (till.client, 401, "invalid_client")
        assert row.request == "grant_type=client_credentials&client_secret=***"
        assert row.key_tail == secret[-4:]

    @pytest.mark.parametrize("word", ["Bearer nobody", "Basic !!", "Basic eA==", "", "Bearer \x7f"])
    def test_is_not_kept_of_strangers(self, word):
        Client().get("/api/v1/settlements/", headers={"Authorization": word})
        assert newest() is None

    def test_that_is_lost_breaks_no_answer(self, till, worker, monkeypatch):  # noqa: F811
        def lost(**_):
            raise DatabaseError

        monkeypatch.setattr(records, "keep", lost)
        assert till.scan(worker).status_code == 201

    def test_is_forgotten_in_time(self, till, worker, settings):  # noqa: F811
        till.scan(worker)
        kept = newest()
        settings.REQUEST_LOG_DAYS = 30
        RequestRecord.objects.update(at=clock.now() - timedelta(days=29))
        assert records.forget_old(by=None) == 0
        RequestRecord.objects.filter(pk=kept.pk).update(at=clock.now() - timedelta(days=31))
        assert records.forget_old(by=None) == 1


class TestCurl:
    def test_leaves_the_token_to_be_filled_in(self, till, worker):  # noqa: F811
        till.scan(worker)
        text = calls.as_curl(newest(), BASE)
        assert text.startswith(f"curl --request POST {BASE}/api/v1/scans/")
        assert 'Bearer $TOKEN"' in text and "Idempotency-Key: k-" in text
