"""Limits of a vendor's sandbox, and what becomes of one that nobody uses (feature 57)."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.models import Institution, User
from tests.factories import world
from tests.gateway.client import System
from yibao.audit.models import AuditEvent
from yibao.gateway.services import access
from yibao.kernel import clock
from yibao.kernel.models import Tenant
from yibao.notices import services as notices
from yibao.notices.models import Notice, SmsMessage
from yibao.portal.models import RequestRecord, Vendor
from yibao.portal.services import wiping
from yibao.sandbox import tenants
from yibao.sandbox.seeding import places, policy

from .test_members import registered

pytestmark = pytest.mark.django_db
OUT = {"signOut": {"sign_no": "1", "opter_no": "1"}}


@pytest.fixture
def still(monkeypatch):
    """One window for decades: none ends between two calls of a test."""
    for name in ("accounts.services.sandbox_limits", "accounts.rest.throttling"):
        monkeypatch.setattr(f"{name}.WINDOW", 10**9)


def tills_of(code):
    """Two institutions of one world, each with a system."""
    tenant = Tenant.objects.create(code=code, name=code, kind=Tenant.Kind.SANDBOX)
    return [world.Till(world.institution(tenant)) for _ in range(2)]


def ask(till):
    """One call that finds nothing."""
    return till.get("visits/unknown/")


class TestCalls:
    def test_are_counted_for_all_systems_of_a_vendor_together_t78(self, city, still, settings):
        settings.SANDBOX_REQUESTS_PER_MINUTE = 3
        first, second = tills_of("vone")
        answers = [ask(one) for one in (first, second, first)]
        assert [one.status_code for one in answers] == [404, 404, 404]
        assert [one["RateLimit-Remaining"] for one in answers] == ["2", "1", "0"]
        assert answers[0]["RateLimit-Limit"] == "3"
        refused = ask(second)
        assert refused.status_code == 429 and refused.json()["code"] == "request.rate_limited"
        assert ask(tills_of("vtwo")[0]).status_code == 404  # another vendor's

    def test_over_the_national_interface_count_too(self, city, still, settings):
        settings.SANDBOX_REQUESTS_PER_MINUTE = 2
        first, second = tills_of("vone")
        access.open_for(by=None, client=first.client, opening=access.Opening(variant="NONE"))
        system = System(Client().post, first.place.fixmedins_code)
        ask(second)
        assert "频繁" not in system.call("9002", OUT).words
        assert "频繁" in system.call("9002", OUT).words

    @pytest.mark.parametrize("kind", ["SANDBOX", "LIVE"])
    def test_of_the_demo_city_and_live_ones_have_only_their_own_limit(
        self, city, still, settings, kind
    ):
        settings.SANDBOX_REQUESTS_PER_MINUTE = 0
        if kind == "SANDBOX":
            city.kind = kind
            city.save(update_fields=["kind"])
            till = world.Till(world.institution(city))
        else:
            live = Tenant.objects.create(code="real", name="正式", kind=kind)
            till = world.Till(world.institution(live))
        answer = ask(till)
        assert answer.status_code == 404
        assert answer["RateLimit-Limit"] == str(settings.API_REQUESTS_PER_MINUTE)


class TestAnUnusedSandbox:
    """``filled`` is a vendor's own sandbox; the members' and systems' times decide."""

    @pytest.fixture
    def filled(self, tenant):
        browser, member = registered()
        places.regions()
        policy.items()
        assert tenants.fill_next(by=None)
        return browser, member.vendor

    def age(self, vendor, days):
        """Begun and used for the last time so many days ago."""
        past = clock.now() - timedelta(days=days)
        Vendor.objects.filter(pk=vendor.pk).update(created_at=past)
        User.objects.filter(portal_member__vendor=vendor).update(last_login=past)
        vendor.refresh_from_db()
        return past

    def test_is_brought_back_once_and_its_messages_are_gone(self, filled):
        _, vendor = filled
        who = User.objects.filter(tenant=vendor.tenant, person__isnull=False).first()
        notices.post("voucher_activated", by=None, user=who, sms=True)
        Tenant.objects.filter(pk=vendor.tenant_id).update(clock_offset_seconds=86400)
        self.age(vendor, 29)
        assert wiping.wipe_unused(by=None) == 0
        self.age(vendor, 31)
        assert wiping.wipe_unused(by=None) == 1
        assert Tenant.objects.get(pk=vendor.tenant_id).clock_offset_seconds == 0
        assert not Notice.objects.filter(user=who).exists()
        assert not SmsMessage.objects.filter(tenant=vendor.tenant).exists()
        assert AuditEvent.objects.filter(verb=wiping.WIPED).count() == 1
        assert wiping.wipe_unused(by=None) == 0  # nobody has been there since

    def test_is_left_alone_while_a_system_calls_or_a_member_comes(self, filled):
        browser, vendor = filled
        self.age(vendor, 31)
        till = world.Till(Institution.objects.filter(tenant=vendor.tenant).first())
        assert ask(till).status_code == 404
        assert wiping.wipe_unused(by=None) == 0
        RequestRecord.objects.all().delete()
        User.objects.filter(portal_member__vendor=vendor).update(last_login=clock.now())
        assert wiping.wipe_unused(by=None) == 0

    def test_says_when_it_will_be_brought_back(self, filled, settings):
        browser, vendor = filled
        for hour, day in ((3, 31), (4, 1)):  # 03:00 and 04:00 in Shanghai
            used = datetime(2026, 12, 1, hour, tzinfo=clock.SHANGHAI)
            Vendor.objects.filter(pk=vendor.pk).update(created_at=used - timedelta(days=9))
            User.objects.filter(portal_member__vendor=vendor).update(last_login=used)
            RequestRecord.objects.all().delete()
            vendor.refresh_from_db()
            found = wiping.wipe_time(vendor)
            assert (found.day, found.hour, found.minute) == (day, 3, 30)
        page = browser.get("/dev/sandbox/data/").content.decode()
        assert "清理时间" in page and "1 月 1 日" in page
        assert f"每分钟最多 {settings.SANDBOX_REQUESTS_PER_MINUTE} 次" in page

    def test_names_its_limits_on_the_start_page_to_members_only(self, filled, settings):
        browser, _ = filled
        words = f"每分钟最多 {settings.SANDBOX_REQUESTS_PER_MINUTE} 次"
        page = browser.get("/dev/sandbox/").content.decode()
        assert words in page and "模拟审核" in page
        page = Client().get("/dev/sandbox/").content.decode()
        assert words not in page and "模拟审核" not in page

    def test_in_the_demo_city_or_live_is_never_touched(self, vendor, settings):
        self.age(vendor, 400)
        assert wiping.wipe_unused(by=None) == 0  # the fixture's vendor lives in the demo city
        settings.SANDBOX_ENABLED = False
        assert wiping.wipe_unused(by=None) == 0

    def test_is_looked_for_at_the_stated_hour(self):
        entry = configured.CELERY_BEAT_SCHEDULE["portal-wipe"]["schedule"]
        assert (entry.hour, entry.minute) == ({wiping.HOUR.hour}, {wiping.HOUR.minute})
