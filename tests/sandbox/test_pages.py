"""The outbox of text messages; what production has none of."""

import importlib
import sys

import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, resolve, reverse
from django.urls.exceptions import Resolver404

from yibao.notices import services as notices

PHONE = "13800000018"


class TestOutbox:
    @pytest.fixture
    def sent(self, tenant):
        notices.owe_sms(
            "phone_code", by=None, phone=PHONE, text="【医保服务】验证码 482913，10 分钟内有效。"
        )
        notices.owe_sms(
            "voucher_activated", by=None, phone=PHONE, text="【医保服务】您的医保码已激活。"
        )
        notices.owe_sms("phone_code", by=None, phone="13912345678", text="验证码 111111")

    def test_answers_programs_newest_first(self, sent):
        answer = Client().get("/dev/sandbox/outbox/", {"phone": PHONE, "format": "json"})
        messages = answer.json()["messages"]
        assert [one["code"] for one in messages] == [None, "482913"]
        assert set(messages[0]) == {"to", "text", "code", "sent_at"}
        assert messages[0]["sent_at"].endswith("+08:00")

    def test_never_shows_a_real_number(self, sent):
        everything = Client().get("/dev/sandbox/outbox/", {"format": "json"}).json()["messages"]
        assert {one["to"] for one in everything} == {PHONE}
        asked = Client().get("/dev/sandbox/outbox/", {"phone": "13912345678", "format": "json"})
        assert asked.json() == {"messages": []}

    @pytest.mark.parametrize("phone", ["1", "abc", "１３８０００００００１", "' OR 1=1"])
    def test_shows_a_mistyped_number_as_such(self, sent, phone):
        page = Client().get("/dev/sandbox/outbox/", {"phone": phone})
        assert "手机号应为 11 位数字" in page.content.decode()

    def test_reads_well_when_empty(self, tenant):
        page = Client().get("/dev/sandbox/outbox/").content.decode()
        assert "还没有短信" in page


@pytest.fixture
def without_sandbox(settings):
    """The URL maps as production builds them."""
    settings.SANDBOX_ENABLED = False
    _reload()
    yield
    settings.SANDBOX_ENABLED = True
    _reload()


def _reload() -> None:
    for name in ("yibao.portal.sandbox_urls", "yibao.portal.urls", "yibao.rest", "yibao.urls"):
        if name in sys.modules:
            importlib.reload(sys.modules[name])
    clear_url_caches()


class TestProduction:
    def test_has_none_of_these_addresses(self, without_sandbox):
        with pytest.raises(NoReverseMatch):
            reverse("sandbox:till")
        for page in ("", "outbox/", "terminal/", "people/", "data/", "clock/", "review/"):
            with pytest.raises(Resolver404):
                resolve(f"/dev/sandbox/{page}")
        assert resolve("/api/v1/sandbox/people/").func.__module__ != "yibao.sandbox.rest.views"
