"""The trace in words: what the bill page shows."""

from settlement.data.steps import percent
from settlement.rules import compile_pack, parse_case, settle

from .documents import basic, case, line, pack, tiered


def texts(pack_document, case_document):
    answer = settle(compile_pack(pack_document), parse_case(case_document))
    return [step.text for step in answer.trace]


class TestTrace:
    def test_says_the_deductible_and_the_share(self):
        said = texts(pack(basic()), case(line(pric="800.00")))
        assert any(s.startswith("本次政策范围内 800.00 元，先扣起付线 200.00 元") for s in said)
        assert "基本医保统筹基金付其中 600.00 元的 50%，即 300.00 元。" in said

    def test_says_what_a_line_loses(self):
        limited = line(
            chrgitm_lv="02", cnt="3", pric="40.00", selfpay_prop="0.10", pric_uplmt_amt="35"
        )
        said = texts(pack(), case(limited, line("2", chrgitm_lv="03")))
        assert "第 1 项（3 × 40.00 元）限价 35.00 元，超出的 15.00 元由个人负担。" in said
        assert "第 1 项（3 × 40.00 元）个人先付 10%，即 10.50 元。" in said
        assert "第 2 项（1 × 300.00 元）不在医保目录内，300.00 元全部自费。" in said

    def test_says_the_cap(self):
        said = texts(pack(basic(cap="10.00")), case())
        assert any("本年度最多还能付 10.00 元" in sentence for sentence in said)

    def test_says_that_no_policy_applies(self):
        answer = settle(None, parse_case(case()))
        assert any("没有可用的报销政策" in step.text for step in answer.trace)

    def test_says_that_a_benefit_has_not_begun(self):
        said = texts(pack(tiered()), case())
        assert "居民大病保险起付线 12000.00 元，年度累计 300.00 元，本次没有可付的部分。" in said

    def test_numbers_its_steps(self):
        answer = settle(compile_pack(pack(basic(), tiered())), parse_case(case()))
        assert [step.step for step in answer.trace] == list(range(1, len(answer.trace) + 1))

    def test_writes_exact_percentages(self):
        assert [percent(n) for n in (50_000_000, 83_250_000, 0, 100_000_000)] == [
            "50%", "83.25%", "0%", "100%",
        ]  # fmt: skip
