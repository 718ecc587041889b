"""A wallet when its owner leaves, and in the copy of the own data (P39, T92)."""

import pytest

from settlement.selectors import matters, own_data
from settlement.services import wallets
from tests.factories import wallets as made

pytestmark = pytest.mark.django_db


def titles(who):
    """What hinders leaving."""
    return [one.title for one in matters.open_matters(who.person)]


class TestLeaving:
    def test_waits_for_transfers_of_both_sides_to_end(self, couple):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        for side in couple:
            assert "有一笔钱包转账还没办结" in titles(side)
        wallets.refuse(by=taker.user, ref=transfer.ref)
        assert titles(giver) == titles(taker) == []

    def test_is_not_hindered_by_money_in_the_wallet(self, couple):
        """It stays with the person, as the personal account does."""
        made.fill(*couple)
        assert titles(couple[1]) == [] and made.held(couple[1]) == made.fen("200.00")


class TestOwnData:
    def test_tells_transfers_with_the_other_side_masked_t92(self, couple):
        giver, taker = couple
        made.fill(giver, taker)
        for side, other in (couple, couple[::-1]):
            parts = {part.code: part for part in own_data.sections_of(side.person)}
            (row,) = list(parts["wallet_transfers"].rows)
            told = str(row)
            assert other.person.masked_name in told and other.person.name not in told
