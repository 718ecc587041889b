"""What is left of a promise: 正常, 临期 under a quarter, 超期; by working time (feature 39)."""

from datetime import datetime, timedelta

import pytest

from yibao.cases import clocks
from yibao.kernel.working_days import SHANGHAI


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026: the 2nd is a Monday, and no holiday is near."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def left(due: datetime, now: datetime, days: int = 2) -> clocks.Left:
    return clocks.left(due, now, clocks.limits(now)[days])


class TestLeft:
    @pytest.mark.parametrize(
        ("due", "now", "word", "time"),
        [
            (at(4, 17), at(2, 10), "正常", "2 个工作日"),
            (at(4, 17), at(4, 12, 59), "正常", "4 小时 1 分"),
            (at(4, 17), at(4, 13), "临期", "4 小时"),
            (at(4, 17), at(4, 13, 40), "临期", "3 小时 20 分"),
            (at(4, 17), at(4, 17), "临期", "不到 1 分"),
            (at(4, 17), at(4, 17, 1), "超期", "1 分"),
            (at(4, 17), at(5, 9), "超期", "1 个工作日"),
            (at(6, 17), at(8, 12), "超期", "1 天 19 小时"),
        ],
    )
    def test_is_a_word_and_the_time(self, due, now, word, time):
        found = left(due, now)
        assert (found.word, found.time) == (word, time)
        assert found.words == f"{word} {time}"

    def test_of_a_long_promise_begins_to_press_days_before(self):
        assert left(at(6, 17), at(5, 14), days=5).word == "正常"
        assert left(at(6, 17), at(5, 15), days=5).word == "临期"

    def test_does_not_count_a_weekend(self):
        """Friday evening to Monday 17:00 is one working day: not yet a quarter of four."""
        assert left(at(9, 17), at(6, 18), days=4).word == "临期"
        assert left(at(9, 17), at(6, 16), days=4).word == "正常"

    def test_is_told_by_a_word_for_every_colour(self):
        kinds = {left(at(4, 17), now).kind for now in (at(2, 10), at(4, 14), at(5, 9))}
        assert kinds == {"ok", "warn", "error"}
        assert clocks.STANDING.words == "等补正 时钟停"


class TestLimits:
    def test_grow_with_the_promise(self):
        found = clocks.limits(at(2, 10))
        assert found[1] == at(2, 12)
        assert found[2] == at(2, 14)
        assert found[4] == at(3, 10)
        assert list(found.values()) == sorted(found.values())

    def test_begin_in_the_morning_and_after_free_days(self):
        assert clocks.limits(at(2, 3))[1] == at(2, 11)
        assert clocks.limits(at(7, 12))[1] == at(9, 11)

    def test_hold_for_promises_longer_than_the_table(self):
        known = clocks.limits(at(2, 10))
        assert clocks.limit_of(99, known) == known[max(known)]
        assert clocks.limit_of(0, known) == known[1]


class TestHours:
    @pytest.mark.parametrize(
        ("minutes", "words"),
        [(0, "不到 1 分"), (5, "5 分"), (60, "1 小时"), (200, "3 小时 20 分"), (1440, "1 天"),
         (1620, "1 天 3 小时"), (-9, "不到 1 分")],
    )  # fmt: skip
    def test_say_two_units_at_most(self, minutes, words):
        assert clocks.hours(timedelta(minutes=minutes)) == words
