"""Every page that a person wrote, by GET and POST, with every role: the table decides (T41)."""

import re

import pytest

from tests.permissions.console_routes import own_pages

from .pages import FIRST_LOGIN, PAGES, ROLE_NAMES

pytestmark = pytest.mark.django_db
MADE_UP = "00000000-0000-7000-8000-000000000000"


def path_of(text: str) -> str:
    """The address with something made up in place of its variables."""
    text = re.sub(r"<uuid:\w+>", MADE_UP, text)
    return "/" + re.sub(r"<[^>]+>", "x", text)


class TestTable:
    def test_names_every_page_and_no_other(self):
        """A new address fails here until it says who may open it."""
        assert own_pages() == set(PAGES) | FIRST_LOGIN


@pytest.mark.parametrize("role", ROLE_NAMES)
class TestPage:
    def test_opens_for_the_table_only(self, console, role):
        browser, wrong = console.browser(role), []
        for text, holders in PAGES.items():
            for method in ("get", "post"):
                got = getattr(browser, method)(path_of(text)).status_code
                if (got == 403) is (role in holders) or got >= 500:
                    wrong.append((method, text, got))
        assert wrong == []


class TestVisitor:
    def test_is_sent_to_the_console_login(self, client, db):
        for text in PAGES:
            answer = client.get(path_of(text))
            assert answer.status_code == 302, text
            assert answer.headers["Location"].startswith("/admin/login/"), text

    def test_with_a_password_alone_is_too(self, console, client):
        """T25: without the second factor no page opens."""
        client.force_login(console.user("lead"))
        for text in PAGES:
            assert client.get(path_of(text)).status_code == 302, text
