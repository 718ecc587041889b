"""Opening hours: around midnight, at 24:00, on unknown days (pure)."""

from datetime import datetime

import pytest

from accounts.rules import hours

MONDAY, TUESDAY, SUNDAY = 5, 6, 11  # days of January 2026


def at(day: int, text: str) -> datetime:
    """A moment of the place's own time."""
    return datetime(2026, 1, day, int(text[:2]), int(text[3:]))


WEEK = hours.parse(
    {"1": [["08:00", "12:00"], ["14:00", "24:00"]], "2": [["00:00", "02:00"]], "7": []}
)


class TestIsOpen:
    @pytest.mark.parametrize(
        ("day", "text", "expected"),
        [
            (MONDAY, "07:59", False),
            (MONDAY, "08:00", True),
            (MONDAY, "11:59", True),
            (MONDAY, "12:00", False),
            (MONDAY, "14:00", True),
            (MONDAY, "23:59", True),
            (TUESDAY, "00:00", True),
            (TUESDAY, "01:59", True),
            (TUESDAY, "02:00", False),
            (SUNDAY, "10:00", False),
        ],
    )
    def test_counts_the_beginning_and_not_the_end(self, day, text, expected):
        assert hours.is_open(WEEK, at(day, text)) is expected

    def test_does_not_know_a_day_that_is_absent(self):
        assert hours.is_open(WEEK, at(7, "10:00")) is None

    def test_is_always_open_from_0_to_24(self):
        week = hours.parse({"1": [["00:00", "24:00"]]})
        assert hours.is_open(week, at(MONDAY, "00:00"))
        assert hours.is_open(week, at(MONDAY, "23:59"))
        assert hours.closes_at(week, at(MONDAY, "12:00")) == ""

    def test_tells_when_the_running_span_ends(self):
        assert hours.closes_at(WEEK, at(MONDAY, "08:00")) == "12:00"
        assert hours.closes_at(WEEK, at(MONDAY, "23:59")) == "24:00"
        assert hours.closes_at(WEEK, at(MONDAY, "12:30")) == ""


class TestWeekWords:
    def test_put_equal_neighbours_together(self):
        week = hours.parse(
            {str(day): [["08:00", "18:00"]] for day in range(1, 6)} | {"6": [], "7": []}
        )
        assert hours.week_words(week) == [("周一至周五", "08:00–18:00"), ("周六至周日", "休息")]

    def test_say_whole_days_and_unknown_ones(self):
        week = hours.parse({"1": [["00:00", "24:00"]]})
        assert hours.week_words(week) == [("周一", "全天"), ("周二至周日", "请打电话问")]


class TestParse:
    @pytest.mark.parametrize(
        "bad",
        [
            [],
            {"8": []},
            {"1": "08:00-18:00"},
            {"1": [["08:00"]]},
            {"1": [["8:00", "18:00"]]},
            {"1": [["08:00", "24:01"]]},
            {"1": [["25:00", "26:00"]]},
            {"1": [["24:00", "24:00"]]},
            {"1": [["22:00", "06:00"]]},
            {"1": [["08:00", "12:00"], ["11:00", "14:00"]]},
            {"1": [[8, 18]]},
        ],
    )
    def test_refuses_what_no_week_is(self, bad):
        with pytest.raises(hours.BadHours):
            hours.parse(bad)
