"""Refunds go back to the card that paid (P119, P173), whatever the bank does meanwhile."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from settlement import gateways
from settlement.errors import CardBusy
from settlement.models import CardCharge, CardRefund, Refund, Settlement, SettlementPart
from settlement.selectors import proof
from settlement.services import card_healing, cards
from tests.factories import cards as bank
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import outbox
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db

LINES = [("1", "XA01", "3", "100.00")]
CASH = 15000


@pytest.fixture
def paid(till, patient):
    """A bill of 300 of which a card paid 150; returns the settle answer."""

    def pay(tail="0000", method="bank_card"):
        bank.bind(patient, tail)
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        answer = till.settle(visit_id, till.quote(visit_id), cash_method=method, key="paid")
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    return pay


def work_off() -> None:
    while outbox.work_off():
        pass


def later(times: int = 1) -> None:
    """An hour passes, and the task looks."""
    for _ in range(times):
        for row in CardRefund.objects.exclude(next_ask_at=None):
            past = row.next_ask_at - timedelta(hours=1)
            CardRefund.objects.filter(pk=row.pk).update(next_ask_at=past)
        card_healing.heal(by=None)
    work_off()


def back(till, bill, lines=None):
    answer = till.post(
        f"settlements/{bill['setl_id']}/refunds/", {"lines": lines, "reason": "退药"}
    )
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


class TestARefund:
    def test_reaches_the_card_through_the_bank(self, till, patient, paid):
        bill = paid()
        body = back(till, bill)
        assert {"source": "card", "amount": "150.00"} in body["returned"]
        assert CardRefund.objects.get().state == "PENDING" and bank.taken() == CASH
        assert proof.verify() == []
        work_off()
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0
        assert Notice.objects.filter(user=patient.user, code="card_refunded").count() == 1
        assert proof.verify() == []

    def test_in_parts_never_gives_back_more_than_the_card_paid(self, till, paid):
        """I10, metamorphic: in three parts as at once."""
        bill = paid()
        for _ in range(3):
            back(till, bill, [{"feedetl_sn": "1", "cnt": "1"}])
            work_off()
        assert bank.taken() == 0
        assert sum(row.amount_fen for row in CardRefund.objects.all()) == CASH
        assert proof.verify() == []

    def test_of_card_and_cash_returns_the_cash_first(self, till, patient, paid):
        """The reverse of the order of payment: cash paid last."""
        bank.bind(patient)
        card = patient.person.bank_cards.get()
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=10000, per_day_fen=20000)
        bill = paid(method="mixed")
        back(till, bill, [{"feedetl_sn": "1", "cnt": "1"}])
        part = SettlementPart.objects
        assert part.get(kind="CASH").refunded_fen == 5000
        assert part.get(kind="CARD").refunded_fen == 0
        back(till, bill)
        work_off()
        assert bank.taken() == 0 and proof.verify() == []

    def test_by_reversal_goes_back_too(self, till, paid):
        """I11."""
        paid()
        answer = till.post("reversals/", {"idempotency_key": "paid", "reason": "没收到应答"})
        assert answer.json()["result"] == "reversed"
        work_off()
        assert bank.taken() == 0 and Settlement.objects.get().state == "REVERSED"
        assert proof.verify() == []


class TestABankInTrouble:
    @pytest.mark.parametrize("words", ["down", "garbage", "lying"])
    def test_gives_back_once_in_the_end(self, till, paid, words):
        bill = paid()
        bank.switch(words)
        back(till, bill)
        work_off()
        later(3)
        assert CardRefund.objects.get().state == "IN_DOUBT"
        bank.switch("")
        later(2)
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0
        assert proof.verify() == []

    def test_that_refuses_to_tell_has_not_refused_the_refund(self, till, paid, monkeypatch):
        """Paid out by hand as well, the money would leave twice."""
        bill = paid()
        bank.switch("garbage")
        back(till, bill)
        work_off()

        def refuse(*_, **__):
            raise gateways.BankRefused("other")

        bank.switch("")
        with monkeypatch.context() as patch:
            patch.setattr(type(gateways.current_bank()), "query", refuse)
            later()
        assert CardRefund.objects.get().state == "IN_DOUBT" and not Case.objects.exists()
        later()
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0

    def test_with_a_card_that_is_gone_hands_it_to_a_person(self, till, patient, paid, city):
        """P173: a case, a message, and the books only when the money has left."""
        bill = paid()
        back(till, bill)
        bank.switch("closed")
        work_off()
        row = CardRefund.objects.get()
        case = Case.objects.get(ref=row.case_ref)
        assert (row.state, case.subject) == ("MANUAL", row.ref)
        assert Notice.objects.filter(code="card_refund_by_hand").count() == 1
        assert proof.verify() == []
        for name, state in (("lead-cards", "MANUAL"), ("second-cards", "PAID_OUT")):
            officer = User.objects.create_staff(tenant=city, username=name, password="x")
            cases.take(by=officer, ref=case.ref)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(transaction, "on_commit", lambda work, **_: work())
                cases.approve(by=officer, ref=case.ref)
            row.refresh_from_db()
            assert row.state == state  # money leaves on the word of two (P181)
        assert proof.verify() == []


class TestTheCard:
    def test_stays_bound_while_money_is_on_its_way(self, till, patient, paid):
        """P174."""
        bill = paid()
        card = patient.person.bank_cards.get()
        back(till, bill)
        with pytest.raises(CardBusy):
            cards.remove(by=patient.user, ref=card.ref)
        work_off()
        cards.remove(by=patient.user, ref=card.ref)

    def test_gets_its_money_also_after_it_was_unbound(self, till, patient, paid):
        bill = paid()
        cards.remove(by=patient.user, ref=patient.person.bank_cards.get().ref)
        work_off()
        back(till, bill)
        work_off()
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0


class TestTheDatabase:
    """What the services never do, the database refuses."""

    def test_refuses_more_back_than_was_taken(self, paid):
        paid()
        charge = CardCharge.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            CardRefund.objects.create(
                tenant_id=charge.tenant_id, charge=charge, amount_fen=CASH + 1,
                created_at=charge.created_at,
            )  # fmt: skip

    @pytest.mark.parametrize(
        "change",
        ["amount_fen = 1", "state = 'DONE'", "card_id = gen_random_uuid()", "settlement_id = NULL"],
    )
    def test_refuses_to_change_what_happened(self, paid, change):
        paid()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE settlement_cardcharge SET {change}")

    def test_refuses_a_payment_without_its_posting(self, till, patient):
        bank.bind(patient, "0091")
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        till.settle(visit_id, till.quote(visit_id), cash_method="bank_card")
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE settlement_cardcharge SET state = 'DONE'")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.django_db(transaction=True)
    def test_refuses_a_refund_that_nobody_sends(self, till, paid, monkeypatch):
        bill = paid()
        monkeypatch.setattr("settlement.services.card_refunds.owe", lambda **_: None)
        with pytest.raises(IntegrityError, match="nobody sends"):
            back(till, bill)
        assert not Refund.objects.exists()
