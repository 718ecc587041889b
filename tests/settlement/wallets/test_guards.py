"""What the database holds of wallets whatever the application does (P99, P102)."""

import pytest
from django.db import IntegrityError, connection, transaction

from settlement.models import LedgerAccount, WalletTransfer
from settlement.services import ledger
from settlement.services.wallets import TRANSIT
from tests.factories import wallets as made
from tests.factories import world
from yibao.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def _account(who, kind):
    return LedgerAccount.objects.get(person=who.person, kind=kind)


def move(tenant, source, goal, amount=100, business="test:1"):
    """A posting as no service makes it."""
    with transaction.atomic():
        ledger.post(
            by=None, tenant_id=tenant.pk, kind="test", business=business,
            legs=[ledger.Leg(source.pk, debit_fen=amount), ledger.Leg(goal.pk, credit_fen=amount)],
        )  # fmt: skip


class TestWalletMoney:
    def test_is_not_passed_on_p102(self, couple, city):
        giver, taker = couple
        made.fill(giver, taker)
        transit = ledger.plain_accounts(by=None, tenant_id=city.pk, wanted={TRANSIT})[TRANSIT]
        goals = [_account(giver, "WALLET"), _account(giver, "PERSONAL"), transit]
        for number, goal in enumerate(goals):
            with pytest.raises(IntegrityError):
                move(city, _account(taker, "WALLET"), goal, business=f"test:{number}")

    def test_comes_by_transfers_only_p99(self, couple, city):
        giver, taker = couple
        with pytest.raises(IntegrityError):
            move(city, _account(giver, "PERSONAL"), _account(taker, "WALLET"))

    def test_on_its_way_goes_to_no_till(self, couple, city):
        made.offer(*couple)
        key = ("CASH_CLEARING", "x")
        wanted = {TRANSIT, key}
        accounts = ledger.plain_accounts(by=None, tenant_id=city.pk, wanted=wanted)
        with pytest.raises(IntegrityError):
            move(city, accounts[TRANSIT], accounts[key])


class TestTransferRow:
    def test_without_its_posting_is_refused_at_commit(self, couple):
        transfer = made.offer(*couple)
        copy = _copy(transfer)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)
            _judge()

    def test_does_not_end_without_its_posting(self, couple):
        transfer = made.offer(*couple)
        with pytest.raises(IntegrityError), transaction.atomic():
            WalletTransfer.objects.filter(pk=transfer.pk).update(
                state="ACCEPTED", ended_at=transfer.made_at
            )
            _judge()

    @pytest.mark.parametrize(
        "change", [{"amount_fen": 1}, {"nth": 2}, {"state": "OFFERED", "key": "other"}]
    )
    def test_says_the_same_for_ever(self, couple, change):
        transfer = made.offer(*couple)
        with pytest.raises(IntegrityError), transaction.atomic():
            WalletTransfer.objects.filter(pk=transfer.pk).update(**change)

    def test_does_not_move_on_from_its_end_i12(self, couple):
        transfer = made.fill(*couple)
        with pytest.raises(IntegrityError), transaction.atomic():
            WalletTransfer.objects.filter(pk=transfer.pk).update(state="RETURNED")

    @pytest.mark.parametrize(
        "change",
        [{"nth": 4}, {"nth": 0}, {"amount_fen": 200_001}, {"amount_fen": 0}],
    )
    def test_holds_number_and_amount_by_itself_p99(self, couple, change):
        copy = _copy(made.offer(*couple), **change)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_has_a_number_of_the_day_once_p99(self, couple):
        copy = _copy(made.offer(*couple), nth=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_is_between_its_two_people(self, couple, city):
        other = world.insured(city, balance="10.00")
        copy = _copy(made.offer(*couple), account=_account(other, "PERSONAL"))
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def _copy(transfer, **change):
    facts = {
        field.name: getattr(transfer, field.name)
        for field in WalletTransfer._meta.fields
        if field.name not in ("id", "ref", "key", "nth")
    }
    return WalletTransfer(id=new_id(), ref="Q-copy", key="copy", **{"nth": 2} | facts | change)


def _judge():
    """What is judged at commit, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
