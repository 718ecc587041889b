"""Feature 21: two workers check one person's bills at once, and the day's cap holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from settlement.errors import QuoteChanged
from settlement.models import OfflineBill, OfflineDay
from settlement.rules import offline as rules
from settlement.selectors import proof
from settlement.services import offline_checks, settlements
from tests.concurrency.threads import another, at_once, in_a_thread, until_somebody_waits
from tests.factories import offline as make
from tests.factories import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
# Outside the catalogue: no bill changes what the next one is, so that only the cap decides.
LINES = ("XC04", "1", "90.00")


@pytest.fixture
def bills(till, city):
    who = world.insured(city, balance="500.00")
    text = make.keep_pass(who)
    make.upload(till, *(make.taken(text, LINES) for _ in range(3)))
    return list(OfflineBill.objects.order_by("received_at").values_list("ref", flat=True))


def check_at_once(refs):
    return at_once(*[lambda ref=ref: offline_checks.check(by=None, ref=ref) for ref in refs])


class TestCap:
    def test_lets_two_of_three_through(self, bills):
        check_at_once(bills)
        states = sorted(OfflineBill.objects.values_list("state", flat=True))
        assert states.count("CASE") == 1
        assert OfflineDay.objects.get().used_fen == 18000
        assert proof.verify() == []

    def test_would_be_lost_without_the_lock_of_the_day(self, bills, monkeypatch):
        """Both read the same rest; then the database itself refuses the second commit."""
        offline_checks.check(by=None, ref=bills[0])
        meet, locking, fits = Barrier(2), QuerySet.select_for_update, rules.fits_cap

        def unlocked(rows, *args, **more):
            return rows if rows.model is OfflineDay else locking(rows, *args, **more)

        def together(**asked):
            meet.wait(timeout=30)
            return fits(**asked)

        monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
        monkeypatch.setattr(rules, "fits_cap", together)
        with pytest.raises(DatabaseError, match="is not counted"):
            check_at_once(bills[1:3])
        assert OfflineDay.objects.get().used_fen == 18000

    def test_a_bill_that_changes_meanwhile_is_tried_again(self, bills, monkeypatch):
        def changed(**asked):
            raise QuoteChanged(old={}, new={}, _flag="1")

        monkeypatch.setattr(settlements, "settle", changed)
        offline_checks.check(by=None, ref=bills[0])
        row = OfflineBill.objects.get(ref=bills[0])
        assert (row.state, OfflineDay.objects.count()) == ("RECEIVED", 0)
        monkeypatch.undo()
        assert offline_checks.check(by=None, ref=bills[0]).settlement is not None

    def test_one_bill_checked_twice_at_once_is_settled_once(self, bills):
        check_at_once([bills[0]] * 2)
        assert OfflineBill.objects.exclude(settlement=None).count() == 1


class TestUpload:
    def test_the_same_bill_from_two_windows_is_one(self, till, city):
        text = make.keep_pass(world.insured(city, balance="500.00"))
        bill = make.taken(text, LINES)
        found = at_once(*[lambda: make.upload(another(till), bill) for _ in range(4)])
        assert sorted(one["result"] for (one,) in found) == ["created"] + ["known"] * 3
        assert OfflineBill.objects.count() == 1

    def test_one_purchase_from_two_terminals_is_settled_once(self, till, city):
        """Both checks begin before either ends; the second sees what the first settled (I9)."""
        text = make.keep_pass(world.insured(city, balance="500.00"))
        lines = ("XC04", "1", "20.00")
        make.upload(till, make.taken(text, lines))
        make.check_all()
        twice = [make.taken(text, lines, ipt_otp_no="MZ1", terminal=one) for one in ("T01", "T02")]
        refs = [one["offline_bill_id"] for one in make.upload(till, *twice)]
        with ThreadPoolExecutor(2) as pool:
            with transaction.atomic():
                OfflineDay.objects.select_for_update().get()
                begun = [
                    in_a_thread(pool, lambda ref=ref: offline_checks.check(by=None, ref=ref))
                    for ref in refs
                ]
                until_somebody_waits()
            states = sorted(one.result().state for one in begun)
        assert states[0] == "ADJUSTED" and states[1] == "CASE"
        assert OfflineBill.objects.get(state="CASE").reason == "offline.collision"
        assert proof.verify() == []
