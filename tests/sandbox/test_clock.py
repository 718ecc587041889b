"""The test clock drives every timer of its own tenant and of no other (partner-api 7, P83, P99)."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from family.models import Binding
from settlement.models import WalletTransfer
from settlement.services import wallets
from vouchers.models import Voucher
from vouchers.services import suspension
from yibao.kernel import clock, moments, outbox
from yibao.kernel.models import Tenant
from yibao.sandbox import services, timers

pytestmark = pytest.mark.django_db


class TestTheSchedule:
    def test_is_driven_entry_by_entry_or_says_why_not(self):
        driven = {one.beat for one in timers.TIMERS}
        assert driven.isdisjoint(timers.REAL_TIME)
        assert driven | set(timers.REAL_TIME) == set(configured.CELERY_BEAT_SCHEDULE)
        assert all(timers.REAL_TIME.values())


class TestDue:
    def test_asks_by_the_wall_clock_alone_where_nobody_was_moved(self, tenant):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = str(Voucher.objects.filter(
                moments.reached("suspended_until", tenant="person__tenant")
            ).query)  # fmt: skip
        assert "tenant" not in found and len(asked) == 1

    def test_asks_nothing_more_in_production(self, tenant, settings, django_assert_num_queries):
        settings.SANDBOX_ENABLED = False
        with django_assert_num_queries(0):
            moments.reached("suspended_until", tenant="person__tenant")

    def test_is_judged_by_the_own_clock(self, city):
        live = Tenant.objects.get(code="live")
        soon = clock.now() + timedelta(hours=1)
        ours = Voucher.objects.filter(person__tenant=city, state="ACTIVE").first()
        Voucher.objects.filter(pk=ours.pk).update(
            state="SUSPENDED", suspended_until=soon, suspension_reason="x"
        )
        assert suspension.end_sanctions(by=None) == 0
        Tenant.objects.filter(pk=city.pk).update(clock_offset_seconds=7200)
        with moments.driving(live):
            assert suspension.end_sanctions(by=None) == 0
        assert suspension.end_sanctions(by=None) == 1


class TestMovingTheClock:
    def test_fires_at_once_what_is_due_and_says_what(self, partner, city):
        offered = WalletTransfer.objects.filter(tenant=city, state="OFFERED").count()
        turning = Binding.objects.filter(
            tenant=city, state="ACTIVE", consented_at=None, turns_16_on__gt=clock.today(city)
        )
        row = turning.order_by("turns_16_on").first()
        ahead = (row.turns_16_on - clock.today(city)) + timedelta(days=1)
        answer = partner("hospital3").post(
            "sandbox/clock/", {"advance_seconds": ahead.days * 86400}
        )
        fired = answer.json()["fired"]
        assert set(fired) <= {one.key for one in timers.TIMERS}
        assert fired["wallets"] == offered and fired["birthdays"] >= 1
        row.refresh_from_db()
        assert row.state == "CONSENT_PENDING_16"
        again = partner("hospital3").post("sandbox/clock/", {"advance_seconds": 0}).json()
        assert "birthdays" not in again["fired"] and "wallets" not in again["fired"]

    def test_leaves_other_tenants_alone(self, city):
        live = Tenant.objects.get(code="live")
        moved = services.move_clock(by=None, tenant=city, seconds=86400 * 3)
        with moments.driving(live):
            assert wallets.return_overdue(by=None) == 0
        assert timers.fire(by=None, tenant=moved)["wallets"] >= 1

    def test_makes_codes_expire(self, partner, city):
        till = partner("hospital3")
        code = till.post("sandbox/people/employee/code/", {}).json()["code"]
        till.post("sandbox/clock/", {"advance_seconds": 61})
        scan = {"medium": "code", "code": code, "business_type": "01301", "terminal": "T01",
                "operator": {"id": "0007"}}  # fmt: skip
        assert till.post("scans/", scan).json()["code"] == "voucher.code.expired"

    def test_starts_another_year(self, partner, city):
        owner = Person.objects.filter(tenant=city).first()
        services.move_clock(by=None, tenant=city, seconds=365 * 86400)
        owner = Person.objects.select_related("tenant").get(pk=owner.pk)
        assert clock.today(owner.tenant).year == clock.today().year + 1

    def test_behind_the_answer_is_logged_until_ready(self, city):
        services.move_clock(by=None, tenant=city, seconds=60)
        timers.owe(by=None, tenant=city)
        assert timers.is_moving(city)
        while outbox.work_off(200):
            continue
        assert not timers.is_moving(city)
        assert [one.verb for one in timers.log_of(city)][:2] == [timers.FIRED, timers.MOVED]
