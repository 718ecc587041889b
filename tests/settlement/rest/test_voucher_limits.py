"""P33: an area may limit what accounts pay by code, once and in a day; cards have no limit."""

from datetime import date, timedelta

import pytest

from accounts.models import Region
from tests.factories import world
from vouchers.models import VoucherPolicy
from yibao.kernel import clock

LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def rules(city):
    """Sets the rules of the insured city from 2020 on."""
    Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})

    def set_(**more):
        return VoucherPolicy.objects.create(region_id="510600", valid_from=date(2020, 1, 1), **more)

    return set_


@pytest.fixture
def rich(city):
    """Paused insurance: no pool, so the account pays every bill of these tests whole (P6)."""
    return world.insured(city, balance="5000.00", stas="2")


def try_quote(till, who, *lines, **args):
    """A quote as answered, refusal or not; with the visit's id."""
    visit_id = till.visit(who)
    assert till.fees(visit_id, *(lines or LINES)).status_code == 201
    return visit_id, till.post(f"visits/{visit_id}/quotes/", args)


class TestOnePayment:
    def test_is_free_by_default(self, till, rich):
        _, answer = try_quote(till, rich)
        assert answer.status_code == 201

    def test_is_refused_above_the_limit(self, till, rich, rules):
        rules(txn_limit_fen=29_999)
        _, answer = try_quote(till, rich)
        body = answer.json()
        assert (answer.status_code, body["code"]) == (409, "voucher.limit_exceeded")
        assert "单笔限额 299.99 元" in body["detail"]
        assert body["patient_text"] == "超过医保码单笔限额 299.99 元，可用实体卡或现金。"

    def test_passes_at_the_limit(self, till, rich, rules):
        rules(txn_limit_fen=30_000)
        _, answer = try_quote(till, rich)
        assert answer.status_code == 201

    def test_without_the_account_has_no_limit(self, till, rich, rules):
        rules(txn_limit_fen=1)
        _, answer = try_quote(till, rich, acct_used_flag="0")
        assert answer.status_code == 201

    def test_by_the_physical_card_has_no_limit(self, till, rich, rules):
        """P17, P33: the card is offered as the way out, so it must be one."""
        rules(txn_limit_fen=1, day_limit_fen=1)
        scan = till.post(
            "scans/",
            {
                "medium": "social_card",
                "card_no": rich.person.card_no,
                "business_type": "01301",
                "terminal": "T01",
                "operator": {"id": "0007"},
            },
        ).json()
        visit = till.post(
            "visits/",
            {
                "scan_id": scan["scan_id"],
                "med_type": "11",
                "ipt_otp_no": "MZCARD",
                "begntime": clock.now().isoformat(),
            },
        ).json()
        assert till.fees(visit["visit_id"], *LINES).status_code == 201
        quote = till.quote(visit["visit_id"])
        assert till.settle(visit["visit_id"], quote).status_code == 201


class TestOneDay:
    def test_adds_up(self, till, rich, rules):
        rules(day_limit_fen=50_000)
        assert till.bill(rich, *LINES)["setlinfo"]["acct_pay"] == "300.00"
        _, answer = try_quote(till, rich)
        body = answer.json()
        assert body["code"] == "voucher.limit_exceeded"
        assert "当日限额 500.00 元，还能付 200.00 元" in body["detail"]

    def test_ends_at_midnight(self, till, rich, rules):
        """The day is that of the insured city, in Shanghai time."""
        rules(day_limit_fen=50_000)
        till.bill(rich, *LINES)
        tenant = rich.person.tenant
        ahead = clock.local(clock.now(tenant))
        tomorrow = (ahead + timedelta(days=1)).replace(hour=0, minute=0, second=1)
        tenant.clock_offset_seconds += int((tomorrow - ahead).total_seconds()) + 1
        tenant.save()
        _, answer = try_quote(till, rich)
        assert answer.status_code == 201

    def test_forgets_what_came_back(self, till, rich, rules):
        rules(day_limit_fen=50_000)
        bill = till.bill(rich, *LINES)
        back = till.post(
            f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退药"}
        )
        assert back.status_code == 201, back.content.decode()
        _, answer = try_quote(till, rich)
        assert answer.status_code == 201

    def test_is_checked_again_when_settling(self, till, rich, rules):
        """A quote made before another bill does not reserve the limit."""
        rules(day_limit_fen=50_000)
        first, second = try_quote(till, rich), try_quote(till, rich)
        assert till.settle(first[0], first[1].json()).status_code == 201
        answer = till.settle(second[0], second[1].json())
        assert (answer.status_code, answer.json()["code"]) == (409, "voucher.limit_exceeded")
        assert world.balance(rich) == 470_000
