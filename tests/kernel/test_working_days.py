"""Working days and due times (P76, P180)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel import working_days
from yibao.kernel.working_days import (
    SHANGHAI,
    add_working_days,
    count_working_days,
    due_at,
    is_working_day,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


class TestIsWorkingDay:
    @pytest.mark.parametrize(
        ("day", "open_"),
        [
            (date(2025, 9, 28), True),  # a Sunday made up for the October holidays
            (date(2025, 10, 1), False),
            (date(2025, 10, 8), False),
            (date(2025, 10, 9), True),
            (date(2025, 10, 11), True),  # a Saturday made up
            (date(2025, 10, 12), False),
        ],
    )
    def test_follows_the_national_calendar_p180(self, day, open_):
        assert is_working_day(day) is open_

    def test_counts_monday_to_friday_beyond_the_data(self):
        monday = date(2040, 1, 2)
        assert [is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [
            False,
            False,
        ]

    @pytest.mark.parametrize("day", [date(2025, 10, 9), date(2025, 10, 1), date(2040, 1, 2)])
    @pytest.mark.parametrize("open_", [True, False])
    def test_obeys_the_table_of_the_administrator_p180(self, day, open_):
        assert is_working_day(day, {day: open_}) is open_


class TestAddWorkingDays:
    @pytest.mark.parametrize(
        ("start", "n", "end"),
        [
            (date(2025, 9, 30), 2, date(2025, 10, 10)),
            (date(2025, 9, 26), 1, date(2025, 9, 28)),
            (date(2025, 10, 1), 0, date(2025, 10, 9)),
            (date(2025, 10, 9), 0, date(2025, 10, 9)),
            (date(2039, 12, 30), 1, date(2040, 1, 2)),
        ],
    )
    def test_skips_holidays_and_uses_make_up_days(self, start, n, end):
        assert add_working_days(start, n) == end

    def test_takes_a_moment_as_its_day(self):
        start = datetime(2025, 10, 9, 8, tzinfo=SHANGHAI)
        assert add_working_days(start, 1, {date(2025, 10, 10): False}) == date(2025, 10, 11)

    @given(DAYS, st.integers(1, 30))
    def test_agrees_with_counting(self, start, n):
        end = add_working_days(start, n)
        assert is_working_day(end)
        assert count_working_days(start, end) == n
        assert count_working_days(start, start) == 0

    def test_refuses_days_gone_by(self):
        with pytest.raises(ValueError, match="0 or more"):
            add_working_days(date(2025, 10, 9), -1)

    def test_ends_even_when_a_table_closes_every_day(self):
        start = date(2025, 10, 9)
        closed = {start + timedelta(days=n): False for n in range(100)}
        with pytest.raises(ValueError, match="holiday table"):
            add_working_days(start, 1, closed)

    def test_does_not_fail_where_the_calendar_package_ends(self, monkeypatch):
        def ends(day):
            raise NotImplementedError

        monkeypatch.setattr(working_days.chinese_calendar, "is_workday", ends)
        assert add_working_days(date(2025, 10, 3), 1) == date(2025, 10, 6)


class TestDueAt:
    @pytest.mark.parametrize(
        ("start", "due"),
        [
            (datetime(2025, 10, 13, 9, tzinfo=SHANGHAI), "2025-10-15T17:00:00+08:00"),
            (datetime(2025, 10, 13, 23, 59, tzinfo=SHANGHAI), "2025-10-15T17:00:00+08:00"),
            # Already the 14th in Shanghai.
            (datetime(2025, 10, 13, 16, 0, tzinfo=UTC), "2025-10-16T17:00:00+08:00"),
            (datetime(2025, 9, 30, 18, tzinfo=SHANGHAI), "2025-10-10T17:00:00+08:00"),
        ],
    )
    def test_is_five_in_the_afternoon_in_shanghai_p180(self, start, due):
        assert due_at(start, 2).isoformat() == due

    def test_refuses_a_moment_without_a_zone(self):
        with pytest.raises(ValueError, match="time zone"):
            due_at(datetime(2025, 10, 13, 9), 2)
