"""Statistics of the desk against numbers worked out by hand (features 40 and 42)."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import family as make
from tests.factories import reviews
from yibao.cases import services as cases
from yibao.cases.figures import numbers as figures
from yibao.cases.figures import staff as staff_figures
from yibao.cases.figures.numbers import Span
from yibao.cases.looks import agreement
from yibao.cases.looks import draws as look_draws
from yibao.cases.models import Case, CaseEvent, Lease, SecondLook
from yibao.kernel import clock

from .scene import decided, drawn, say

NOW = datetime(2026, 10, 14, 12, 0, tzinfo=clock.SHANGHAI)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    """A Wednesday."""
    with time_machine.travel(NOW, tick=True):
        yield


class TestAgreement:
    def test_is_counted_by_hand(self):
        """20 both yes, 15 both no, 5 and 10 apart: p = 0.7, chance 0.5, kappa 0.4."""
        words = [("Y", "Y")] * 20 + [("Y", "N")] * 5 + [("N", "Y")] * 10 + [("N", "N")] * 15
        found = agreement.of(words)
        assert (found.pairs, found.same) == (50, 35)
        assert (found.share, found.kappa) == (Fraction(7, 10), Fraction(2, 5))

    def test_of_three_words_is_counted_by_hand(self):
        """p = 6/10; chance (5·4 + 3·4 + 2·2) / 100 = 0.36; kappa 0.24 / 0.64."""
        words = (
            [("A", "A")] * 3 + [("A", "B")] * 2 + [("B", "B")] * 2 + [("B", "C")]
            + [("C", "A"), ("C", "C")]
        )  # fmt: skip
        assert agreement.of(words).kappa == Fraction(24, 64)

    def test_is_one_where_all_agree_and_below_nought_where_none_do(self):
        assert agreement.of([("A", "A"), ("B", "B")]).kappa == 1
        assert agreement.of([("A", "B"), ("B", "A")]).kappa == -1

    def test_says_nothing_of_nothing_nor_of_one_word_only(self):
        nothing, same = agreement.of([]), agreement.of([("A", "A")] * 12)
        assert (nothing.share, nothing.kappa, nothing.is_thin) == (None, None, True)
        assert (same.share, same.kappa, same.is_thin) == (1, None, False)


class TestSpan:
    def test_ends_today_and_counts_both_ends(self):
        span = Span.of(7)
        assert (span.first.isoformat(), span.last.isoformat()) == ("2026-10-08", "2026-10-14")
        assert len(list(span.steps())) == 7
        assert len(list(Span.of(90).steps())) == 13


def decide(desk, officer, case, kind="APPROVE", *, minutes=10):
    """Take it and say a word so many minutes later."""
    begun = clock.now()
    with time_machine.travel(begun, tick=False):
        cases.take(by=officer, ref=case.ref)
    with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
        if kind == "APPROVE":
            cases.approve(by=officer, ref=case.ref)
        else:
            cases.reject(by=officer, ref=case.ref, note="不符合")


@pytest.fixture
def week(desk):
    """Monday two came, Tuesday one; two were decided on Tuesday, one of them late."""
    officer = desk.officer()
    with time_machine.travel(NOW - 2 * DAY):
        first, second = desk.case(), desk.case()
    with time_machine.travel(NOW - DAY, tick=False):
        desk.case()
        decide(desk, officer, first)
    Case.objects.filter(pk=second.pk).update(due_at=NOW - 2 * DAY)
    with time_machine.travel(NOW - DAY + timedelta(hours=2), tick=False):
        decide(desk, officer, second, "REJECT", minutes=12)
    return officer


class TestFlow:
    def test_is_what_happened(self, desk, week):
        rows = {one.day.day: one for one in figures.flow(week, Span.of(7))}
        assert [(rows[day].came, rows[day].done) for day in (11, 12, 13, 14)] == [
            (0, 0), (2, 0), (1, 2), (0, 0),
        ]  # fmt: skip
        assert (rows[13].first_pass, rows[13].missed) == (1, 1)

    def test_by_the_week_adds_up(self, week):
        rows = figures.flow(week, Span.of(90))
        assert (sum(one.came for one in rows), sum(one.done for one in rows)) == (3, 2)

    def test_knows_the_day_of_shanghai(self, desk):
        """16:30 UTC is after midnight here."""
        with time_machine.travel(datetime(2026, 10, 12, 0, 30, tzinfo=clock.SHANGHAI)):
            desk.case()
        rows = {one.day.day: one.came for one in figures.flow(desk.officer(), Span.of(7))}
        assert (rows[11], rows[12]) == (0, 1)

    def test_counts_no_other_district(self, desk, week):
        far = desk.officer(areas=("510681",))
        before = sum(one.came for one in figures.flow(far, Span.of(7)))
        desk.case("family.request")
        assert sum(one.came for one in figures.flow(far, Span.of(7))) == before
        assert sum(one.came for one in figures.flow(week, Span.of(7))) == 4

    def test_passes_at_once_only_what_was_never_returned(self, desk):
        officer, lead = desk.officer(), desk.lead()
        row = reviews.in_review(make.make_holder(desk.tenant).person, make.make_member(desk.tenant))
        reviews.send_back(officer, row)
        assert figures.return_reasons(lead, Span.of(7)) == [("GLARE", "反光", 1)]
        cases.come_back(by=None, ref=row.case.ref)
        cases.take(by=officer, ref=row.case.ref)
        Lease.objects.all().delete()
        Case.objects.filter(pk=row.case_id).update(state="APPROVED", decided_at=clock.now())
        assert [(one.done, one.first_pass) for one in figures.flow(lead, Span.of(7))][-1] == (1, 0)


class TestMedian:
    def test_is_the_middle_of_the_day(self, week):
        """Opened Monday noon; decided after 24 h 10 min and 26 h 12 min: 25 h 11 min."""
        found = dict(figures.medians(week, Span.of(7)))
        day = (NOW - DAY).date()
        assert abs(found[day] - timedelta(hours=25, minutes=11)) < timedelta(minutes=1)
        assert found[NOW.date()] is None


class TestAges:
    def test_fall_into_their_group(self, desk):
        for hours in (1, 23, 30, 60, 24 * 7, 24 * 30):
            with time_machine.travel(NOW - timedelta(hours=hours)):
                desk.case()
        found = figures.ages(desk.officer(), clock.now())
        assert [kept + late for _, kept, late in found] == [2, 1, 1, 1, 1]
        assert [late for *_, late in found][-2:] == [1, 1]

    def test_leave_out_what_is_done(self, week):
        assert sum(kept + late for _, kept, late in figures.ages(week, clock.now())) == 1


class TestOfficers:
    def test_are_counted_by_word_and_time(self, week):
        own = staff_figures.officers(week, Span.of(7), clock.now(), staff=[week.pk])[week.pk]
        assert (own.approved, own.rejected, own.returned, own.said) == (1, 1, 0, 2)
        assert own.median == timedelta(minutes=11)

    def test_show_one_s_own_only_where_asked(self, desk, week):
        other = desk.officer()
        decide(desk, other, desk.case())
        span = Span.of(7)
        assert set(staff_figures.officers(week, span, clock.now(), staff=[week.pk])) == {week.pk}
        assert set(staff_figures.officers(desk.lead(), span, clock.now())) == {week.pk, other.pk}

    def test_count_what_is_in_hand_and_late(self, desk):
        officer = desk.officer()
        late, good = desk.case(), desk.case()
        for case in (late, good):
            cases.take(by=officer, ref=case.ref)
        Case.objects.filter(pk=late.pk).update(due_at=NOW - DAY)
        own = staff_figures.officers(officer, Span.of(7), clock.now())[officer.pk]
        assert (own.held, own.late) == (2, 1)

    def test_count_an_appeal_that_undid_a_refusal(self, desk, week):
        refused = Case.objects.get(state="REJECTED")
        judge, appeal = desk.officer(), desk.case("account.report")
        Case.objects.filter(pk__in=[refused.pk, appeal.pk]).update(subject="the-same")
        decide(desk, judge, appeal)
        own = staff_figures.officers(week, Span.of(7), clock.now(), staff=[week.pk])[week.pk]
        assert own.overturned == 1

    def test_agree_as_the_looks_say(self, desk):
        first, second, lead = desk.officer(), desk.officer(), desk.lead()
        for word in ("APPROVE", "APPROVE", "REJECT"):
            say(second, drawn(decided(desk, first)), word)
        span, moment = Span.of(7), clock.now() + timedelta(minutes=1)
        own = staff_figures.officers(lead, span, moment)[first.pk]
        assert (own.confirmed.pairs, own.confirmed.same) == (3, 2)
        (pair,) = staff_figures.pairs(lead, span)
        assert (pair.first, pair.second) == (first.pk, second.pk)
        assert pair.agreement.share == Fraction(2, 3)
        assert staff_figures.overall(lead, span).kappa == 0

    def test_are_measured_apart_on_known_cases(self, desk):
        case, officer, lead = decided(desk), desk.officer(), desk.lead()
        look_draws.mark_known(by=lead, ref=case.ref, expected="REJECT")
        say(officer, SecondLook.objects.get(), "REJECT")
        own = staff_figures.officers(lead, Span.of(7), clock.now())[officer.pk]
        assert (own.known_right, own.known) == (1, 1)
        assert staff_figures.overall(lead, Span.of(7)).pairs == 0


class TestBlindness:
    def test_keeps_hidden_cases_out_of_every_sum(self, desk):
        """A sum that grows by one approval tells the word as well."""
        drawn(decided(desk))
        reader, span = desk.officer(), Span.of(7)
        assert sum(one.done for one in figures.flow(reader, span)) == 0
        assert sum(one.done for one in figures.flow(desk.lead(), span)) == 1
        assert all(took is None for _, took in figures.medians(reader, span))
        assert staff_figures.officers(reader, span, clock.now()) == {}


class TestCost:
    def test_is_the_same_for_few_and_many(self, desk, week):
        lead, span = desk.lead(), Span.of(30)

        def cost():
            with CaptureQueriesContext(connection) as seen:
                figures.flow(lead, span)
                figures.medians(lead, span)
                figures.ages(lead, clock.now())
                figures.return_reasons(lead, span)
                figures.regions(lead, span, clock.now())
                staff_figures.officers(lead, span, clock.now())
                staff_figures.pairs(lead, span)
            return len(seen)

        cost()  # rights are read once
        few = cost()
        for _ in range(8):
            decide(desk, desk.officer(), desk.case())
        assert cost() == few

    def test_events_that_took_a_case_are_known(self, desk):
        """The time at a case counts from these verbs."""
        officer, case = desk.officer(), desk.case()
        cases.take(by=officer, ref=case.ref)
        assert CaseEvent.objects.get(case=case).verb in staff_figures._TAKEN
