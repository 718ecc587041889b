"""Rules of an area, re-issue, closing and death on the console (P33, P38, P39)."""

from datetime import timedelta

import pytest

from accounts.models import Person, Region
from tests.admin.conftest import opened
from vouchers.models import VoucherPolicy
from vouchers.selectors import policies
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

from .test_buttons import REASON, do

pytestmark = pytest.mark.django_db


def asked(day, **more):
    """The form of a version, filled in."""
    return {
        "region": "510600", "valid_from": day.isoformat(), "txn_limit": "300", "day_limit": "",
        "service_from": "06:00", "service_to": "23:00", "max_channels": "6",
        "slot_unit": "holder_channel", "max_new_binds_a_month": "6", "slip_days": "1",
        "slip_limit": "500.00", "offline_hours": "24", "offline_limit": "200.00",
    } | more  # fmt: skip


@pytest.fixture
def area(city):
    """The pooling area of the city."""
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


class TestRules:
    def test_versions_follow_each_other_without_overlap(self, area, console):
        browser, today = console.browser("admin"), clock.today()
        later = today + timedelta(days=10)
        for day, limit in ((today, "300"), (later, "200.50")):
            answer = browser.post(
                "/admin/vouchers/voucherpolicy/add/", asked(day, txn_limit=limit), follow=True
            )
            assert answer.status_code == 200
        first, second = VoucherPolicy.objects.order_by("valid_from")
        assert (first.valid_to, second.valid_to) == (later, None)
        assert policies.of("510600", today).txn_limit_fen == 30_000
        assert policies.of("510600", later).txn_limit_fen == 20_050
        assert AuditEvent.objects.filter(verb="vouchers.policy.set").count() == 2

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"valid_from": "2020-01-01"}, "最早从今天开始"),
            ({"service_to": ""}, "要一起填"),
            ({"txn_limit": "-1"}, "大于"),
        ],
    )
    def test_say_what_is_wrong(self, area, console, change, words):
        browser = console.browser("admin")
        page = browser.post(
            "/admin/vouchers/voucherpolicy/add/", asked(clock.today()) | change
        ).content.decode()
        assert words in page
        assert not VoucherPolicy.objects.exists()

    def test_are_shown_in_yuan_and_never_changed(self, area, console):
        browser = console.browser("admin")
        browser.post("/admin/vouchers/voucherpolicy/add/", asked(clock.today()))
        row = VoucherPolicy.objects.get()
        page = browser.get(f"/admin/vouchers/voucherpolicy/{row.pk}/change/").content.decode()
        assert "300.00" in page and "06:00–23:00" in page
        assert 'name="txn_limit"' not in page


class TestVoucher:
    def test_is_reissued_by_a_clerk(self, city, console):
        voucher = city.who.voucher
        path = f"vouchers/voucher/{voucher.pk}/do/reissue"
        assert "已换发" in do(console.browser("clerk"), path)
        voucher.refresh_from_db()
        assert voucher.generation == 2

    def test_is_closed_by_a_lead(self, city, console):
        voucher = city.who.voucher
        path = f"vouchers/voucher/{voucher.pk}/do/close"
        assert console.browser("clerk").post(f"/admin/{path}/", REASON).status_code == 403
        assert "已注销" in do(console.browser("lead"), path)
        voucher.refresh_from_db()
        assert (voucher.state, voucher.closing_reason) == ("CLOSED", REASON["reason"])

    def test_is_stopped_from_the_found_person_in_two_presses(self, city, console):
        browser, voucher = console.browser("clerk"), city.who.voucher
        page = opened(browser, city.who.person)
        path = f"vouchers/voucher/{voucher.pk}/do/suspend"
        assert f"/admin/{path}/" in page
        assert "电话挂失" in browser.get(f"/admin/{path}/").content.decode()
        do(browser, path, {"reason": "电话挂失"})
        voucher.refresh_from_db()
        assert (voucher.state, voucher.suspension_reason) == ("SUSPENDED", "电话挂失")


class TestDeath:
    def test_takes_the_number_once_more(self, city, console):
        person, browser = city.who.person, console.browser("lead")
        path = f"accounts/person/{person.pk}/do/record-death"
        data = {**REASON, "on": clock.today().isoformat(), "paper": "certificate"}
        assert "人员编号对不上" in do(browser, path, {**data, "again": "zzzz"})
        assert Person.objects.get(pk=person.pk).deceased_on is None
        assert "已登记" in do(browser, path, {**data, "again": person.psn_no[-4:]})
        city.who.voucher.refresh_from_db()
        assert city.who.voucher.state == "CLOSED"

    def test_is_for_leads(self, city, console):
        path = f"/admin/accounts/person/{city.who.person.pk}/do/record-death/"
        assert console.browser("clerk").get(path).status_code == 403
