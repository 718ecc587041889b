"""Two uploads of details, two applications, two payments at the same moment: one each."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from settlement.data.clearing import SUM_FIELDS, PeriodAsk, month_days
from settlement.errors import (
    ClearingMonthTaken,
    ClearingStateRefused,
    DetailsOvertaken,
    ReconciliationBusy,
)
from settlement.models import Clearing, Posting, Reconciliation, ReconciliationRow
from settlement.selectors import proof, records
from settlement.services import clearing, comparing, detail_uploads
from tests.concurrency.threads import at_once
from tests.factories import matching, world
from yibao.kernel import clock
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def till(city):
    return world.Till(world.institution(city))


@pytest.fixture
def row(till):
    return matching.mismatch(till)


def details(count, start=0):
    return matching.ndjson(
        {"setl_id": f"X{n}", **dict.fromkeys(SUM_FIELDS, "1.00"), "refd_setl_flag": "0"}
        for n in range(start, start + count)
    )


def outcome(work):
    """The name of what came out."""

    def run():
        try:
            return type(work()).__name__
        except DomainError as refusal:
            return type(refusal).__name__

    return run


class TestUploads:
    def test_at_once_are_one(self, till, row):
        parts = [details(300, start) for start in (0, 10_000)]
        sends = [lambda part=part: matching.send(till, row, part, pieces=100) for part in parts]
        told = sorted(at_once(*(outcome(send) for send in sends)))
        assert told in (
            ["Reconciliation", "ReconciliationBusy"],
            ["Reconciliation", "ReconciliationClosed"],
        )
        numbers = set(ReconciliationRow.objects.values_list("setl_id", flat=True))
        assert len(numbers) == 300
        row.refresh_from_db()
        assert (row.state, row.rows_received) == ("COMPARING", 300)

    def test_that_fell_silent_are_overtaken_and_write_no_more(self, till, row, monkeypatch):
        """The mistake would be rows of two files in one comparison."""
        monkeypatch.setattr(detail_uploads, "BLOCK", 10)

        def slow():
            yield details(10)
            Reconciliation.objects.update(touched_at=clock.now() - timedelta(minutes=3))
            matching.send(till, row, details(20, 500))
            yield details(10, 10)

        ask = detail_uploads.FileAsk("ndjson", slow())
        with pytest.raises(DetailsOvertaken):
            detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)
        numbers = set(ReconciliationRow.objects.values_list("setl_id", flat=True))
        assert numbers == {f"X{n}" for n in range(500, 520)}

    def test_are_busy_while_one_is_under_way(self, till, row):
        def slow():
            yield details(1)
            with pytest.raises(ReconciliationBusy):
                matching.send(till, row, details(1))

        ask = detail_uploads.FileAsk("ndjson", slow())
        detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)
        assert ReconciliationRow.objects.count() == 1

    def test_show_how_far_they_are(self, till, row, monkeypatch):
        monkeypatch.setattr(detail_uploads, "BLOCK", 10)
        seen = []

        def slow():
            for start in (0, 10, 20):
                yield details(10, start)
                seen.append(till.get(f"reconciliations/{row.ref}/").json()["rows_received"])

        ask = detail_uploads.FileAsk("ndjson", slow())
        detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)
        assert seen == [10, 20, 30]

    def test_that_break_off_leave_nothing(self, till, row, monkeypatch):
        """F05: the line goes dead in the middle."""
        monkeypatch.setattr(detail_uploads, "BLOCK", 10)

        def dead():
            yield details(30)
            raise ConnectionResetError

        ask = detail_uploads.FileAsk("ndjson", dead())
        with pytest.raises(ConnectionResetError):
            detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)
        row.refresh_from_db()
        assert (row.state, row.rows_received) == ("MISMATCH", 0)
        assert not ReconciliationRow.objects.exists()


class TestComparisons:
    def test_at_once_are_one(self, till, row):
        matching.send(till, row, details(50))
        done = at_once(*[lambda: comparing.compare_next(by=None)] * 4)
        assert sorted(done) == [False, False, False, True]
        row.refresh_from_db()
        assert (row.state, row.differences_found) == ("FINISHED", 50)


class TestClearings:
    @pytest.fixture
    def month(self, till, city, monkeypatch):
        """This month, seen from the next one."""
        till.bill(world.insured(city), *LINES)
        today = clock.today(city)
        days = month_days(today.year, today.month)
        monkeypatch.setattr(
            "settlement.services.clearing.clock.today", lambda _: days[1] + timedelta(days=1)
        )
        return days

    def _ask(self, till, month, **scope):
        sums = records.totals(records.Scope(till.place.pk, *month, **scope))
        return PeriodAsk(*month, sums, **scope)

    def _apply(self, till, month, **scope):
        with transaction.atomic():
            ask = self._ask(till, month, **scope)
            return clearing.apply(by=till.client, institution=till.place, ask=ask)

    def test_of_overlapping_scopes_at_once_are_one(self, till, month):
        scopes = [{}, {"insutype": "310"}, {"clr_type": "11"}]
        works = [outcome(lambda scope=scope: self._apply(till, month, **scope)) for scope in scopes]
        told = sorted(at_once(*works))
        assert told == ["Clearing", *[ClearingMonthTaken.__name__] * 2]
        assert Clearing.objects.count() == 1

    def test_are_paid_once_by_many_hands(self, till, city, month):
        """A month is never paid twice (I1, I24)."""
        row = self._apply(till, month)
        staff = [
            User.objects.create_staff(tenant=city, username=f"f{n}", password="x") for n in range(5)
        ]
        clearing.audit_one(by=staff[0], clearing_id=row.pk, reason="核对过")

        def pay(one):
            return clearing.pay(
                by=one, clearing_id=row.pk, bank_number=f"B-{one.pk}", reason="已转账"
            )

        told = at_once(*(outcome(lambda one=one: pay(one)) for one in staff[1:]))
        assert sorted(told) == ["Clearing", *[ClearingStateRefused.__name__] * 3]
        assert Posting.objects.filter(kind="clearing").count() == 1
        assert proof.verify() == []
