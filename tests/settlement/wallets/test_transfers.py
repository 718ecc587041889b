"""Money for a relative's wallet: limits, hours to the second, ends (P99, P102)."""

from datetime import time

import pytest

from family.models import AidBlock
from settlement import errors
from settlement.data.wallets import WalletRules
from settlement.models import LedgerAccount, WalletTransfer
from settlement.rules import wallets as rules
from settlement.selectors import proof
from settlement.selectors import wallets as found
from settlement.services import closed_accounts, wallets
from tests.factories import wallets as made
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from yibao.kernel import clock, outbox
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


class TestOffering:
    def test_moves_the_money_out_of_the_account_at_once(self, couple):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        assert (transfer.state, transfer.relation, transfer.nth) == ("OFFERED", "SPOUSE", 1)
        assert made.held(giver, "PERSONAL") == made.fen("8800.00")
        assert made.held(taker) == made.held(giver) == 0
        assert proof.verify() == []

    def test_takes_2000_and_refuses_a_fen_more_p99(self, couple):
        giver, taker = couple
        with pytest.raises(errors.WalletAmountRefused):
            made.offer(giver, taker, "2000.01")
        assert made.offer(giver, taker, "2000.00").amount_fen == made.fen("2000.00")

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_nothing_and_less(self, couple, amount):
        giver, taker = couple
        with pytest.raises(errors.WalletAmountRefused):
            wallets.offer(
                by=giver.user, giver=giver.person, receiver=taker.person, amount_fen=amount,
                key="k", proof="PIN",
            )  # fmt: skip

    def test_refuses_the_fourth_of_the_day_p99(self, couple):
        giver, taker = couple
        for number in range(3):
            made.offer(giver, taker, "1.00", key=f"k{number}")
        with pytest.raises(errors.WalletDailyCount):
            made.offer(giver, taker, "1.00", key="k3")

    def test_counts_those_that_came_back_p99(self, couple, clock_at):
        giver, taker = couple
        for number, verb in enumerate((wallets.refuse, wallets.take_back, wallets.refuse)):
            one = made.offer(giver, taker, "1.00", key=f"k{number}")
            verb(by=giver.user if verb is wallets.take_back else taker.user, ref=one.ref)
        with pytest.raises(errors.WalletDailyCount):
            made.offer(giver, taker, "1.00", key="k3")
        clock_at("09:00:00", days=1)
        assert made.offer(giver, taker, "1.00", key="k4").nth == 1

    @pytest.mark.parametrize(
        ("text", "is_open"),
        [("21:59:59", True), ("22:00:00", False), ("05:59:59", False), ("06:00:00", True)],
    )
    def test_is_closed_at_night_to_the_second_p99(self, couple, clock_at, text, is_open):
        giver, taker = couple
        clock_at(text)
        if is_open:
            assert made.offer(giver, taker).state == "OFFERED"
            return
        with pytest.raises(errors.WalletClosedHours) as refused:
            made.offer(giver, taker)
        assert "22:00" in refused.value.said and "06:00" in refused.value.said

    def test_needs_both_wallets_p99(self, city, clock_at):
        clock_at("09:00:00")
        giver, taker = world.insured(city, balance="100.00"), world.insured(city, insutype="390")
        make_binding(giver.person, taker.person, "SPOUSE")
        wallets.open_wallet(by=giver.user, person=giver.person)
        with pytest.raises(errors.WalletReceiverNotOpen):
            made.offer(giver, taker)
        wallets.open_wallet(by=taker.user, person=taker.person)
        assert made.offer(giver, taker, "100.00").state == "OFFERED"

    def test_needs_the_givers_own_wallet_p99(self, city, clock_at):
        clock_at("09:00:00")
        giver, taker = world.insured(city, balance="900.00"), world.insured(city, insutype="390")
        make_binding(giver.person, taker.person, "SPOUSE")
        wallets.open_wallet(by=taker.user, person=taker.person)
        with pytest.raises(errors.WalletNotOpen):
            made.offer(giver, taker)

    def test_is_for_near_relatives_only_p96(self, couple, city):
        stranger = world.insured(city)
        wallets.open_wallet(by=stranger.user, person=stranger.person)
        with pytest.raises(errors.WalletKinRefused):
            made.offer(couple[0], stranger)

    def test_knows_relatives_of_a_grant_too_p96(self, city, clock_at):
        giver, parent = world.insured(city, balance="900.00"), world.insured(city)
        make_grant(giver, parent, "PARENT")
        for one in (giver, parent):
            wallets.open_wallet(by=one.user, person=one.person)
        clock_at("09:00:00")
        assert made.offer(giver, parent).relation == "PARENT"

    def test_is_given_by_employees_only_p95(self, couple):
        giver, taker = couple
        with pytest.raises(errors.WalletGiverRefused):
            made.offer(taker, giver)

    def test_is_refused_to_whoever_takes_no_aid_p104(self, couple):
        giver, taker = couple
        AidBlock.objects.create(member=taker.person, payer=giver.person, created_at=clock.now())
        with pytest.raises(errors.WalletBlocked):
            made.offer(giver, taker)

    @pytest.mark.parametrize("word", ["", "SMS"])
    def test_needs_face_or_pin_p100(self, couple, word):
        giver, taker = couple
        with pytest.raises(errors.WalletProofMissing):
            wallets.offer(
                by=giver.user, giver=giver.person, receiver=taker.person, amount_fen=1, key="k",
                proof=word,
            )  # fmt: skip

    def test_does_not_spend_what_is_not_there_i3(self, city, clock_at):
        giver, taker = made.couple(city, balance="199.99")
        clock_at("09:00:00")
        with pytest.raises(errors.WalletBalanceShort):
            made.offer(giver, taker, "200.00")

    def test_is_one_transfer_for_one_key_t60(self, couple):
        giver, taker = couple
        assert made.offer(giver, taker).pk == made.offer(giver, taker).pk
        assert made.held(giver, "PERSONAL") == made.fen("8800.00")

    def test_is_the_givers_own_t31(self, couple):
        giver, taker = couple
        with pytest.raises(NotFound):
            wallets.offer(
                by=taker.user, giver=giver.person, receiver=taker.person, amount_fen=1, key="k",
                proof="PIN",
            )  # fmt: skip


