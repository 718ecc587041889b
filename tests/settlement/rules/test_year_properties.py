"""What a year adds up to, however it is cut into visits and stays (P139, P143, P144, P150)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.rules import compile_pack, parse_case, settle

from .documents import basic, case, line, pack, tiered

TIERED = compile_pack(pack(tiered(cap=None)))
STAY = compile_pack(
    pack(basic(start="800.00", start_scope="admission", start_counter=None, cap=None))
)


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def run(rules, amounts, *, left=None):
    """Bills one after the other, each with the counters that the one before left."""
    counters, done = {}, []
    for amount in amounts:
        visit = {"med_type": "21", "date": "2023-06-01", "remote": "none"}
        if left is not None and done:
            taken = sum(one.act_pay_dedc for one in done)
            visit["dedc_left"] = yuan(max(0, left - taken))
        document = case(line(pric=yuan(amount)), counters=counters, visit=visit)
        bill = settle(rules, parse_case(document))
        counters = bill.counters_json()
        done.append(bill)
    return done


class TestTiered:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(1, 3_000_000), min_size=10, max_size=10))
    def test_ten_small_visits_give_what_one_large_gives(self, amounts):
        """P150: the bands lie on the year's sum; each visit rounds at most half a fen a band."""
        small = sum(bill.hifmi_pay for bill in run(TIERED, amounts))
        (large,) = run(TIERED, [sum(amounts)])
        assert abs(small - large.hifmi_pay) <= 10 * 3

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.integers(1, 30_000).map(lambda hundred: hundred * 100), min_size=10, max_size=10
        )
    )
    def test_ten_visits_of_whole_yuan_give_it_to_the_fen(self, amounts):
        small = sum(bill.hifmi_pay for bill in run(TIERED, amounts))
        (large,) = run(TIERED, [sum(amounts)])
        assert small == large.hifmi_pay


class TestStaySplitByTheYear:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(1, 500_000), min_size=2, max_size=4))
    def test_asks_together_what_one_bill_would_ask(self, amounts):
        """P144: one admission, one deductible, in however many parts."""
        parts = run(STAY, amounts, left=80000)
        (whole,) = run(STAY, [sum(amounts)])
        assert sum(one.act_pay_dedc for one in parts) == whole.act_pay_dedc
        assert abs(sum(one.hifp_pay for one in parts) - whole.hifp_pay) <= len(amounts)

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.integers(1, 500_000), min_size=2, max_size=4))
    def test_counts_as_one_stay(self, amounts):
        assert run(STAY, amounts, left=80000)[-1].counters["stays"] == 1
