"""T98, T07: nothing personal stays in a cache, under an odd address, or after leaving."""

import re

import pytest
from django.test import Client

from tests.accounts import walk
from tests.factories import world
from tests.permissions.table import WEB, Who
from tests.privacy.test_pages import browser_of

pytestmark = pytest.mark.django_db
PAGES = sorted(text for text, who in WEB.items() if who is Who.CITIZEN)
PLAIN = [text for text in PAGES if "<" not in text]


@pytest.fixture
def browser(city):
    return browser_of(world.insured(city).user)


class TestOwnPage:
    @pytest.mark.parametrize("text", PAGES)
    def test_is_never_stored_and_tells_no_other_site_where_one_was(self, browser, text):
        answer = browser.get("/" + re.sub(r"<[^>]+>", "x", text))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("suffix", ["x.css", "x.js", ";x.css", "..%2fx.css", "a/b.png"])
    @pytest.mark.parametrize("text", ["me/", "bills/", "messages/", "me/privacy/", "code/"])
    def test_has_no_twin_that_a_cache_takes_for_a_file(self, browser, text, suffix):
        answer = browser.get(f"/{text}{suffix}", follow=True)
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("text", PLAIN)
    def test_carries_nothing_telling_in_its_links(self, browser, text):
        """T07: codes, numbers and tokens live in forms and cookies, never in an address."""
        answer = browser.get("/" + text)
        text = answer.getvalue().decode(errors="replace")  # a file to print is no text
        links = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        telling = re.compile(r"\d{17}[\dX]|(?<!\d)1[3-9]\d{9}(?!\d)|\d{28}|token=|csrf")
        assert [link for link in links if telling.search(link) and "tel:" not in link] == []


class TestLeaving:
    def test_clears_what_the_browser_kept(self, browser):
        answer = browser.post("/accounts/logout/")
        assert '"cache"' in answer["Clear-Site-Data"] and '"storage"' in answer["Clear-Site-Data"]
        assert "login" in browser.get("/me/").url


class TestMachines:
    def test_store_no_answer_either(self, city):
        till = world.Till(world.institution(city))
        assert "no-store" in till.get("settlements/")["Cache-Control"]

    def test_keep_no_token_in_an_address(self, city):
        till = world.Till(world.institution(city))
        answer = Client().get(f"/api/v1/settlements/?access_token={till.token}")
        assert answer.status_code == 401

    def test_keep_a_code_by_text_message_out_of_every_address(self, city):
        browser = Client()
        answer = browser.post(walk.LOGIN, {"phone": walk.PHONE})
        assert walk.PHONE not in answer.url
        answer = browser.post(walk.CODE, {"code": walk.last_code()})
        assert not re.search(r"\d{6}", answer.url)