class TestTaking:
    def test_puts_the_money_into_the_wallet(self, couple):
        giver, taker = couple
        transfer = made.fill(giver, taker)
        assert transfer.state == "ACCEPTED" and made.held(taker) == made.fen("200.00")
        assert proof.verify() == []

    def test_happens_once(self, couple):
        giver, taker = couple
        transfer = made.fill(giver, taker)
        for verb in (wallets.accept, wallets.refuse):
            with pytest.raises(errors.WalletOver):
                verb(by=taker.user, ref=transfer.ref)
        with pytest.raises(errors.WalletOver):
            wallets.take_back(by=giver.user, ref=transfer.ref)

    @pytest.mark.parametrize(
        ("verb", "side"),
        [(wallets.accept, 0), (wallets.refuse, 0), (wallets.take_back, 1)],
    )
    def test_is_for_the_right_side_only_t31(self, couple, verb, side):
        transfer = made.offer(*couple)
        with pytest.raises(NotFound):
            verb(by=couple[side].user, ref=transfer.ref)

    def test_is_hidden_from_everybody_else_t31(self, couple, city):
        transfer = made.offer(*couple)
        stranger = world.insured(city)
        with pytest.raises(NotFound):
            wallets.accept(by=stranger.user, ref=transfer.ref)
        with pytest.raises(NotFound):
            found.of_side(stranger.person, transfer.ref)

    def test_ends_at_six_of_the_next_day_to_the_second_p99(self, couple, clock_at):
        giver, taker = couple
        first, second = (made.offer(giver, taker, "1.00", key=key) for key in "ab")
        clock_at("05:59:59", days=1)
        assert wallets.return_overdue(by=None) == 0
        assert wallets.accept(by=taker.user, ref=first.ref).state == "ACCEPTED"
        clock_at("06:00:00", days=1)
        with pytest.raises(errors.WalletOver):
            wallets.accept(by=taker.user, ref=second.ref)

    def test_gives_back_at_six_what_nobody_took_p99(self, couple, clock_at):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        clock_at("06:00:00", days=1)
        assert wallets.return_overdue(by=None) == 1
        transfer.refresh_from_db()
        assert transfer.state == "RETURNED" and made.held(giver, "PERSONAL") == made.fen("9000.00")
        assert wallets.return_overdue(by=None) == 0 and proof.verify() == []
        assert found.made_on(transfer.wallet, transfer.day) == 1  # the number stays used

    def test_tells_both_sides_p191(self, couple):
        giver, taker = couple
        made.fill(giver, taker)
        while outbox.work_off():
            pass
        told = {(one.user_id, one.code) for one in Notice.objects.all()}
        assert {
            (giver.user.pk, "wallet_sent"), (giver.user.pk, "wallet_accepted"),
            (taker.user.pk, "wallet_offered"), (taker.user.pk, "wallet_received"),
        } <= told  # fmt: skip


