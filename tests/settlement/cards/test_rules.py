"""Numbers of cards: the check digit, the issuer, the limits (P169, P171)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.data.bank import ISSUERS
from settlement.rules import cards as rules

DIGITS = st.text(alphabet="0123456789", min_size=15, max_size=18)


class TestCheckDigit:
    @given(DIGITS)
    def test_exists_for_every_body_and_passes(self, body):
        number = body + rules.check_digit(body)
        assert rules.passes_luhn(number)
        assert rules.parse_number(number) == number

    @given(DIGITS, st.data())
    def test_finds_every_single_wrong_digit(self, body, data):
        number = body + rules.check_digit(body)
        place = data.draw(st.integers(0, len(number) - 1))
        other = data.draw(st.sampled_from("0123456789").filter(lambda one: one != number[place]))
        wrong = number[:place] + other + number[place + 1 :]
        with pytest.raises(rules.NotACardNumber) as refused:
            rules.parse_number(wrong)
        assert wrong not in refused.value.message


class TestParse:
    def test_forgives_groups(self):
        body = "622202021234567"
        number = body + rules.check_digit(body)
        spaced = " ".join(number[at : at + 4] for at in range(0, 16, 4))
        assert rules.parse_number(f" {spaced} ") == number

    @pytest.mark.parametrize(
        "text",
        ["", "6222", "6" * 15, "6" * 20, "６２２２０２０２１２３４５６７８", "٦٢٢٢٠٢٠٢١٢٣٤٥٦٧٨",
         "6222-0202_1234 5678", "6222020212345678a", "-6222020212345678", "6222020212345678.0"],
    )  # fmt: skip
    def test_takes_ascii_digits_only(self, text):
        with pytest.raises(rules.NotACardNumber):
            rules.parse_number(text)


class TestIssuer:
    def test_is_named_by_six_digits_that_are_all_different(self):
        assert len(ISSUERS) > 80 and {len(prefix) for prefix in ISSUERS} == {6}
        assert rules.issuer_of("6222021234567890").name == "工商银行"

    def test_is_refused_where_it_is_unknown_or_gives_credit(self):
        with pytest.raises(rules.NotACardNumber, match="暂时不能绑定"):
            rules.accepted_issuer("9999991234567890", credit_allowed=False)
        with pytest.raises(rules.NotACardNumber, match="信用卡"):
            rules.accepted_issuer("6222301234567890", credit_allowed=False)
        assert rules.accepted_issuer("6222301234567890", credit_allowed=True).kind == "CREDIT"


class TestRoom:
    @given(*[st.integers(0, 10**9)] * 5)
    def test_never_falls_below_zero_nor_rises_above_a_limit(
        self, once, daily, most, most_a_day, used
    ):
        room = rules.room(
            per_payment=once, per_day=daily, most=most, most_a_day=most_a_day, used=used
        )
        assert 0 <= room.own_fen <= once
        assert room.own_fen == 0 or room.own_fen + used <= daily
        assert room.most_fen == 0 or room.most_fen + used <= most_a_day
