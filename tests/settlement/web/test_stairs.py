"""The staircase of a bill: what is drawn is what is said, and both flights add up."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settlement.models import Settlement
from settlement.web import stairs
from yibao.kernel.money import fen_text

FEN = st.integers(min_value=0, max_value=10_000_000)


def drawn(outside, dedc, share, cap, first, later, own) -> list[stairs.Stair]:
    """A bill in numbers; what nobody else pays is cash."""
    personal = outside + dedc + share + cap
    later, rest = min(later, personal), 0
    own = min(own, personal - later)
    rest = personal - later - own
    inputs = {"按比例自付": share, "超封顶线": cap, "其他基金已付": later}
    trace = [{"field": "psn_part_amt", "inputs": {k: fen_text(v) for k, v in inputs.items()}}]
    parts = [
        SimpleNamespace(kind="OWN_ACCOUNT", amount_fen=own),
        SimpleNamespace(kind="CASH", amount_fen=rest),
    ]
    row = SimpleNamespace(
        medfee_sumamt_fen=personal + first, fulamt_ownpay_amt_fen=outside, overlmt_selfpay_fen=0,
        preselfpay_amt_fen=0, act_pay_dedc_fen=dedc, fund_pay_sumamt_fen=first + later,
        hosp_part_amt_fen=0, psn_part_amt_fen=personal - later, breakdown={"trace": trace},
        parts=SimpleNamespace(all=lambda: parts),
    )  # fmt: skip
    return stairs.of_bill(row)


class TestStairs:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(FEN, FEN, FEN, FEN, FEN, FEN, FEN)
    def test_add_up_and_stay_within_the_picture(self, outside, dedc, share, cap, first, later, own):
        found = drawn(outside, dedc, share, cap, first, later, own)
        whole = found[0].amount_fen
        cut = (
            [one.label for one in found].index("要自己负担的")
            if any(one.label == "要自己负担的" for one in found)
            else len(found)
        )
        assert sum(one.amount_fen for one in found[1:cut]) == whole
        if cut < len(found):
            assert sum(one.amount_fen for one in found[cut + 1 :]) == found[cut].amount_fen
        assert all(0 <= one.x and one.x + one.width <= 1000 and one.width > 0 for one in found)

    @pytest.mark.django_db
    def test_are_on_the_page_with_the_same_words(self, till, worker, client):
        no = till.bill(worker, ("1", "XA01", "1", "300.00"), ("2", "XC04", "1", "50.00"))["setl_id"]
        client.force_login(worker.user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/bills/{no}/why/").content.decode()
        for one in stairs.of_bill(Settlement.objects.get(setl_id=no)):
            assert one.label in page and one.words in page
        assert page.count("yb-bar--track") == len(stairs.of_bill(Settlement.objects.get()))
