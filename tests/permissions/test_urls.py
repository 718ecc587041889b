"""The tables of addresses hold, for strangers, citizens, staff and partners (T75, T82)."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from tests.factories import world
from tests.vouchers import channels

from .table import OPEN_ADMIN, OPEN_REST, PERSONAL, REST, SANDBOX, WEB, Who

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOGIN = "/accounts/login/"


def _walk(patterns, prefix=""):
    for one in patterns:
        text = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, text)
        else:
            yield text


ADDRESSES = sorted(set(_walk(get_resolver().url_patterns)))
ADMIN = [text for text in ADDRESSES if text.startswith("admin/")]
CITIZEN_PAGES = [text for text, who in WEB.items() if who is Who.CITIZEN]
OPEN_PAGES = [text for text, who in WEB.items() if who is Who.EVERYBODY]
CALLS = [(text, method, scope) for text, row in REST.items() for method, scope in row.items()]
OWN_CALLS = [
    (text, method, scope) for text, row in PERSONAL.items() for method, scope in row.items()
]


def _path(text: str) -> str:
    """An address with something in place of its variables."""
    text = re.sub(r"\(\?P<app_label>(\w+)[^)]*\)", r"\1", text).replace("(?P<url>.*)", "x")
    text = re.sub(r"<str:code>", "request.invalid", text)
    text = re.sub(r"<path:(content_type_id|object_id)>", "1", text)
    return "/" + re.sub(r"<[^>]+>", "x", text).replace("^", "").replace("$", "")


def _is_login(answer) -> bool:
    """Sent away to log in first and to come back then."""
    if answer.status_code != 302 or "next=" not in answer.url:
        return False
    return answer.url.startswith((LOGIN, "/admin/login/"))


@pytest.fixture
def citizen_browser(tenant):
    """A citizen's browser."""
    browser = Client()
    browser.force_login(world.insured(tenant).user, backend=BACKEND)
    return browser


@pytest.fixture
def staff_browser(tenant):
    """Staff who gave a password, but no second factor."""
    browser = Client()
    staff = User.objects.create_staff(tenant=tenant, username="r", password="x")
    browser.force_login(staff, backend=BACKEND)
    return browser


class TestTables:
    def test_name_every_address_and_no_other(self):
        known = {*WEB, *SANDBOX, *REST, *PERSONAL, *OPEN_REST}
        assert {text for text in ADDRESSES if text not in ADMIN} == known


@pytest.mark.parametrize("text", CITIZEN_PAGES)
class TestCitizenPage:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_sends_a_stranger_to_the_login(self, client, tenant, text, method):
        assert _is_login(getattr(client, method)(_path(text)))

    def test_opens_for_a_citizen(self, citizen_browser, text):
        """Own pages open, lead on, or do not know what was made up; nothing breaks."""
        answer = citizen_browser.get(_path(text))
        assert answer.status_code in (200, 302, 400, 404, 405)
        assert not _is_login(answer)

    def test_shows_staff_nothing(self, staff_browser, text):
        assert staff_browser.get(_path(text)).status_code != 500


@pytest.mark.parametrize("text", OPEN_PAGES)
class TestOpenPage:
    def test_asks_nobody_to_log_in(self, client, tenant, text):
        answer = client.get(_path(text))
        unknown = {404, 410} if "<" in text else set()  # a made-up number
        assert answer.status_code in {200, 302, 405} | unknown
        assert not _is_login(answer)


@pytest.mark.parametrize("text", [text for text, who in WEB.items() if who is Who.MEMBER])
class TestMemberPage:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_sends_others_to_the_login_of_the_portal(self, client, citizen_browser, text, method):
        for browser in (client, citizen_browser):
            answer = getattr(browser, method)(_path(text))
            led = answer.status_code == 302 and answer.url.startswith("/dev/login/?next=")
            assert led or answer.status_code == 405


class TestInsiderPage:
    @pytest.mark.parametrize("text", [text for text, who in WEB.items() if who is Who.INSIDER])
    def test_does_not_exist_for_others(self, client, tenant, text):
        assert client.get(_path(text), REMOTE_ADDR="203.0.113.9").status_code == 404


