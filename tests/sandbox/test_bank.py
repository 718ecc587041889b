"""The demo bank, from connecting to disconnecting, over HTTP (partner-api 6)."""

import re

import pytest
import requests
from django.conf import settings as site
from django.test import Client

from tests.factories import vouchers as make
from vouchers.models import ChannelSlot
from yibao.sandbox.bank import oauth
from yibao.sandbox.seeding import channels, places

BANK = "/dev/sandbox/channel-app/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Phone:
    """A citizen's browser without JavaScript, signed in and unlocked."""

    def __init__(self, base: str, user) -> None:
        self.base, self.http = base, requests.Session()
        known = Client()
        known.force_login(user, backend=BACKEND)
        known.post("/code/unlock/", {"pin": make.PIN})
        self.http.cookies.set(
            site.SESSION_COOKIE_NAME, known.cookies[site.SESSION_COOKIE_NAME].value
        )
        self.page = self.open(BANK)

    def open(self, path: str):
        self.page = self.http.get(self.base + path, timeout=20)
        return self.page

    def send(self, path: str = "", **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)[1]
        address = self.base + path if path else self.page.url
        data = {"csrfmiddlewaretoken": token, **fields}
        self.page = self.http.post(address, data, timeout=20, headers={"Referer": address})
        return self.page.text

    def connect(self) -> str:
        self.open(BANK)
        assert "连接示例银行" in self.send(f"{BANK}connect/")
        return self.send(decision="agree")


@pytest.fixture
def site_with_bank(transactional_db, live_server, settings, tenant):
    """A real server with the demo bank; the bank calls back into it."""
    settings.INTERNAL_BASE_URL = live_server.url
    places.regions()
    places.institutions(tenant)
    places.clients(tenant)
    channels.channels(tenant)
    return live_server.url.replace("localhost", "127.0.0.1")


@pytest.fixture
def phone(site_with_bank, tenant):
    return Phone(site_with_bank, make.make_holder(tenant))


class TestBank:
    def test_connects_shows_a_code_and_disconnects(self, phone):
        words = phone.connect()
        assert phone.page.url.endswith(BANK)
        assert "医保码已在示例银行开通" in words and "陈*军" in words
        shown = phone.send(f"{BANK}code/")
        digits = "".join(re.findall(r"<span>(\d{4})</span>", shown))
        assert len(digits) == 28 and "data:image/svg+xml;base64," in shown
        assert ChannelSlot.objects.get(channel="DEMO_BANK").last_used_at
        assert "已断开" in phone.send(f"{BANK}disconnect/")
        assert ChannelSlot.objects.get(channel="DEMO_BANK").ended_at

    def test_learns_that_the_person_ended_it(self, phone):
        phone.connect()
        slot = ChannelSlot.objects.get(channel="DEMO_BANK")
        phone.open(f"/code/channels/{slot.ref}/end/")
        phone.send()
        phone.open(BANK)
        assert "连接已经断开" in phone.page.text and "连接医保码" in phone.page.text

    def test_goes_on_with_a_renewed_token(self, phone):
        from oauth2_provider.models import get_access_token_model

        from yibao.kernel import clock

        phone.connect()
        get_access_token_model().objects.update(expires=clock.now())
        assert "陈*军" in phone.open(BANK).text
        assert "/oauth/token/" in phone.page.text

    def test_says_that_the_person_refused(self, phone):
        phone.send(f"{BANK}connect/")
        assert "您点了“不同意”" in phone.send(decision="refuse")

    def test_takes_no_answer_to_another_question(self, phone):
        phone.send(f"{BANK}connect/")
        words = phone.open(f"{BANK}callback/?code=x&state=forged").text
        assert "不是刚才那次连接的" in words

    def test_names_the_way_to_the_activation(self, site_with_bank, tenant):
        newcomer = Phone(site_with_bank, make.make_user(make.make_person(tenant)))
        words = newcomer.send(f"{BANK}connect/")
        assert "医保码还没激活" in words and "/vouchers/activate/" in words


class TestAddresses:
    def test_of_the_answer_are_those_of_the_site(self, settings):
        settings.ALLOWED_HOSTS = ["*", "demo.example"]
        settings.INTERNAL_BASE_URL = "http://127.0.0.1:8713"
        found = channels.callback_addresses()
        assert "http://127.0.0.1/dev/sandbox/channel-app/callback/" in found
        assert "https://demo.example/dev/sandbox/channel-app/callback/" in found
        assert "http://demo.example:8713/dev/sandbox/channel-app/callback/" in found
        assert not [one for one in found if "*" in one]

    def test_bank_asks_for_all_that_a_channel_may_have(self):
        assert set(oauth.SCOPES) <= set(oauth.bank().scopes)
