"""P33: two tills share one day's limit, however they race."""

from datetime import date

import pytest

from accounts.models import Region
from settlement.models import Settlement
from settlement.selectors import proof
from tests.concurrency.threads import another, at_once
from tests.factories import world
from vouchers.models import VoucherPolicy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = [("1", "XA01", "1", "300.00")]


class TestDayLimit:
    def test_lets_one_of_two_bills_through(self, till, city):
        Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})
        VoucherPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), day_limit_fen=50_000
        )
        who = world.insured(city, balance="5000.00", stas="2")
        visits = []
        for _ in range(3):
            visit_id = till.visit(who)
            assert till.fees(visit_id, *LINES).status_code == 201
            visits.append((visit_id, till.quote(visit_id)))
        answers = at_once(
            *[
                lambda visit_id=visit_id, quote=quote: another(till).settle(visit_id, quote)
                for visit_id, quote in visits
            ]
        )
        found = sorted((one.status_code, one.json().get("code", "")) for one in answers)
        assert found == [(201, "")] + [(409, "voucher.limit_exceeded")] * 2
        assert Settlement.objects.count() == 1
        assert world.balance(who) == 470_000
        assert proof.verify() == []