def _call(client, text, method, token=None):
    headers = {"Idempotency-Key": "k-1"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return client.generic(
        method, _path(text), "{}", content_type="application/json", headers=headers
    )


@pytest.mark.parametrize(("text", "method", "scope"), CALLS)
class TestRestCall:
    def test_refuses_a_stranger(self, client, db, text, method, scope):
        answer = _call(client, text, method)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"

    def test_refuses_a_citizen_s_session(self, citizen_browser, text, method, scope):
        assert _call(citizen_browser, text, method).status_code == 401

    def test_refuses_a_token_with_every_scope_but_this(self, client, tenant, text, method, scope):
        others = {name for row in REST.values() for name in row.values()} - {scope}
        partner = world.client_of(world.institution(tenant), scopes=sorted(others))
        answer = _call(client, text, method, world.token_of(partner))
        assert answer.status_code == 403
        assert json.loads(answer.content)["code"] == "auth.scope_missing"

    def test_lets_a_token_with_this_scope_pass(self, client, tenant, text, method, scope):
        partner = world.client_of(world.institution(tenant), scopes=[scope])
        answer = _call(client, text, method, world.token_of(partner))
        assert answer.status_code in (200, 201, 403, 404, 409, 422)
        assert b"auth.scope_missing" not in answer.content


@pytest.mark.parametrize("text", sorted(REST))
class TestRestAddress:
    def test_knows_no_other_method(self, client, tenant, text):
        """T83."""
        every = sorted({name for row in REST.values() for name in row.values()})
        token = world.token_of(world.client_of(world.institution(tenant), scopes=every))
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(REST[text]):
            assert _call(client, text, method, token).status_code == 405


@pytest.fixture
def holder(tenant):
    """A person who let a channel app in."""
    return world.insured(tenant).user


@pytest.mark.parametrize(("text", "method", "scope"), OWN_CALLS)
class TestPersonalCall:
    """Calls of channel apps: a person's token with this scope, and nothing else."""

    def test_refuses_a_stranger(self, client, db, text, method, scope):
        assert _call(client, text, method).status_code == 401

    def test_refuses_a_citizen_s_session(self, citizen_browser, text, method, scope):
        assert _call(citizen_browser, text, method).status_code == 401

    def test_refuses_a_program_s_own_token(self, client, tenant, text, method, scope):
        """T75: the scope alone is not a person."""
        partner = world.client_of(world.institution(tenant), scopes=[scope])
        assert _call(client, text, method, world.token_of(partner)).status_code == 401

    def test_refuses_every_other_scope(self, client, tenant, holder, text, method, scope):
        others = {name for row in PERSONAL.values() for name in row.values()} - {scope}
        token = channels.user_token(channels.make_app(tenant), holder, scopes=sorted(others))
        answer = _call(client, text, method, token)
        assert answer.status_code == 403
        assert json.loads(answer.content)["code"] == "auth.scope_missing"

    def test_lets_this_scope_pass(self, client, tenant, holder, text, method, scope):
        token = channels.user_token(channels.make_app(tenant), holder, scopes=[scope])
        answer = _call(client, text, method, token)
        assert answer.status_code in (200, 201, 409, 422)

    def test_knows_no_other_method(self, client, tenant, holder, text, method, scope):
        """T83."""
        token = channels.user_token(channels.make_app(tenant), holder)
        for other in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(PERSONAL[text]):
            assert _call(client, text, other, token).status_code == 405


class TestConsole:
    """One loop for all addresses of the console: there are hundreds."""

    CLOSED = [text for text in ADMIN if text not in OPEN_ADMIN]

    @pytest.mark.parametrize("who", ["client", "citizen_browser", "staff_browser"])
    def test_lets_nobody_in_without_the_second_factor(self, request, tenant, who):
        browser = request.getfixturevalue(who)
        opened = []
        for text in self.CLOSED:
            answer = browser.get(_path(text))
            if answer.status_code not in (302, 403, 404, 405):
                opened.append((text, answer.status_code))
            if answer.status_code == 302 and not answer.url.startswith(("/admin/", LOGIN)):
                opened.append((text, answer.url))
        assert opened == []

    def test_login_stands_open(self, client, tenant):
        assert client.get(reverse("admin:login")).status_code == 200


PRODUCTION = """
import django
django.setup()
from django.urls import get_resolver
from tests.permissions.test_urls import _walk
print("\\n".join(_walk(get_resolver().url_patterns)))
"""


class TestProduction:
    def test_has_every_address_but_the_sandbox_s(self):
        """T82: simulators are not switched off there, they do not exist."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "yibao.settings.production",
            "SECRET_KEY": "x" * 60,
            "FIELD_KEYS": "k1:" + "11" * 32,
            "INDEX_KEY": "22" * 32,
            "CODE_KEY": "33" * 32,
            "ALLOWED_HOSTS": "yibao.example",
        }
        environment.pop("YIBAO_TEST_HOOKS", None)
        done = subprocess.run(
            [sys.executable, "-c", PRODUCTION],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        served = set(done.stdout.split())
        sandboxes = {text for text, row in REST.items() if "sandbox" in row.values()}
        assert {text for text in ADDRESSES if "sandbox" in text} <= {*SANDBOX, *sandboxes}
        assert set(ADDRESSES) - served - {""} == {*SANDBOX, *sandboxes}
