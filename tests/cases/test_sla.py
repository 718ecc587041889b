"""One clock for both sides: computed from events and calendar, standing while away (P76, P180)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao.cases import services as cases
from yibao.cases import sla
from yibao.cases.sla import Pause
from yibao.kernel import calendar, working_days
from yibao.kernel.clock import SHANGHAI
from yibao.kernel.models import CalendarDay


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TestPromise:
    @pytest.mark.parametrize(
        ("opened", "days", "due"),
        [
            ("2026-03-02 09:00", 2, "2026-03-04 17:00"),
            ("2026-03-02 23:59", 2, "2026-03-04 17:00"),
            ("2026-03-06 09:00", 2, "2026-03-10 17:00"),  # over a week-end
            ("2026-03-07 09:00", 1, "2026-03-09 17:00"),  # sent on a Saturday
            ("2026-09-30 09:00", 1, "2026-10-08 17:00"),  # over the national holiday
        ],
    )
    def test_is_at_17_of_the_working_day(self, opened, days, due):
        assert sla.promise(at(opened), days) == at(due)

    def test_stands_while_papers_are_away(self):
        away = [Pause(at("2026-03-03 10:00"), at("2026-03-06 09:00"))]
        assert sla.promise(at("2026-03-02 09:00"), 2, away) == at("2026-03-09 17:00")

    def test_leaves_a_day_after_a_return_at_the_very_end(self):
        away = [Pause(at("2026-03-04 16:59"), at("2026-03-10 09:00"))]
        assert sla.promise(at("2026-03-02 09:00"), 2, away) == at("2026-03-11 17:00")

    def test_follows_the_calendar_of_the_bureau(self):
        shut = {date(2026, 3, 4): False, date(2026, 3, 7): True}
        assert sla.promise(at("2026-03-02 09:00"), 2, (), shut) == at("2026-03-05 17:00")
        assert sla.promise(at("2026-03-06 09:00"), 1, (), shut) == at("2026-03-07 17:00")

    @settings(deadline=None)
    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)),
        st.integers(1, 20),
        st.lists(st.integers(1, 200), max_size=6),
    )
    def test_is_never_shortened_by_a_pause(self, opened, days, hours):
        opened = opened.replace(tzinfo=SHANGHAI)
        moment, stood = opened, []
        for index in range(0, len(hours) - 1, 2):
            since = moment + timedelta(hours=hours[index])
            moment = since + timedelta(hours=hours[index + 1])
            stood.append(Pause(since, moment))
        plain, paused = sla.promise(opened, days), sla.promise(opened, days, stood)
        assert paused >= min(plain, paused)
        assert paused.astimezone(SHANGHAI).time() == working_days.CLOSING_TIME
        assert not stood or paused > stood[-1].until.replace(hour=0, minute=0)
        assert sla.promise(opened, days, stood) == paused  # computed again, the same


class TestPauses:
    def test_come_from_the_events(self):
        verbs = ["cases.case.taken", "cases.case.returned", "cases.case.came_back"]
        moments = [at("2026-03-02 10:00"), at("2026-03-03 10:00"), at("2026-03-05 10:00")]
        pairs = list(zip(verbs, moments, strict=True))
        assert sla.pauses(pairs) == [Pause(moments[1], moments[2])]
        assert sla.pauses(pairs[:2]) == [Pause(moments[1])]
        assert not sla.is_running(sla.pauses(pairs[:2]))

    def test_are_not_made_by_an_officers_hold(self):
        pairs = [
            ("cases.case.taken", at("2026-03-02 10:00")),
            ("cases.case.put_back", at("2026-03-05 10:00")),
        ]
        assert sla.pauses(pairs) == []


@pytest.mark.django_db
class TestCalendar:
    def test_gives_the_days_of_the_table(self):
        CalendarDay.objects.create(day=date(2026, 12, 1), is_working=False)
        assert calendar.overrides()[date(2026, 12, 1)] is False

    def test_lets_people_mend_until_the_end_of_a_day(self):
        """24:00, not an hour when offices close (text 15)."""
        until = calendar.end_of_working_day(at("2026-03-02 10:00"), 5)
        assert until == at("2026-03-10 00:00")

    def test_moves_open_promises_and_no_others(self, tenant):
        facts = {"tenant_id": tenant.pk, "case_type": "report", "subject": "x", "summary": "举报"}
        case = cases.open_case(by=None, **facts)
        before = case.due_at
        assert cases.recompute(by=None) == 0
        CalendarDay.objects.create(day=before.astimezone(SHANGHAI).date(), is_working=False)
        assert cases.recompute(by=None) == 1
        case.refresh_from_db()
        assert case.due_at > before
