"""Life of a citizen's login."""

from datetime import timedelta

import time_machine
from django.utils import timezone


class TestCitizenSession:
    def test_lasts_thirty_days(self, browser):
        browser.get("/me/")
        with time_machine.travel(timezone.now() + timedelta(days=29), tick=True):
            assert browser.get("/me/").status_code == 200

    def test_ends_after_thirty_days_however_busy(self, browser):
        """Settled 16; the absolute age counts, not the last use (T23)."""
        browser.get("/me/")
        session = browser.session
        session["began_at"] -= 31 * 24 * 3600
        session.save()
        assert browser.get("/me/").status_code == 302

    def test_ends_with_the_account(self, browser, citizen):
        citizen.user.is_active = False
        citizen.user.save()
        assert browser.get("/me/").status_code == 302

    def test_costs_programs_nothing(self, client, db, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/api/v1/nowhere").status_code == 404


class TestRequestLog:
    def test_has_no_word_of_what_was_asked_for(self, client, db, caplog):
        """T88: percent-encoded, a name passes every mask."""
        with caplog.at_level("WARNING", logger="django_structlog"):
            client.get("/api/v1/nowhere", {"psn_name": "王建国", "client_secret": "secretword"})
        lines = [str(one.msg) for one in caplog.records if "/api/v1/nowhere" in str(one.msg)]
        assert lines and not [one for one in lines if "?" in one or "secretword" in one]
