"""Money: parsing, rounding, converting, splitting (T56, T57, P153–P156)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel import money
from yibao.kernel.money import NotMoney

D = Decimal
FEN = st.integers(-(10**11), 10**11)

#: Spellings of T56 that no amount field may take.
REFUSED = [
    "", " ", "1 ", " 1", "\t1", "1\n", "１００", "٣", "१", "１.５", "1．5", "1_000", "1,000",
    "1，000",
    "1e3", "1E3", "1e-3", "0x10", "0b1", "0o7", "1.", ".5", ".", "1.234", "1.2.3", "1..2", "--1",
    "+1", "-1", "-0", "-0.00", "−1", "007", "00", "00.5", "01.00", "NaN", "nan", "sNaN", "Infinity",
    "inf", "-inf", "1234567890", "0000000001", "1" * 30, "1" * 5000, "1.5f", "1/2", "½", "²", "五",
    "十元", "¥5", "￥5", "5元", "5 元", "1\x00", "1\u200b", "\u202e1", "1.5\u0660", "true", "None",
    "1e400", "1\r\n", "1;--", "'1'", "<b>1</b>", "一百", "1'000", "1\xa0000", "$1",
]  # fmt: skip


class TestParseYuan:
    @pytest.mark.parametrize("text", REFUSED)
    def test_refuses_every_odd_spelling_t56(self, text):
        with pytest.raises(NotMoney):
            money.parse_yuan(text)

    @pytest.mark.parametrize("value", [1, 1.5, True, None, b"1", D(1), ["1"], {}])
    def test_refuses_what_is_not_text(self, value):
        with pytest.raises(NotMoney):
            money.parse_yuan(value)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("0", "0.00"),
            ("0.0", "0.00"),
            ("7", "7.00"),
            ("12.3", "12.30"),
            ("999999999.99", "999999999.99"),
        ],
    )
    def test_keeps_two_places(self, text, expected):
        assert str(money.parse_yuan(text)) == expected

    def test_takes_a_minus_only_on_request(self):
        assert money.parse_yuan("-3.5", allow_negative=True) == D("-3.50")
        for text in ("-0", "-0.00", "--1", "- 1", "-", "-01"):
            with pytest.raises(NotMoney):
                money.parse_yuan(text, allow_negative=True)

    @given(st.text(max_size=12))
    def test_gives_an_exact_amount_or_refuses(self, text):
        try:
            amount = money.parse_yuan(text)
        except NotMoney:
            return
        assert text.isascii()
        assert money.yuan_text(amount) == f"{D(text):.2f}"

    @given(st.integers(0, 99_999_999_999))
    def test_reads_back_what_was_written(self, fen):
        assert money.to_fen(money.parse_yuan(money.fen_text(fen))) == fen


class TestOtherParsers:
    @pytest.mark.parametrize("text", [t for t in REFUSED if t not in ("1.234", "1234567890")])
    def test_refuse_the_same_spellings_t56(self, text):
        for parse in (money.parse_price, money.parse_count, money.parse_ratio):
            with pytest.raises(NotMoney):
                parse(text)

    def test_bound_a_price_to_numeric_16_6(self):
        assert money.parse_price("9999999999.123456") == D("9999999999.123456")
        for text in ("10000000000", "1.1234567"):
            with pytest.raises(NotMoney):
                money.parse_price(text)

    def test_bound_a_count_to_numeric_16_4_and_above_zero(self):
        assert money.parse_count("999999999999.9999") == D("999999999999.9999")
        assert money.parse_count("0", allow_zero=True) == 0
        for text in ("0", "0.0000", "1.00001", "1000000000000"):
            with pytest.raises(NotMoney):
                money.parse_count(text)

    def test_keep_a_ratio_between_zero_and_one(self):
        assert [money.parse_ratio(t) for t in ("0", "0.5", "1", "1.0000")] == [0, D("0.5"), 1, 1]
        for text in ("1.0001", "2", "0.12345", "1.1"):
            with pytest.raises(NotMoney):
                money.parse_ratio(text)


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("0.125", "0.13"),
            ("2.675", "2.68"),
            ("0.005", "0.01"),
            ("0.0049999", "0.00"),
            ("-0.125", "-0.13"),
            ("-0.001", "0.00"),
            ("24564.514", "24564.51"),
        ],
    )
    def test_is_half_up_to_one_fen_p153(self, value, expected):
        assert str(money.round_yuan(D(value))) == expected

    def test_knows_the_other_modes(self):
        value = D("0.125")
        modes = {"half_even": "0.12", "down": "0.12", "floor": "0.12", "ceiling": "0.13"}
        assert {m: str(money.round_yuan(value, m)) for m in modes} == modes
        with pytest.raises(ValueError, match="unknown rounding mode"):
            money.round_yuan(value, "up-ish")

    @pytest.mark.parametrize("value", [D("NaN"), D("Infinity"), D("1e18"), 1.5, 1, "1"])
    def test_refuses_what_is_no_amount(self, value):
        for convert in (money.round_yuan, money.to_fen):
            with pytest.raises(NotMoney):
                convert(value)

    def test_rounds_each_line_once_p155(self):
        assert [money.share_fen(15, D("0.1"))] * 3 == [2, 2, 2]
        assert money.share_fen(45, D("0.1")) == 5
        assert money.line_fen(D("0.3333"), D("3")) == 100

    @given(FEN, st.integers(0, 10_000))
    def test_shares_as_exact_fractions_do(self, total, points):
        exact = Fraction(abs(total) * points, 10_000) + Fraction(1, 2)
        size = exact.numerator // exact.denominator
        assert money.share_fen(total, D(points).scaleb(-4)) == (size if total >= 0 else -size)

    @given(st.integers(0, 10**16 - 1), st.integers(0, 10**8))
    def test_multiplies_without_losing_digits(self, price, count):
        if price * count >= 10**27:
            return
        exact = Fraction(price * count, 10**8) + Fraction(1, 2)
        line = money.line_fen(D(price).scaleb(-6), D(count).scaleb(-4))
        assert line == exact.numerator // exact.denominator


class TestConverting:
    @given(FEN)
    def test_goes_both_ways(self, fen):
        yuan = money.from_fen(fen)
        assert money.to_fen(yuan) == fen
        assert money.yuan_text(yuan) == money.fen_text(fen) == str(yuan)
        assert money.format_yuan(yuan).replace(",", "") == money.fen_text(fen)

    @pytest.mark.parametrize(
        ("amount", "text"),
        [(186235, "1,862.35"), (D("1862.35"), "1,862.35"), (-5, "-0.05"), (0, "0.00")],
    )
    def test_formats_for_people(self, amount, text):
        assert money.format_yuan(amount) == text

    @pytest.mark.parametrize("fen", [True, 1.0, "1", D(1), None, 2**63])
    def test_takes_only_ints_of_a_bigint_as_fen(self, fen):
        for convert in (money.from_fen, money.fen_text):
            with pytest.raises(NotMoney):
                convert(fen)

    def test_never_rounds_in_silence(self):
        with pytest.raises(NotMoney):
            money.to_fen(D("0.001"))


class TestSplitByRatio:
    @pytest.mark.parametrize(
        ("total", "weights", "parts"),
        [
            (100, [1, 1, 1], [34, 33, 33]),
            (-100, [1, 1, 1], [-34, -33, -33]),
            (1, [1, 1], [1, 0]),
            (10, [D("0.05"), D("0.95")], [1, 9]),
            (0, [0, 0], [0, 0]),
            (0, [], []),
            (7, [0, 5], [0, 7]),
        ],
    )
    def test_gives_the_largest_remainders_first(self, total, weights, parts):
        assert money.split_by_ratio(total, weights) == parts

    @pytest.mark.parametrize(
        ("total", "weights"),
        [(1, []), (1, [0]), (1, [-1, 2]), (1, [0.5]), (1, [True]), (1, [D("NaN")]), (1.0, [1])],
    )
    def test_refuses_what_cannot_be_split(self, total, weights):
        with pytest.raises(NotMoney):
            money.split_by_ratio(total, weights)

    @given(FEN, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
    def test_adds_up_and_stays_within_one_fen_t57(self, total, weights):
        parts = money.split_by_ratio(total, weights)
        assert sum(parts) == total
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(total * weight, sum(weights)) - part) < 1

    @given(FEN, st.lists(st.integers(0, 9999), min_size=1, max_size=8).filter(any))
    def test_does_not_care_how_the_weights_are_spelt(self, total, weights):
        spelt = [D(weight).scaleb(-4) for weight in weights]
        assert money.split_by_ratio(total, spelt) == money.split_by_ratio(total, weights)
