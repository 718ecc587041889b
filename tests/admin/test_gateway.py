"""Opening the national interface to a client, new secrets, the log (T41, T75)."""

import pytest

from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.gateway.models import GatewayAccess, GatewayMessage, MobileApp, MobileKey
from yibao.gateway.sm import signing

pytestmark = pytest.mark.django_db
ADD = "/admin/gateway/gatewayaccess/add/"


@pytest.fixture
def partner(city):
    """A client of an institution that does not speak the interface yet."""
    return world.client_of(world.institution(city.till.place.tenant))


def asked(client, **more):
    """The form as it is filled in."""
    given = {
        "client": client.pk, "variant": "TIF", "codes": "HUNAN", "numbers": "NUMBER",
        "window_seconds": "300", "peer_key": "",
    }  # fmt: skip
    return given | more


class TestMobileApp:
    def test_is_opened_gets_keys_shown_once_and_changes_them(self, city, console, partner):
        """T75: two sets of keys beside each other, then the older one ends."""
        browser = console.browser("admin")
        add = "/admin/gateway/mobileapp/add/"
        given = {"client": partner.pk, "user_id": "AUTO", "leaf_values": "AUTO"}
        assert "先给这个应用开通国家接口" in browser.post(add, given).content.decode()
        browser.post(ADD, asked(partner))
        assert browser.post(add, given, follow=True).status_code == 200
        row = MobileApp.objects.get(client=partner)
        page = f"/admin/gateway/mobileapp/{row.pk}/"
        assert "还没有密钥" in browser.get(f"{page}change/").content.decode()
        wrong = {"reason": "第一次开通", "peer_key": "AAAA"}
        assert "SM2 公钥不对" in self.act(browser, page, "add-key", wrong)
        peer = signing.generate().texts()[1]
        secrets = []
        for given in ({"reason": "第一次开通", "peer_key": peer}, {"reason": "每年更换"}):
            text = self.act(browser, page, "add-key", given)
            secrets.append(text.split('class="yc-secret">')[1].split("<")[0].split()[3])
        kept = [key.app_secret for key in MobileKey.objects.order_by("created_at")]
        assert kept == secrets
        shown = browser.get(f"{page}change/").content.decode()
        assert "第 2 套" in shown and not [one for one in secrets if one in shown]
        said = self.act(
            browser, page, "callback", {"reason": "开通通知", "url": "https://10.0.0.8/"}
        )
        assert "地址" in said and not MobileApp.objects.get().callback_url
        given = {"reason": "开通通知", "url": "http://127.0.0.1:9/hook"}
        assert "已改通知地址" in self.act(browser, page, "callback", given)
        assert "已停用旧密钥" in self.act(browser, page, "retire-key", {"reason": "已经换好了"})
        assert MobileKey.objects.get(retired_at=None).app_secret == secrets[1]
        assert "只有一套密钥" in self.act(browser, page, "retire-key", {"reason": "再停一次"})

    def act(self, browser, page, name, given):
        return browser.post(f"{page}do/{name}/", given, follow=True).content.decode()


class TestAccess:
    def test_is_opened_and_its_secret_shown_once(self, city, console, partner):
        browser = console.browser("admin")
        assert browser.post(ADD, asked(partner), follow=True).status_code == 200
        row = GatewayAccess.objects.get(client=partner)
        assert row.region == partner.institution.admdvs
        page = f"/admin/gateway/gatewayaccess/{row.pk}/"
        answer = browser.post(f"{page}do/rotate/", {"reason": "第一次发密钥"}, follow=True)
        text = answer.content.decode()
        key, secret = text.split('class="yc-secret">')[1].split("<")[0].split()
        row.refresh_from_db()
        assert (row.access_key, row.secret) == (key, secret)
        assert secret not in browser.get(f"{page}change/").content.decode()
        assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True)))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"variant": "SM_BODY", "peer_key": "AAAA"}, "SM2 公钥"),
            ({"variant": "SM_BODY"}, "SM2 公钥"),
            ({"window_seconds": "5"}, "10"),
        ],
    )
    def test_says_what_is_wrong(self, city, console, partner, change, words):
        page = console.browser("admin").post(ADD, asked(partner, **change))
        assert words in page.content.decode()
        assert not GatewayAccess.objects.exists()

    def test_takes_a_public_key_of_the_institution(self, city, console, partner):
        public = signing.generate().texts()[1]
        given = asked(partner, variant="SM_BODY", peer_key=public)
        console.browser("admin").post(ADD, given, follow=True)
        assert GatewayAccess.objects.get().own_key

    def test_is_opened_once_a_client(self, city, console, partner):
        browser = console.browser("admin")
        browser.post(ADD, asked(partner))
        again = browser.post(ADD, asked(partner))
        assert "已经" in again.content.decode()
        assert GatewayAccess.objects.count() == 1


def test_log_shows_masked_messages(city, console):
    GatewayMessage.objects.create(
        institution=city.till.place, infno="1101", msgid="M1", path="x", request="{}",
        answer="{}", status=200, infcode=-1, refusal="a.b", explanation="不行", ms=3,
        at="2026-11-23T00:00:00Z",
    )  # fmt: skip
    page = console.browser("auditor").get("/admin/gateway/gatewaymessage/").content.decode()
    assert "没办成" in page and "不行" in page
