"""Properties of every breakdown, on generated packs and cases (P124–P135)."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.data.breakdown import AMOUNT_FIELDS
from settlement.rules import compile_pack, parse_case, settle

from .documents import basic, case, line, pack, tiered


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def amounts(most):
    return st.integers(0, most).map(yuan)


ratios = st.integers(0, 10_000).map(lambda ratio: f"{ratio // 10_000}.{ratio % 10_000:04d}")


@st.composite
def lines(draw, most=8):
    found = []
    for number in range(draw(st.integers(1, most))):
        found.append(
            line(
                str(number),
                chrgitm_lv=draw(st.sampled_from(["01", "02", "03", None])),
                cnt=f"{draw(st.integers(1, 200_000)) / Decimal(10_000):f}",
                pric=f"{draw(st.integers(0, 5_000_000_000)) / Decimal(1_000_000):f}",
                selfpay_prop=draw(ratios),
                pric_uplmt_amt=draw(st.none() | amounts(300_000)),
            )
        )
    return found


@st.composite
def bands(draw):
    limits = sorted(draw(st.sets(st.integers(1, 5_000_000), max_size=3)))
    found = [{"upto": yuan(limit), "ratio": draw(ratios)} for limit in limits]
    return [*found, {"upto": None, "ratio": draw(ratios)}]


@st.composite
def packs(draw):
    scope = draw(st.sampled_from(["year", "admission", "none"]))
    first = basic(
        start=draw(amounts(200_000)),
        start_scope=scope,
        bands=draw(bands()),
        cap=draw(st.none() | amounts(500_000)),
    )
    if scope == "admission":
        first["repeat_factor"] = draw(ratios)
    later = tiered(
        start=draw(amounts(500_000)),
        base_counter=draw(st.sampled_from([None, "serious_base"])),
        bands=draw(bands()),
        cap=draw(st.none() | amounts(500_000)),
    )
    aid = tiered(
        id="aid", fund="maf_pay", start="0.00", base_counter=None, bands=draw(bands()),
        cap_counter="aid_pool",
    )  # fmt: skip
    chain = draw(st.permutations([first, later, aid]))
    rounding = draw(st.sampled_from(["half_up", "half_even"]))
    return pack(*chain[: draw(st.integers(0, 3))], rounding=rounding)


@st.composite
def cases(draw):
    payers = [
        {
            "id": str(number),
            "balance": draw(amounts(100_000)),
            "cap": draw(st.none() | amounts(50_000)),
        }
        for number in range(draw(st.integers(0, 3)))
    ]
    counters = {
        name: draw(amounts(3_000_000))
        for name in draw(st.sets(st.sampled_from(["dedc", "pool", "serious_base", "other"])))
    }
    return case(
        *draw(lines()),
        counters={**counters, "stays": draw(st.integers(0, 3))},
        acct_used_flag=draw(st.sampled_from(["0", "1", "2"])),
        accounts={"own": draw(amounts(300_000)), "payers": payers},
        institution={"hosp_tier": "3", "fixmedins_type": draw(st.sampled_from(["1", "2"]))},
    )


def field_sums(answer):
    sums = dict.fromkeys(AMOUNT_FIELDS, Decimal(0))
    for step in answer.trace:
        sums[step.field] += Decimal(step.result)
    return sums


class TestEveryBreakdown:
    @given(packs(), cases())
    @settings(max_examples=200, deadline=None)
    def test_adds_up(self, pack_document, case_document):
        """The engine asserts P124–P134 itself; here they are counted again from the texts."""
        answer = settle(compile_pack(pack_document), parse_case(case_document)).to_json()
        info = {name: Decimal(text) for name, text in answer["setlinfo"].items()}
        for field in ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"):
            assert info[field] == sum(Decimal(part[field]) for part in answer["lines"])
        assert info["medfee_sumamt"] == info["fund_pay_sumamt"] + info["psn_part_amt"]
        assert info["fund_pay_sumamt"] == sum(Decimal(part["amount"]) for part in answer["funds"])
        assert info["fund_pay_sumamt"] <= info["inscp_scp_amt"]
        assert info["psn_cash_pay"] == info["psn_part_amt"] - info["acct_pay"] >= 0
        assert info["acct_mulaid_pay"] == sum(Decimal(part["paid"]) for part in answer["payers"])
        assert min(info.values()) >= 0

    @given(packs(), cases())
    @settings(max_examples=100, deadline=None)
    def test_is_explained_by_its_trace(self, pack_document, case_document):
        answer = settle(compile_pack(pack_document), parse_case(case_document))
        sums, info = field_sums(answer), answer.setlinfo()
        told_apart = ("dedc_std", "balc", "self_acct_pay", "acct_mulaid_pay")
        for field in AMOUNT_FIELDS:
            if field not in told_apart:
                assert sums[field] == Decimal(info[field]), field

    @given(packs(), cases())
    @settings(max_examples=50, deadline=None)
    def test_is_the_same_again(self, pack_document, case_document):
        """P135."""
        first = settle(compile_pack(pack_document), parse_case(case_document)).to_json()
        again = settle(
            compile_pack(json.loads(json.dumps(pack_document))), parse_case(case_document)
        )
        assert json.dumps(first) == json.dumps(again.to_json())

    @given(packs(), cases(), st.randoms())
    @settings(max_examples=50, deadline=None)
    def test_does_not_depend_on_the_order_of_lines(self, pack_document, case_document, random):
        rules = compile_pack(pack_document)
        before = settle(rules, parse_case(case_document))
        shuffled = list(case_document["lines"])
        random.shuffle(shuffled)
        after = settle(rules, parse_case({**case_document, "lines": shuffled}))
        assert (before.setlinfo(), before.counters) == (after.setlinfo(), after.counters)

    @given(packs(), cases())
    @settings(max_examples=50, deadline=None)
    def test_never_shrinks_a_counter(self, pack_document, case_document):
        asked = parse_case(case_document)
        after = settle(compile_pack(pack_document), asked).counters
        assert all(after[name] >= before for name, before in asked.counters.items())
        assert after.get("other") == asked.counters.get("other")

    @given(packs(), cases())
    @settings(max_examples=50, deadline=None)
    def test_uses_no_payer_beyond_balance_and_cap(self, pack_document, case_document):
        asked = parse_case(case_document)
        answer = settle(compile_pack(pack_document), asked)
        for payer, part in zip(asked.accounts.payers, answer.payers, strict=True):
            assert (
                0 <= part.paid <= min(payer.balance, payer.cap or payer.balance) or payer.cap == 0
            )


class TestTieredOverTheYear:
    @given(
        st.lists(st.integers(1, 2_000_000), min_size=2, max_size=10), bands(), amounts(2_000_000)
    )
    @settings(max_examples=100, deadline=None)
    def test_many_visits_give_what_one_gives(self, visits, found, start):
        """Ten small visits as one large one, but for the rounding of each touched band."""
        rules = compile_pack(pack(tiered(start=start, bands=found, cap=None)))
        paid, steps = 0, 0
        counters = {}
        for scope in visits:
            asked = case(line(pric=yuan(scope)), counters=counters)
            answer = settle(rules, parse_case(asked))
            paid += answer.hifmi_pay
            steps += sum(len(fact.bands) for fact in answer.facts)
            counters = answer.counters_json()
        whole = settle(rules, parse_case(case(line(pric=yuan(sum(visits))))))
        steps += sum(len(fact.bands) for fact in whole.facts)
        assert abs(paid - whole.hifmi_pay) * 2 <= steps
        assert Decimal(counters["serious_base"]) * 100 == sum(visits)

    @given(st.lists(st.integers(1, 20_000), min_size=1, max_size=10))
    @settings(max_examples=50, deadline=None)
    def test_whole_yuan_and_round_ratios_agree_exactly(self, visits):
        rules = compile_pack(pack(tiered(cap=None)))
        paid, counters = 0, {}
        for scope in visits:
            answer = settle(rules, parse_case(case(line(pric=str(scope)), counters=counters)))
            paid += answer.hifmi_pay
            counters = answer.counters_json()
        whole = settle(rules, parse_case(case(line(pric=str(sum(visits))))))
        assert paid == whole.hifmi_pay
