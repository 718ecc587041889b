"""Money of the own 医保钱包 in bills of the national interface (P99, 3.1)."""

from decimal import Decimal

import pytest

from accounts.models import Institution
from settlement.models import SettlementPart
from settlement.selectors import proof
from tests.factories import aid, wallets
from tests.gateway import chains
from tests.gateway.test_outpatient import FEES, identities
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, goods, leave, shop

pytestmark = pytest.mark.django_db
__all__ = ["shop"]
ACCOUNT, WALLET = "310200", "310201"


@pytest.fixture
def giver_and_taker(city):
    """A wife who has put 12.34 yuan into her husband's wallet by day, when that is allowed.

    Employees, so that relatives may pay the rest by mutual aid. Institutions here take wallets.
    """
    with pytest.MonkeyPatch.context() as patch:
        wallets.set_clock(patch, "12:00:00")
        pair = wallets.couple(city, balance="900.00", insutype="310", psn_type="11")
        wallets.fill(*pair, "12.34")
    return pair


@pytest.fixture(autouse=True)
def taken_here(system, shop):
    """The hospital and the pharmacy take wallets (P25)."""
    Institution.objects.update(accepts_wallet=True)


def sources(answer):
    """setldetail as code → amount."""
    rows = {row["fund_pay_type"]: row["fund_payamt"] for row in answer["setldetail"]}
    assert len(rows) == len(answer["setldetail"]), "one row a source"
    return rows


def holds(answer, wallet):
    """3.1: the wallet is one source; rows add up to funds, accounts and the hospital's part."""
    info, rows = answer["setlinfo"], sources(answer)
    identities(info)
    assert rows[WALLET] == Decimal(wallet)
    assert rows.get(ACCOUNT, 0) + rows[WALLET] == info["acct_pay"]
    assert sum(rows.values()) == (
        info["fund_pay_sumamt"] + info["acct_pay"] + info["hosp_part_amt"]
    )
    names = {row["fund_pay_type"]: row["fund_pay_type_name"] for row in answer["setldetail"]}
    assert "钱包" in names[WALLET]
    return info


class TestAWallet:
    def test_is_a_source_of_its_own_there_and_back(self, system, giver_and_taker):
        """2206, 2207, 5203 and 2208 say the same."""
        _, taker = giver_and_taker
        mdtrt_id, asked, _ = chains.to_quote(system, taker, *FEES)
        holds(system.call("2206", {"data": asked}).output, "12.34")
        tried = system.call("2206", {"data": asked}).output["setlinfo"]
        answer = system.call("2207", {"data": chains.confirmed(asked, tried)}).output
        info = holds(answer, "12.34")
        part = SettlementPart.objects.get(kind="WALLET")
        assert part.amount_fen == 1234 and wallets.held(taker) == 0
        row = {"setl_id": info["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": info["psn_no"]}
        assert sources(system.call("5203", {"data": row}).output) == sources(answer)
        back = system.call("2208", {"data": row}).output
        holds(back, "-12.34")
        assert wallets.held(taker) == 1234 and proof.verify() == []

    def test_pays_at_a_pharmacy(self, shop, giver_and_taker):
        _, taker = giver_and_taker
        asked = goods(taker)
        holds(shop.call("2101", asked).output, "12.34")
        info = holds(shop.call("2102", asked).output, "12.34")
        row = {name: info[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
        holds(shop.call("2103", {"data": row}).output, "-12.34")

    def test_pays_for_a_stay_after_the_account(self, system, giver_and_taker):
        """2303, 2304 and 2305 say the same."""
        _, taker = giver_and_taker
        mdtrt_id = admit(system, taker).output["result"]["mdtrt_id"]
        rows = [chains.fee(taker, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")]
        assert system.call("2301", {"feedetail": rows}).code == 0
        assert leave(system, taker, mdtrt_id).code == 0
        asked = chains.trial(taker, mdtrt_id, "2000.00", med_type="21")
        tried = holds(system.call("2303", {"data": asked}).output, "12.34")
        info = holds(system.call("2304", {"data": chains.confirmed(asked, tried)}).output, "12.34")
        assert wallets.held(taker) == 0
        row = {name: info[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
        holds(system.call("2305", {"data": row}).output, "-12.34")
        assert wallets.held(taker) == 1234 and proof.verify() == []

    def test_pays_before_relatives_do(self, system, giver_and_taker):
        """P110: what relatives pay stands with the account, not with the wallet."""
        giver, taker = giver_and_taker
        aid.make_grant(giver, taker)
        answer = chains.settle(system, taker, *FEES, acct_used_flag="2")[1].output
        info = holds(answer, "12.34")
        assert sources(answer)[ACCOUNT] == info["acct_mulaid_pay"] > 0

    def test_is_not_used_where_the_flag_says_so(self, system, giver_and_taker):
        answer = chains.settle(system, giver_and_taker[1], *FEES, acct_used_flag="0")[1].output
        assert not {ACCOUNT, WALLET} & set(sources(answer))

    def test_has_its_code_in_the_dictionary(self, system):
        asked = {"data": {"type": "fund_pay_type", "admdvs": "510600", "date": "2026-11-23"}}
        rows = system.call("1901", asked).output["list"]
        assert "个人账户基金（医保钱包）" in {r["label"] for r in rows if r["value"] == WALLET}
