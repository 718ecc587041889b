"""The arithmetic of the engine, one rule at a time."""

import pytest

from settlement.rules import check_no_overlap, compile_pack, parse_case, settle
from settlement.rules.reading import PackInvalid

from .documents import basic, case, line, pack, tiered


def work_out(pack_document, case_document):
    return settle(compile_pack(pack_document), parse_case(case_document))


class TestLines:
    def test_of_class_three_are_full_self_pay(self):
        answer = work_out(pack(), case(line(chrgitm_lv="03", pric_uplmt_amt="1.00")))
        assert (answer.fulamt_ownpay_amt, answer.overlmt_selfpay) == (300_00, 0)

    @pytest.mark.parametrize(
        "change", [{"chrgitm_lv": None}, {"med_list_codg": None}, {"med_list_codg": ""}]
    )
    def test_without_a_catalogue_code_are_full_self_pay(self, change):
        answer = work_out(pack(), case(line(**change)))
        assert answer.fulamt_ownpay_amt == 300_00

    def test_take_the_limit_of_999999_as_none(self):
        limited = line(cnt="1", pric="1500000.00", pric_uplmt_amt="999999")
        assert work_out(pack(), case(limited)).overlmt_selfpay == 0

    def test_round_each_line_and_add_afterwards(self):
        lines = [line(str(n), chrgitm_lv="02", pric="0.15", selfpay_prop="0.10") for n in range(3)]
        assert work_out(pack(), case(*lines)).preselfpay_amt == 6

    def test_round_the_product_once(self):
        answer = work_out(pack(), case(line(cnt="0.3333", pric="0.015001")))
        assert answer.medfee_sumamt == 0  # 0.0049998; a price rounded first would give 0.01

    def test_round_half_to_even_where_the_pack_says_so(self):
        document = case(line(cnt="0.5", pric="0.25"))
        assert work_out(pack(), document).medfee_sumamt == 13
        assert work_out(pack(rounding="half_even"), document).medfee_sumamt == 12

    def test_keep_an_amount_of_the_caller_within_a_fen(self):
        answer = work_out(pack(), case(line(det_item_fee_sumamt="300.01")))
        assert answer.medfee_sumamt == 300_01


class TestBasic:
    def test_tops_the_yearly_deductible_up(self):
        answer = work_out(pack(basic()), case(counters={"dedc": "120.00"}))
        assert (answer.act_pay_dedc, answer.hifp_pay) == (80_00, 110_00)
        assert answer.counters == {"dedc": 200_00, "pool": 110_00}

    def test_asks_an_admission_deductible_each_time(self):
        benefit = basic(start_scope="admission", start_counter=None, repeat_factor="0.50")
        first = work_out(pack(benefit), case())
        later = work_out(pack(benefit), case(counters={"stays": 3}))
        assert (first.act_pay_dedc, later.act_pay_dedc) == (200_00, 100_00)
        assert (first.counters["stays"], later.counters["stays"]) == (1, 4)

    def test_asks_nothing_without_a_start_scope(self):
        assert work_out(pack(basic(start_scope="none")), case()).dedc_std == 0

    def test_shares_marginally_over_bands_above_the_start(self):
        bands = [{"upto": "100.00", "ratio": "0.50"}, {"upto": None, "ratio": "0.90"}]
        answer = work_out(pack(basic(bands=bands)), case(line(pric="500.00")))
        assert answer.hifp_pay == 50_00 + 180_00
        assert answer.setlinfo()["pool_prop_selfpay"] == "0.7667"

    def test_stops_at_what_is_left_of_the_cap(self):
        answer = work_out(pack(basic()), case(counters={"dedc": "200.00", "pool": "1900.00"}))
        assert (answer.hifp_pay, answer.over_cap) == (100_00, 50_00)

    def test_survives_a_counter_beyond_the_cap(self):
        answer = work_out(pack(basic()), case(counters={"dedc": "900.00", "pool": "9999.00"}))
        assert (answer.hifp_pay, answer.act_pay_dedc) == (0, 0)

    def test_never_goes_below_nothing_by_remote_points(self):
        remote = [{"when": {"remote": ["unfiled"]}, "kind": "points", "value": "0.90"}]
        visit = {"med_type": "11", "date": "2023-06-01", "remote": "unfiled"}
        assert work_out(pack(basic(), remote=remote), case(visit=visit)).hifp_pay == 0

    def test_multiplies_by_a_remote_factor(self):
        remote = [{"when": {"remote": ["unfiled"]}, "kind": "factor", "value": "0.80"}]
        visit = {"med_type": "11", "date": "2023-06-01", "remote": "unfiled"}
        assert work_out(pack(basic(), remote=remote), case(visit=visit)).hifp_pay == 40_00

    def test_applies_only_once_to_a_visit(self):
        other = basic(id="other", fund="cvlserv_pay")
        answer = work_out(pack(basic(), other), case())
        assert [part.benefit for part in answer.funds] == ["basic"]

    def test_is_the_first_match_of_its_fund(self):
        missed = basic(id="missed", when={"psn_type": ["21"]})
        second = basic(id="second", start="0.00")
        answer = work_out(pack(missed, basic(), second), case())
        assert [part.benefit for part in answer.funds] == ["basic"]

    @pytest.mark.parametrize(
        ("when", "applies"),
        [
            ({"age_from": 45, "age_to": 45}, True),
            ({"age_from": 46}, False),
            ({"age_to": 44}, False),
            ({"tags": ["low", "poor"]}, True),
            ({"tags": ["poor"]}, False),
            ({"fixmedins_type": ["2"]}, False),
            ({"insutype": ["310"], "remote": ["none"], "hosp_tier": ["3"]}, True),
        ],
    )
    def test_applies_where_every_condition_holds(self, when, applies):
        person = {"insutype": "310", "psn_type": "11", "tags": ["low"], "age": 45}
        answer = work_out(pack(basic(when=when)), case(person=person))
        assert bool(answer.funds) is applies


