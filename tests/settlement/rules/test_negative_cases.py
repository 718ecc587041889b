"""N1–N8: published results that are wrong; the engine differs from each of them."""

from settlement.rules import compile_pack, parse_case, settle

from .documents import basic, case, line, pack, tiered


def paid(benefit, scope, field="hifp_pay", **changes):
    answer = settle(compile_pack(pack(benefit)), parse_case(case(line(pric=scope), **changes)))
    return getattr(answer, field)


def half(ratio, start="0.00"):
    return basic(start=start, bands=[{"upto": None, "ratio": ratio}], cap=None)


class TestPublishedMistakes:
    def test_n1_the_first_band_gives_6000_and_the_second_starts_above_it(self):
        bands = [{"upto": "8000.00", "ratio": "0.75"}, {"upto": None, "ratio": "0.65"}]
        benefit = basic(start="800.00", bands=bands, cap=None)
        assert paid(benefit, "12000") == 6000_00 + 2080_00

    def test_n2_three_shares_of_one_amount_cannot_exceed_it(self):
        shares = [("hifmi_pay", "0.70"), ("hifes_pay", "0.60"), ("maf_pay", "0.30")]
        chain = [
            tiered(
                id=fund,
                fund=fund,
                start="0.00",
                base_counter=None,
                cap=None,
                bands=[{"upto": None, "ratio": ratio}],
            )  # fmt: skip
            for fund, ratio in shares
        ]
        answer = settle(compile_pack(pack(*chain)), parse_case(case(line(pric="100"))))
        assert answer.fund_pay_sumamt == 70_00 + 18_00 + 3_60

    def test_n3_deductible_and_first_share_come_first(self):
        lines = [line(pric="13000"), line("2", chrgitm_lv="02", pric="2000", selfpay_prop="0.10")]
        answer = settle(compile_pack(pack(half("0.80", "800.00"))), parse_case(case(*lines)))
        assert answer.hifp_pay == 11200_00

    def test_n4_bands_are_marginal(self):
        assert paid(tiered(base_counter=None), "200000", "hifmi_pay") < 200000_00

    def test_n6_a_visit_up_to_the_threshold_earns_nothing(self):
        assert paid(half("0.50", "2000.00"), "2000") == 0

    def test_n8_a_deductible_is_no_cost_item(self):
        answer = settle(compile_pack(pack(half("0.86", "800.00"))), parse_case(case(line())))
        assert answer.medfee_sumamt == 300_00
