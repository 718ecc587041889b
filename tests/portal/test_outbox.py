"""短信收件箱: members see what came to the test people of their own sandbox, nobody else's."""

import pytest
from django.test import Client

from accounts.models import Authenticator
from accounts.selectors import own_data
from accounts.services import phones
from tests.factories import world
from yibao.kernel.models import Tenant
from yibao.notices import services as notices
from yibao.notices.models import SmsMessage
from yibao.notices.services import erasing
from yibao.portal.models import Vendor

pytestmark = pytest.mark.django_db
PAGE = "/dev/sandbox/outbox/"
PHONE = "13800000018"


@pytest.fixture(autouse=True)
def own(vendor):
    """A sandbox of the vendor's own, beside the demo city; the fixture's vendor moves into it."""
    found = Tenant.objects.create(code="vown", name="自己的", kind=Tenant.Kind.SANDBOX)
    Vendor.objects.filter(pk=vendor.pk).update(tenant=found)
    vendor.refresh_from_db()
    return found


def texts(browser, **asked):
    """What a program is told."""
    answer = browser.get(PAGE, {"format": "json", **asked})
    return [one["text"] for one in answer.json()["messages"]]


def send(text, tenant=None, code="voucher_activated"):
    """One message to the same demo number, which lives in every world."""
    by = tenant.pk if tenant is not None else None
    notices.owe_sms(code, by=None, phone=PHONE, text=text, tenant_id=by)


class TestMessages:
    def test_are_those_of_the_own_sandbox_only(self, browser_of, own, city):
        other = Tenant.objects.create(code="vother", name="别人", kind=Tenant.Kind.SANDBOX)
        for text, tenant in (("自己的话", own), ("别人的话", other), ("城市的话", city)):
            send(text, tenant)
        send("没人认的话")
        browser = browser_of()
        assert texts(browser) == texts(browser, phone=PHONE) == ["自己的话"]
        page = browser.get(PAGE).content.decode()
        assert "自己的话" in page and "别人的话" not in page and "城市的话" not in page
        assert texts(Client()) == ["没人认的话", "城市的话"]

    def test_of_banks_are_in_every_world(self, browser_of, own):
        send("银行的码 123456", code="bank_code")
        assert texts(browser_of()) == texts(Client()) == ["银行的码 123456"]

    def test_of_a_code_belong_to_the_world_of_who_asked(self, browser_of, own):
        phones.send_code(by=None, tenant=own, phone=PHONE, purpose="LOGIN", source="1.1.1.1")
        assert len(texts(browser_of())) == 1 and texts(Client()) == []

    def test_are_not_shown_before_the_second_factor(self, browser_of, own, city):
        send("自己的话", own)
        browser = browser_of()
        Authenticator.objects.all().delete()
        assert texts(browser) == []

    def test_in_the_inbox_stand_beside_them(self, browser_of, own, city):
        who, stranger = (world.insured(each) for each in (own, city))
        for one in (who, stranger):
            notices.post("voucher_activated", by=None, user=one.user, sms=True)
        page = browser_of().get(PAGE).content.decode()
        assert page.count("站内消息</h2>") == 1
        assert who.person.name in page and stranger.person.name not in page
        assert "站内消息</h2>" not in Client().get(PAGE).content.decode()

    def test_of_other_worlds_are_in_nobodys_copy_and_stay_when_one_leaves_t92(self, own, city):
        """Test people share the demo numbers; each has the messages of the own world only."""
        mine, theirs = (world.insured(each) for each in (own, city))
        for one in (mine, theirs):
            one.user.set_phone(PHONE)
            one.user.save(update_fields=["phone", "phone_index"])
            send(f"给{one.user.tenant.code}", one.user.tenant)
        copy = {one.code: one.rows for one in own_data.sections_of(mine.user)}
        assert [row["text"] for row in copy["text_messages"]] == ["给vown"]
        erasing.erase_of(by=None, user=mine.user, phone_index=mine.user.phone_index)
        assert [one.text for one in SmsMessage.objects.all()] == [f"给{city.code}"]
