"""A breakdown that was tampered with is refused, by the rule it breaks."""

from dataclasses import replace

import pytest

from settlement.data import PayerPart
from settlement.data.breakdown import AMOUNT_FIELDS
from settlement.rules import IdentityBroken, check_breakdown, compile_pack, parse_case, settle
from settlement.rules.identities import check_header

from .documents import basic, case, line, pack


@pytest.fixture
def answer():
    accounts = {"own": "100.00", "payers": [{"id": "A", "balance": "20.00", "cap": "10.00"}]}
    lines = [line(), line("2", chrgitm_lv="02", selfpay_prop="0.10"), line("3", chrgitm_lv="03")]
    return settle(compile_pack(pack(basic())), parse_case(case(*lines, accounts=accounts)))


def broken(answer, **changes):
    with pytest.raises(IdentityBroken) as refusal:
        check_breakdown(replace(answer, **changes))
    return refusal.value.rule


class TestCheckBreakdown:
    def test_accepts_what_the_engine_says(self, answer):
        check_breakdown(answer)

    @pytest.mark.parametrize(
        ("field", "rule"),
        [
            ("medfee_sumamt", "P125"),
            ("inscp_scp_amt", "P125"),
            ("hifp_pay", "P127"),
            ("fund_pay_sumamt", "P127"),
            ("hosp_part_amt", "P126"),
            ("act_pay_dedc", "P129"),
            ("copay", "P129"),
            ("over_cap", "P129"),
            ("later_funds", "P129"),
            ("psn_cash_pay", "P128"),
            ("self_acct_pay", "P128"),
            ("acct_mulaid_pay", "P128"),
        ],
    )
    def test_refuses_one_fen_more(self, answer, field, rule):
        assert broken(answer, **{field: getattr(answer, field) + 1}) == rule

    def test_refuses_a_line_that_does_not_add_up(self, answer):
        lines = (replace(answer.lines[0], inscp_scp_amt=1), *answer.lines[1:])
        assert broken(answer, lines=lines) == "P124"

    def test_refuses_funds_above_the_scope(self, answer):
        """N2: 70 % and 60 % and 30 % of one amount."""
        more = answer.inscp_scp_amt - answer.hifp_pay + 1
        changes = {
            "maf_pay": more,
            "fund_pay_sumamt": answer.fund_pay_sumamt + more,
            "psn_part_amt": answer.psn_part_amt - more,
        }
        assert broken(answer, **changes) == "P132"

    def test_refuses_a_payer_above_the_cap(self, answer):
        assert broken(answer, payers=(PayerPart("A", 1001),)) == "P133"

    def test_refuses_a_ratio_above_one(self, answer):
        assert broken(answer, pool_prop_e4=10_001) == "P131"

    def test_refuses_a_payment_above_the_cap_of_the_year(self, answer):
        assert broken(answer, facts=(replace(answer.facts[0], cap_left=1),)) == "P131"

    def test_refuses_a_deductible_above_the_standard(self, answer):
        fact = replace(answer.facts[0], start=1)
        assert broken(answer, facts=(fact,)) == "P130"


class TestCheckHeader:
    def header(self, answer):
        return {name: getattr(answer, name) for name in AMOUNT_FIELDS}

    def lines(self, answer):
        return [
            {name: getattr(part, name) for name in part.__slots__ if name != "id"}
            for part in answer.lines
        ]

    def test_accepts_stored_amounts(self, answer):
        check_header(self.header(answer), self.lines(answer))

    def test_refuses_a_header_that_is_not_the_sum_of_its_lines(self, answer):
        with pytest.raises(IdentityBroken) as refusal:
            check_header(self.header(answer), self.lines(answer)[:-1])
        assert refusal.value.rule == "P125"

    def test_refuses_a_changed_fund(self, answer):
        with pytest.raises(IdentityBroken) as refusal:
            check_header({**self.header(answer), "maf_pay": 1})
        assert refusal.value.rule == "P127"
