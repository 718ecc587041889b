"""Charts drawn on the server: right heights, words for screen readers, nothing unescaped."""

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from yibao.cases.figures import charts
from yibao.cases.figures.charts import Series

BOTTOM = charts.HEIGHT - 28
HIGH = BOTTOM - 12


def read(drawing):
    """The drawing as a tree."""
    return ET.fromstring(drawing)


def of_class(tree, name):
    """Parts with a class."""
    return [one for one in tree.iter() if name in one.get("class", "").split()]


def high(bar) -> Decimal:
    return Decimal(bar.get("height"))


class TestWords:
    def test_stand_in_title_description_and_label(self):
        tree = read(charts.bars("新来", "一共 3 件。", ["1"], [Series("新来", [3])]))
        assert [one.text for one in tree if one.tag in ("title", "desc")] == ["新来", "一共 3 件。"]
        assert tree.get("aria-label") == "新来。一共 3 件。"
        assert tree.get("role") == "img"

    def test_are_escaped(self):
        evil = '"><script>alert(1)</script>'
        for drawing in (
            charts.bars(evil, evil, [evil], [Series(evil, [1])]),
            charts.ranked(evil, evil, [(evil, 1)]),
        ):
            assert "<script" not in drawing
            read(drawing)

    def test_carry_no_style_of_their_own(self):
        """The content security policy would refuse it."""
        drawing = charts.stacked("a", "b", ["1"], [Series("x", [1]), Series("y", [2])])
        assert "style=" not in drawing


class TestBars:
    def test_are_as_high_as_their_numbers(self):
        tree = read(charts.bars("a", "b", ["1", "2"], [Series("x", [4, 2]), Series("y", [0, 1])]))
        first, second = of_class(tree, "yc-chart__bar--1")
        assert (high(first), high(second)) == (HIGH, HIGH / 2)
        (other,) = of_class(tree, "yc-chart__bar--2")
        assert high(other) == HIGH / 4
        assert Decimal(first.get("y")) + high(first) == BOTTOM

    def test_of_stacks_stand_on_each_other(self):
        tree = read(charts.stacked("a", "b", ["1"], [Series("x", [1]), Series("y", [3])]))
        (lower,), (upper,) = (of_class(tree, f"yc-chart__bar--{n}") for n in (1, 2))
        assert (high(lower), high(upper)) == (HIGH / 4, HIGH * 3 / 4)
        assert Decimal(upper.get("y")) + high(upper) == Decimal(lower.get("y"))

    def test_of_a_ranking_are_as_long_as_their_numbers(self):
        tree = read(charts.ranked("a", "b", [("反光", 10), ("缺页", 5)]))
        long, short = of_class(tree, "yc-chart__bar")
        assert Decimal(long.get("width")) == 2 * Decimal(short.get("width"))
        assert [one.text for one in of_class(tree, "yc-chart__value")] == ["10", "5"]


class TestLine:
    def test_breaks_where_a_number_is_missing(self):
        tree = read(charts.line("a", "b", list("1234"), [Series("x", [1, None, 2, 4])]))
        (path,) = of_class(tree, "yc-chart__line")
        assert path.get("d").count("M") == 2
        assert len(of_class(tree, "yc-chart__dot")) == 3

    def test_of_a_share_ends_at_a_hundred(self):
        tree = read(charts.line("a", "b", ["1"], [Series("x", [50])], most=100))
        (dot,) = of_class(tree, "yc-chart__dot")
        assert Decimal(dot.get("cy")) == BOTTOM - HIGH / 2
        assert [one.text for one in of_class(tree, "yc-chart__number")] == [
            "0",
            "25",
            "50",
            "75",
            "100",
        ]


class TestScale:
    @pytest.mark.parametrize(
        ("most", "end"),
        [(0, 4), (1, 4), (4, 4), (5, 8), (9, 12), (10, 12), (37, 40), (101, 120), (1234, 1600)],
    )
    def test_ends_at_a_round_number_not_below_the_largest(self, most, end):
        top = charts._top([most])
        assert top >= most
        assert top == end

    def test_names_no_more_days_than_fit(self):
        labels = [str(n) for n in range(30)]
        tree = read(charts.bars("a", "b", labels, [Series("x", [1] * 30)]))
        assert [one.text for one in of_class(tree, "yc-chart__name")] == [
            str(n) for n in range(0, 30, 3)
        ]

    def test_is_empty_without_numbers(self):
        assert charts.is_empty([Series("x", [0, None]), Series("y", [])])
        assert not charts.is_empty([Series("x", [0, 1])])
