"""What goes back to which source: arithmetic alone (P119, I10, T63)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.rules.refunds import SourceState, plan


@st.composite
def situations(draw):
    """Sources that paid, what each returned already, and what each would pay for the rest."""
    paid = draw(st.lists(st.integers(1, 100_000), min_size=1, max_size=6))
    returned = [draw(st.integers(0, amount)) for amount in paid]
    held = sum(paid) - sum(returned)
    left = draw(st.integers(0, held))
    cuts = sorted(
        draw(st.lists(st.integers(0, left), min_size=len(paid) - 1, max_size=len(paid) - 1))
    )
    remaining = [end - start for start, end in zip([0, *cuts], [*cuts, left], strict=True)]
    sources = [SourceState(*each) for each in zip(paid, returned, remaining, strict=True)]
    return sources, held - left


class TestPlan:
    @given(situations())
    def test_gives_back_exactly_the_total_and_no_source_more_than_it_holds(self, situation):
        sources, total = situation
        back = plan(sources, total)
        assert sum(back) == total
        for source, amount in zip(sources, back, strict=True):
            assert 0 <= amount <= source.paid - source.returned

    @given(situations())
    def test_empties_every_source_when_all_goes_back(self, situation):
        sources, _ = situation
        held = [source.paid - source.returned for source in sources]
        whole = [SourceState(source.paid, source.returned, 0) for source in sources]
        assert plan(whole, sum(held)) == held

    @given(situations())
    def test_moves_each_source_to_what_it_would_pay_where_that_is_possible(self, situation):
        sources, total = situation
        held = [source.paid - source.returned for source in sources]
        wanted = [amount - source.remaining for amount, source in zip(held, sources, strict=True)]
        if min(wanted) >= 0:
            assert plan(sources, total) == wanted

    @given(situations(), st.integers(0, 100))
    def test_in_two_steps_ends_where_one_step_does(self, situation, percent):
        """Whatever stood between, in the end everything went back to where it came from."""
        sources, _ = situation
        held = [source.paid - source.returned for source in sources]
        part = sum(held) * percent // 100
        between = [SourceState(s.paid, s.returned, h) for s, h in zip(sources, held, strict=True)]
        first = plan(between, part)
        rest = [
            SourceState(source.paid, source.returned + amount, 0)
            for source, amount in zip(sources, first, strict=True)
        ]
        second = plan(rest, sum(held) - part)
        assert [one + two for one, two in zip(first, second, strict=True)] == held

    def test_takes_a_fen_of_rounding_from_the_latest_deduction(self):
        fund, cash = SourceState(100, 0, 50), SourceState(100, 0, 51)
        assert plan([fund, cash], 100) == [50, 50]
        assert plan([fund, cash], 98) == [49, 49]

    def test_never_returns_what_was_not_paid(self):
        with pytest.raises(AssertionError):
            plan([SourceState(10, 0, 0)], 11)