class TestTiered:
    def test_continues_on_the_yearly_base(self):
        document = case(line(pric="20000.00"), counters={"serious_base": "40000.00"})
        answer = work_out(pack(tiered()), document)
        assert answer.hifmi_pay == 6000_00 + 7000_00
        assert answer.counters == {"serious_base": 60000_00, "serious_pool": 13000_00}

    def test_works_on_what_the_basic_step_left(self):
        answer = work_out(
            pack(basic(), tiered(start="100.00", base_counter=None)), case(line(pric="1000.00"))
        )
        assert answer.hifp_pay == 400_00
        assert answer.hifmi_pay == 300_00  # (600 − 100) × 60 %, the deductible included
        assert (answer.act_pay_dedc, answer.copay, answer.later_funds) == (200_00, 400_00, 300_00)

    def test_before_a_basic_step_leaves_it_no_more_than_the_scope(self):
        first = tiered(start="0.00", bands=[{"upto": None, "ratio": "0.90"}])
        then = basic(start="0.00", bands=[{"upto": None, "ratio": "0.90"}])
        answer = work_out(pack(first, then), case())
        assert answer.fund_pay_sumamt == answer.inscp_scp_amt == 300_00

    def test_ignores_remote_care(self):
        remote = [{"when": {}, "kind": "points", "value": "0.10"}]
        document = pack(tiered(start="0.00"), remote=remote)
        assert work_out(document, case()).hifmi_pay == 180_00

    def test_adds_marginal_bands_and_never_whole_limits(self):
        """N4: a published sum of whole limits exceeded the cost."""
        answer = work_out(pack(tiered(base_counter=None)), case(line(pric="200000.00")))
        assert answer.hifmi_pay == 22800_00 + 35000_00 + 80000_00


class TestAccounts:
    PAYERS = [
        {"id": "A", "balance": "1000.00", "cap": "150.00"},
        {"id": "B", "balance": "40.00"},
    ]

    def plan(self, flag, own="100.00", **changes):
        accounts = {"own": own, "payers": self.PAYERS}
        answer = work_out(pack(), case(acct_used_flag=flag, accounts=accounts, **changes))
        paid = [part.paid for part in answer.payers]
        return answer.self_acct_pay, paid, answer.psn_cash_pay

    def test_are_not_touched_by_flag_zero(self):
        assert self.plan("0") == (0, [0, 0], 300_00)

    @pytest.mark.parametrize("flag", ["1", "2"])
    def test_pay_own_first_then_in_order(self, flag):
        assert self.plan(flag) == (100_00, [150_00, 40_00], 10_00)

    def test_pay_no_full_self_pay_at_a_hospital(self):
        assert self.plan("1", lines=[line(chrgitm_lv="03")]) == (0, [0, 0], 300_00)

    def test_pay_full_self_pay_at_a_pharmacy(self):
        shop = {"hosp_tier": "0", "fixmedins_type": "2"}
        own, _, _ = self.plan("1", institution=shop, lines=[line(chrgitm_lv="03")])
        assert own == 100_00


class TestNoPack:
    def test_leaves_everything_to_the_person(self):
        answer = settle(None, parse_case(case()))
        assert (answer.hifp_pay, answer.psn_part_amt) == (0, 300_00)
        assert answer.flags == ("NO_PACK",)

    @pytest.mark.parametrize(
        ("day", "flags"),
        [
            ("2024-12-31", ("NO_PACK",)),
            ("2025-01-01", ()),
            ("2025-12-31", ()),
            ("2026-01-01", ("NO_PACK",)),
        ],
    )
    def test_is_the_answer_outside_the_days_in_force(self, day, flags):
        year = pack(basic(), effective={"from": "2025-01-01", "to": "2026-01-01"})
        document = case(visit={"med_type": "11", "date": day})
        assert work_out(year, document).flags == flags


class TestOverlap:
    def periods(self, *periods, region="990001"):
        return [
            compile_pack(pack(region=region, version=str(n), effective={"from": a, "to": b}))
            for n, (a, b) in enumerate(periods)
        ]

    def test_accepts_periods_that_touch(self):
        year, next_year = ("2024-01-01", "2025-01-01"), ("2025-01-01", None)
        check_no_overlap(self.periods(next_year, year))

    def test_refuses_a_common_day(self):
        with pytest.raises(PackInvalid) as refusal:
            check_no_overlap(self.periods(("2024-01-01", None), ("2025-01-01", None)))
        assert refusal.value.errors[0]["path"] == "effective.from"

    def test_keeps_regions_apart(self):
        one = self.periods(("2024-01-01", None))
        check_no_overlap(one + self.periods(("2024-01-01", None), region="990002"))
