"""继续使用: more time on a form, within limits, and never for the code (T28)."""

import pytest
import time_machine
from django.conf import settings

from tests.factories import world
from yibao.kernel import clock, proof

pytestmark = pytest.mark.django_db
ADD, STAY = "/cards/add/", "/accounts/stay/"
FIVE, FIFTEEN = settings.PROOF_SECONDS, settings.RECHECK_SECONDS


@pytest.fixture
def browser(client, tenant):
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
        who = world.insured(tenant)
        client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[proof.PROVED_AT] = int(clock.now().timestamp())
        session[proof.PROVED_BY] = proof.PASSWORD
        session.save()
        client.at = at
        yield client


def stay(browser, seconds=FIVE):
    return browser.post(STAY, {"seconds": seconds})


class TestStay:
    def test_is_named_on_the_page_with_its_time(self, browser):
        page = browser.get(ADD).content.decode()
        assert "请在 <span" in page and "09:05" in page and "继续使用" in page

    def test_gives_the_same_time_again(self, browser):
        browser.at.shift(FIVE - 60)
        assert stay(browser).json()["shown"] == "09:09"
        browser.at.shift(FIVE - 60)
        assert "09:09" in browser.get(ADD).content.decode()
        assert browser.post(ADD, {}).status_code == 200

    def test_is_refused_when_it_is_too_late(self, browser):
        browser.at.shift(FIVE)
        assert stay(browser).status_code == 409
        assert browser.post(ADD, {}).status_code == 403

    def test_ends_half_an_hour_after_the_proof(self, browser):
        for _ in range(7):
            browser.at.shift(FIVE - 60)
            assert stay(browser).status_code == 200
        browser.at.shift(FIVE - 60)
        assert browser.post(ADD, {}).status_code == 403
        assert stay(browser).status_code == 409

    def test_of_one_kind_of_page_opens_no_stricter_one(self, browser):
        browser.at.shift(FIVE)
        assert stay(browser, FIFTEEN).status_code == 200
        assert browser.post(ADD, {}).status_code == 403

    def test_shows_no_code(self, browser):
        browser.at.shift(FIVE - 60)
        stay(browser)
        browser.at.shift(FIVE - 60)
        assert "/unlock/" in browser.get("/code/").url

    @pytest.mark.parametrize("seconds", ["", "x", "86400", "301"])
    def test_takes_no_other_window(self, browser, seconds):
        assert stay(browser, seconds).status_code == 409

    def test_ends_with_a_new_password(self, browser):
        stay(browser)
        from accounts.models import User

        User.objects.update(proof_epoch=7)
        assert browser.post(ADD, {}).status_code == 403
