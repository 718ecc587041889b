"""Amounts of files and totals follow the one parser (T56)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.data.clearing import CLR_TYPES, clr_type_of, med_types_of, month_days
from settlement.rules.visits import MED_TYPES
from yibao.kernel import money

_MARKS = st.text(alphabet="0123456789.-+ eE,１", max_size=12)
_WRITTEN = st.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", fullmatch=True)


def read(parse, text):
    try:
        return parse(text)
    except money.NotMoney:
        return None


class TestFen:
    @given(_MARKS | _WRITTEN)
    def test_are_those_of_the_one_parser(self, text):
        yuan = read(money.parse_yuan_signed, text)
        assert read(money.parse_fen_signed, text) == (None if yuan is None else money.to_fen(yuan))


class TestTotal:
    @given(_WRITTEN)
    def test_of_an_amount_is_the_amount(self, text):
        assert read(money.parse_total, text) == read(money.parse_yuan_signed, text)

    def test_may_be_larger_than_an_amount(self):
        assert money.to_fen(money.parse_total("99999999999999.99")) == 9_999_999_999_999_999

    @pytest.mark.parametrize(
        "text", ["-0", "-0.00", "1e3", "01", "1.234", "", " 1", "１", "1" * 15]
    )
    def test_refuses_what_is_no_sum(self, text):
        with pytest.raises(money.NotMoney):
            money.parse_total(text)


class TestClasses:
    def test_hold_every_kind_of_care_exactly_once(self):
        """Else a month cleared class by class would count a bill twice or never."""
        for kind in MED_TYPES:
            holders = [
                code
                for code in CLR_TYPES
                if (kind in med_types_of(code)[0]) == med_types_of(code)[1]
            ]
            assert holders == [clr_type_of(kind)]

    @pytest.mark.parametrize(
        ("year", "month", "last"), [(2026, 12, 31), (2024, 2, 29), (2026, 2, 28), (2026, 1, 31)]
    )
    def test_months_have_their_own_length(self, year, month, last):
        first, end = month_days(year, month)
        assert (first.day, end.day, end.month) == (1, last, month)
