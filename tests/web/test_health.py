"""What machines ask."""

import pytest
from django.db import DatabaseError

from accounts.models import User
from yibao.web import health

FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def broken_database(monkeypatch):
    """A database that does not answer."""

    def fail() -> str:
        return health._report("database", DatabaseError())

    monkeypatch.setitem(health.CHECKS, "database", fail)


class TestHealthz:
    def test_asks_nothing_outside_the_process(self, client):
        """No database fixture: a query would fail the test."""
        answer = client.get("/healthz")
        assert answer.json() == {"status": "ok"}


class TestReadyz:
    def test_is_ready_with_all_parts(self, client, db):
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert set(answer.json()["checks"].values()) == {"ok"}

    def test_names_parts_to_the_own_host_and_staff_only(self, client, tenant):
        assert client.get("/readyz", **FAR).json() == {"status": "ok"}
        proxied = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
        assert "checks" not in proxied.json()
        staff = User.objects.create_staff(tenant=tenant, username="r", password="x")
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        assert "checks" in client.get("/readyz", **FAR).json()

    def test_is_503_where_a_part_is_away(self, client, db, broken_database):
        answer = client.get("/readyz", **FAR)
        assert answer.status_code == 503
        assert answer.json() == {"status": "unavailable"}

    def test_notices_a_missing_broker(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert health.broker() != "ok"

    def test_notices_storage_that_cannot_be_written(self, settings, tmp_path):
        blocked = tmp_path / "file"
        blocked.write_text("")
        settings.MEDIA_ROOT = blocked
        assert health.storage() != "ok"

    def test_leaves_nothing_in_the_storage(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "media"
        assert health.storage() == "ok"
        assert list((tmp_path / "media").iterdir()) == []


class TestMetrics:
    def test_are_shown_to_the_own_host(self, client, db):
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert b"django_http_requests" in answer.content

    def test_do_not_exist_for_others(self, client, city):
        """T82."""
        assert client.get("/metrics", **FAR).status_code == 404

    def test_are_shown_to_the_holder_of_the_token(self, client, city, settings):
        settings.METRICS_TOKEN = "a-token"
        good = client.get("/metrics", headers={"Authorization": "Bearer a-token"}, **FAR)
        bad = client.get("/metrics", headers={"Authorization": "Bearer b-token"}, **FAR)
        assert (good.status_code, bad.status_code) == (200, 404)

    def test_are_closed_while_no_token_is_set(self, client, city, settings):
        settings.METRICS_TOKEN = ""
        answer = client.get("/metrics", headers={"Authorization": "Bearer "}, **FAR)
        assert answer.status_code == 404
