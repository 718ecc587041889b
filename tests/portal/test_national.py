"""The national interface in the portal: read by everybody, sent from one's own sandbox only."""

import html
import json

import pytest
from django.test import Client

from tests.factories import world
from yibao.gateway import registry
from yibao.gateway.models import GatewayMessage
from yibao.gateway.services import access
from yibao.portal.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(vendor):
    """A hospital of the sandbox whose system speaks the national interface."""
    found = world.institution(vendor.tenant)
    found.fixmedins_code = "H51060009876"  # twelve characters, as the document has it
    found.save()
    client = world.client_of(found)
    access.open_for(by=None, client=client, opening=access.Opening(variant="NONE"))
    return found


def choice_of(page: str) -> str:
    return page.split('<select name="client"')[1].split('<option value="')[1].split('"')[0]


class TestReading:
    def test_lists_every_number_and_shows_each(self):
        registry.discover()
        stranger = Client()
        text = stranger.get("/dev/national/").content.decode()
        for infno in registry.offered():
            assert f'href="/dev/national/{infno}/"' in text
            assert stranger.get(f"/dev/national/{infno}/").status_code == 200
        assert stranger.get("/dev/national/0000/").status_code == 404

    def test_shows_fields_codes_and_a_recording(self):
        text = html.unescape(Client().get("/dev/national/2207/").content.decode())
        assert "个人结算方式" in text and "medfee_sumamt" in text and "最长" in text
        assert '"infno": "2207"' in text and '"psn_part_amt": 85.00' in text
        assert "登录" in text and "<textarea" not in text


class TestSending:
    def test_goes_the_way_of_the_address_and_is_logged(self, browser_of, place):
        browser = browser_of(Member.Role.DEVELOPER)
        page = browser.get("/dev/national/1201/").content.decode()
        given = html.unescape(page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])
        assert json.loads(given)["medinsinfo"]["fixmedins_code"] == place.fixmedins_code
        said = {"client": choice_of(page), "given": given}
        answer = html.unescape(browser.post("/dev/national/1201/send/", said).content.decode())
        assert "成功" in answer and place.name in answer
        kept = GatewayMessage.objects.get()
        assert (kept.infno, kept.infcode, kept.status) == ("1201", 0, 200)

    def test_a_refusal_is_an_answer_and_a_broken_text_is_told(self, browser_of, place):
        browser = browser_of(Member.Role.DEVELOPER)
        chosen = choice_of(browser.get("/dev/national/2201/").content.decode())
        said = {"client": chosen, "given": '{"data": {"psn_no": "1"}}'}
        answer = html.unescape(browser.post("/dev/national/2201/send/", said).content.decode())
        assert "没有办成" in answer and '"infcode": -1' in answer
        broken = browser.post("/dev/national/2201/send/", {"client": chosen, "given": "{"})
        assert "报文无法读取" in broken.content.decode() and GatewayMessage.objects.count() == 1

    def test_another_vendors_system_is_no_choice(self, browser_of, place, stranger_vendor):
        """T31."""
        theirs = browser_of(Member.Role.DEVELOPER, stranger_vendor)
        assert "<textarea" not in theirs.get("/dev/national/1201/").content.decode()
        mine = browser_of(Member.Role.DEVELOPER).get("/dev/national/1201/").content.decode()
        said = {"client": choice_of(mine), "given": "{}"}
        assert theirs.post("/dev/national/1201/send/", said).status_code == 404
        assert not GatewayMessage.objects.exists()

    def test_is_not_for_who_only_looks_nor_with_a_file(self, browser_of, place):
        viewer = browser_of(Member.Role.VIEWER)
        assert "<textarea" not in viewer.get("/dev/national/1201/").content.decode()
        assert viewer.post("/dev/national/1201/send/", {}).status_code == 403
        owner = browser_of(Member.Role.OWNER)
        assert "请用程序发" in owner.get("/dev/national/9101/").content.decode()
        assert owner.post("/dev/national/9101/send/", {}).status_code == 404
