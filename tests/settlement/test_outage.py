"""Two hours without a network (feature 21): nothing given above a cap, every bill at its end."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Sum

from settlement.models import OfflineBill, OfflineDay, Settlement
from settlement.selectors import proof
from settlement.services import offline_checks
from tests.factories import offline as make
from tests.factories import world
from vouchers.services import offline_passes
from yibao.cases.models import Case
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
OUTAGE = timedelta(hours=2)
CAP = 20000
PRICES = ("18.00", "42.50", "66.60", "95.00")


def scans(draw, texts, size):
    """What the tills of a town keep in the outage: honest bills, and some that are not."""
    start = clock.now()
    for number in range(size):
        text = draw.choice(texts)
        if number % 50 == 49:
            text = text[:-4] + "AAAA"  # forged
        price = draw.choice(PRICES)
        cash = draw.choice(("0.00", "0.00", "10.00", price))
        at = start + OUTAGE * draw.random()
        lines = (draw.choice(("XA01", "XB02", "XC04")), "1", price)
        yield make.taken(text, lines, cash=cash, at=at, terminal=f"T{number % 7:02d}")


def upload_all(tills, bills, draw):
    """In pieces, in any order, some of them twice because an answer was lost."""
    by_till = {}
    for bill in bills:
        by_till.setdefault(draw.randrange(len(tills)), []).append(bill)
    for number, kept in by_till.items():
        draw.shuffle(kept)
        for at in range(0, len(kept), 40):
            piece = kept[at : at + 40]
            assert {one["result"] for one in make.upload(tills[number], *piece)} == {"created"}
            if draw.random() < 0.5:
                again = make.upload(tills[number], *piece)
                assert {one["result"] for one in again} == {"known"}


@pytest.mark.parametrize("size", [200, pytest.param(1000, marks=pytest.mark.full)])
def test_an_outage_ends_with_every_bill_closed_and_no_cap_exceeded(city, size):
    draw = random.Random(20261123)
    tills = [world.Till(world.institution(city)) for _ in range(3)]
    people = [
        world.insured(city, balance=draw.choice(("0.00", "50.00", "900.00")))
        for _ in range(size // 10)
    ]
    texts = [make.keep_pass(one) for one in people]
    bills = list(scans(draw, texts, size))
    lost = people[0]
    offline_passes.revoke_all(by=lost.user, voucher=lost.voucher)
    city.clock_offset_seconds = int((OUTAGE + make.HOUR).total_seconds())
    city.save()

    upload_all(tills, bills, draw)
    assert make.check_all() == size == OfflineBill.objects.count()

    ends = Counter(OfflineBill.objects.values_list("state", flat=True))
    assert set(ends) <= {"SETTLED", "ADJUSTED", "CASE", "REFUSED"}
    assert min(ends["ADJUSTED"], ends["CASE"], ends["REFUSED"]) > 0
    _no_cap_is_exceeded(people)
    for number, case in enumerate(Case.objects.filter(case_type=offline_checks.CASE_TYPE)):
        case.state = "APPROVED" if number % 2 else "REJECTED"
        offline_checks.decide(by=None, case=case)
    make.check_all()
    closed = {"SETTLED", "ADJUSTED", "REFUSED"}
    assert set(OfflineBill.objects.values_list("state", flat=True)) <= closed
    _no_cap_is_exceeded(people)
    _books_agree(tills)


def _no_cap_is_exceeded(people):
    given = OfflineBill.objects.filter(state__in=["SETTLED", "ADJUSTED"], is_allowed=False)
    sums = given.values("person", "day").annotate(fen=Sum(F("total_fen") - F("cash_taken_fen")))
    assert sums.exists() and all(row["fen"] <= CAP for row in sums)
    paid = given.values("person", "day").annotate(fen=Sum("settlement__acct_pay_fen"))
    assert all(row["fen"] <= CAP for row in paid)
    assert not OfflineDay.objects.exclude(limit_fen=CAP).exists()


def _books_agree(tills):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert proof.verify() == []
    one_each = OfflineBill.objects.filter(settlement__isnull=False).count()
    assert one_each == Settlement.objects.count()
    for row in OfflineBill.objects.filter(settlement__isnull=False).select_related("settlement"):
        assert row.difference_fen == row.settlement.psn_cash_pay_fen - row.cash_taken_fen
