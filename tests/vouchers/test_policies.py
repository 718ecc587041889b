"""Regional rules of the voucher: which version holds on a day (P33)."""

from datetime import date, time

import pytest

from accounts.models import Region
from vouchers.data import Policy
from vouchers.models import VoucherPolicy
from vouchers.selectors import policies

DAY = date(2025, 6, 1)


@pytest.fixture
def city(db):
    """A pooling area with one district, both free of rules."""
    city = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
    Region.objects.update_or_create(
        code="510603", defaults={"name": "旌阳区", "parent": city, "hotline": "0838-1"}
    )
    return city


def rule(code, start, end=None, **more):
    """One version."""
    return VoucherPolicy.objects.create(region_id=code, valid_from=start, valid_to=end, **more)


class TestOf:
    def test_takes_the_defaults_without_a_row(self, city):
        found = policies.of("510600", DAY)
        assert found == Policy()
        assert (found.max_channels, found.slot_unit, found.max_new_binds_a_month) == (
            6,
            "holder_channel",
            6,
        )
        assert not found.has_limits

    def test_defaults_are_those_of_the_table(self, city):
        row = VoucherPolicy.objects.get(pk=rule("510600", DAY).pk)
        assert policies.of("510600", DAY) == Policy()
        assert row.slip_limit_fen == Policy().slip_limit_fen

    def test_takes_the_version_of_the_day(self, city):
        rule("510600", date(2025, 1, 1), DAY, txn_limit_fen=100)
        rule("510600", DAY, txn_limit_fen=200)
        assert policies.of("510600", date(2025, 5, 31)).txn_limit_fen == 100
        assert policies.of("510600", DAY).txn_limit_fen == 200
        assert policies.of("510600", date(2024, 12, 31)).txn_limit_fen is None

    def test_lets_a_district_go_before_its_city(self, city):
        rule("510600", DAY, day_limit_fen=100)
        assert policies.of("510603", DAY).day_limit_fen == 100
        rule("510603", DAY, day_limit_fen=300)
        assert policies.of("510603", DAY).day_limit_fen == 300
        assert policies.of("510600", DAY).day_limit_fen == 100


class TestServiceHours:
    @pytest.mark.parametrize(
        ("start", "end", "moment", "open_"),
        [
            (None, None, time(3), True),
            (time(7), time(22), time(7), True),
            (time(7), time(22), time(22), False),
            (time(22), time(6), time(23), True),
            (time(22), time(6), time(5, 59), True),
            (time(22), time(6), time(6), False),
            (time(8), time(8), time(3), True),
        ],
    )
    def test_hold_to_the_last_minute(self, start, end, moment, open_):
        assert Policy(service_from=start, service_to=end).serves_at(moment) is open_