class TestDeath:
    def test_gives_back_what_was_offered_to_the_dead_p118(self, couple):
        giver, taker = couple
        made.fill(giver, taker, "300.00")
        made.offer(giver, taker)
        wallets.died(by=None, person=taker.person)
        closed_accounts.died(by=None, person=taker.person)
        assert made.held(giver, "PERSONAL") == made.fen("8700.00")
        assert made.held(taker) == 0 and made.held(taker, "SUSPENSE") == made.fen("300.00")
        assert proof.verify() == []

    def test_keeps_for_the_heirs_what_comes_back_to_the_dead_t64(self, couple):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        closed_accounts.died(by=None, person=giver.person)
        wallets.refuse(by=taker.user, ref=transfer.ref)
        assert made.held(giver, "SUSPENSE") == made.fen("9000.00")
        assert LedgerAccount.objects.get(kind="PERSONAL", person=giver.person).balance_fen == 0


class TestRules:
    def test_come_from_the_area(self):
        read = rules.read(
            {"WALLET_DAILY_COUNT": 5, "WALLET_TXN_MAX": "500.00", "WALLET_CLOSED": "12:00-13:00"}
        )
        assert read == WalletRules(5, 50_000, time(12), time(13))
        assert rules.read({}) == WalletRules()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("WALLET_DAILY_COUNT", 0),
            ("WALLET_DAILY_COUNT", "3"),
            ("WALLET_DAILY_COUNT", True),
            ("WALLET_TXN_MAX", "0.00"),
            ("WALLET_TXN_MAX", 2000),
            ("WALLET_TXN_MAX", "2e3"),
            ("WALLET_CLOSED", "22-6"),
            ("WALLET_CLOSED", "24:00-06:00"),
            ("WALLET_CLOSED", "06:00-06:00"),
        ],
    )
    def test_are_refused_in_a_pack_where_they_make_no_sense(self, name, value):
        assert rules.mistake(name, value)

    def test_are_taken_as_the_product_sets_them(self):
        for name, value in (
            ("WALLET_DAILY_COUNT", 3), ("WALLET_TXN_MAX", "2000.00"),
            ("WALLET_CLOSED", "22:00–06:00"), ("TXN_LIMIT", "x"),
        ):  # fmt: skip
            assert not rules.mistake(name, value)


class TestOpening:
    def test_is_once(self, city):
        who = world.insured(city)
        assert (
            wallets.open_wallet(by=who.user, person=who.person).pk
            == wallets.open_wallet(by=who.user, person=who.person).pk
        )
        assert not WalletTransfer.objects.exists()

    def test_needs_insurance_p97(self, city):
        who = world.insured(city)
        who.person.enrolments.all().delete()
        with pytest.raises(errors.WalletNotInsured):
            wallets.open_wallet(by=who.user, person=who.person)
