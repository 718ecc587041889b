"""A card pays at the till: what the bank says, by the last four digits of the card."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from accounts.models import User
from settlement.errors import CardChargeClosed
from settlement.models import CardCharge, CardRefund, Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import card_healing, card_payments, cards
from tests.factories import cards as bank
from tests.factories import world
from yibao.kernel import clock, outbox
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db

LINES = [("1", "XA01", "1", "300.00")]
CASH = 15000


def quoted(till, who, *lines):
    visit_id = till.visit(who)
    assert till.fees(visit_id, *(lines or LINES)).status_code == 201
    return visit_id, till.quote(visit_id)


def pay(till, who, *, key="k", method="bank_card", pair=None):
    visit_id, quote = pair or quoted(till, who)
    return till.settle(visit_id, quote, key=key, cash_method=method)


def age_all(seconds: int) -> None:
    """Let time pass for everything that waits."""
    past = timedelta(seconds=seconds)
    for row in CardCharge.objects.all():
        fields = {"next_ask_at": row.next_ask_at and row.next_ask_at - past}
        CardCharge.objects.filter(pk=row.pk).update(**fields)
    for row in CardRefund.objects.exclude(next_ask_at=None):
        CardRefund.objects.filter(pk=row.pk).update(next_ask_at=row.next_ask_at - past)


def settle_outbox() -> None:
    """Work off what is owed; on-commit rings are not needed."""
    while outbox.work_off():
        pass


class TestACardThatPays:
    def test_is_a_source_of_the_bill(self, till, patient):
        """P166: the cash part, after pool and account; the books and the bank agree."""
        card = bank.bind(patient, "0000")
        answer = pay(till, patient)
        assert answer.status_code == 201, answer.content.decode()
        bill = Settlement.objects.get()
        assert bill.psn_cash_pay_fen == CASH and bill.cash_method == "bank_card"
        parts = list(bill.parts.values_list("kind", "amount_fen"))
        assert parts[-1] == ("CARD", CASH) and "CASH" not in dict(parts)
        charge = CardCharge.objects.get()
        assert (charge.state, charge.card, charge.settlement) == ("SETTLED", card, bill)
        assert bank.taken() == CASH
        assert proof.verify() == []

    def test_answers_the_same_bytes_again(self, till, patient):
        """T59: one payment, one bill, one answer."""
        bank.bind(patient)
        pair = quoted(till, patient)
        first = pay(till, patient, pair=pair)
        assert pay(till, patient, pair=pair).content == first.content
        assert bank.taken() == CASH and CardCharge.objects.count() == 1

    def test_refuses_the_key_for_another_call(self, till, patient):
        """T60."""
        bank.bind(patient)
        pair = quoted(till, patient)
        pay(till, patient, pair=pair)
        answer = pay(till, patient, pair=pair, method="cash")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.conflict")

    def test_is_told_without_an_amount_in_the_message(self, till, patient):
        """P191, copy rule 7."""
        bank.bind(patient)
        pay(till, patient)
        settle_outbox()
        assert Notice.objects.filter(user=patient.user, code="card_charged").count() == 1
        texts = [row.text for row in SmsMessage.objects.filter(code="card_charged")]
        assert len(texts) == 1 and "150" not in texts[0]

    def test_pays_nothing_where_nothing_is_left(self, till, city):
        who = world.insured(city, balance="1000.00")
        bank.bind(who)
        assert pay(till, who).status_code == 201
        assert not CardCharge.objects.exists()


class TestWithoutAPayment:
    def test_a_person_without_card(self, till, patient):
        answer = pay(till, patient)
        assert (answer.status_code, answer.json()["code"]) == (409, "card.not_bound")

    def test_a_person_who_has_not_agreed(self, till, patient):
        bank.bind(patient)
        cards.disagree(by=patient.user)
        assert pay(till, patient).json()["code"] == "card.payment_off"
        assert bank.taken() == 0

    def test_a_person_who_has_just_changed_the_number(self, till, patient):
        """T16: money actions wait for 24 hours."""
        bank.bind(patient)
        User.objects.update(money_held_until=clock.now() + timedelta(hours=1))
        assert pay(till, patient).json()["code"] == "card.held"
        assert bank.taken() == 0

    def test_a_changed_quote_asks_no_bank(self, till, patient):
        bank.bind(patient)
        pair = quoted(till, patient)
        till.bill(patient, ("1", "XA01", "1", "30.00"))
        answer = pay(till, patient, pair=pair)
        assert answer.json()["code"] == "settlement.quote_changed"
        assert not CardCharge.objects.exists() and bank.taken() == 0


class TestARefusal:
    @pytest.mark.parametrize(
        ("tail", "word"), [("0051", "余额"), ("0054", "过期"), ("0061", "每日限额")]
    )
    def test_leaves_nothing_settled_and_cash_may_follow(self, till, patient, tail, word):
        bank.bind(patient, tail)
        pair = quoted(till, patient)
        answer = pay(till, patient, pair=pair)
        assert (answer.status_code, answer.json()["code"]) == (409, "card.charge_refused")
        assert word in answer.json()["patient_text"]
        assert pay(till, patient, pair=pair).content == answer.content
        assert bank.taken() == 0 and not Settlement.objects.exists()
        assert SettlementAttempt.objects.get().state == "FAILED"
        assert pay(till, patient, pair=pair, key="k2", method="cash").status_code == 201
        assert proof.verify() == []

    def test_of_an_expired_card_asks_the_holder(self, till, patient):
        card = bank.bind(patient, "0054")
        pay(till, patient)
        card.refresh_from_db()
        assert (card.state, card.check_reason) == ("NEEDS_CHECK", "EXPIRED")
        settle_outbox()
        assert Notice.objects.filter(code="card_doubted").count() == 1
        assert pay(till, patient, key="k2").json()["code"] == "card.needs_check"


class TestABankThatTimesOut:
    def test_is_asked_and_the_bill_is_finished_without_the_till(self, till, patient):
        """0091, feature row 50: pending for the till, then settled by the task alone."""
        bank.bind(patient, "0091")
        pair = quoted(till, patient)
        answer = pay(till, patient, pair=pair)
        body = answer.json()
        assert (answer.status_code, body["code"]) == (409, "card.confirmation_pending")
        assert body["waiting_for"] == "bank" and answer["Retry-After"]
        assert "请不要重复付款" in body["patient_text"]
        assert card_healing.heal(by=None) == 0
        age_all(20)
        card_healing.heal(by=None)
        assert CardCharge.objects.get().state == "IN_DOUBT"
        assert pay(till, patient, pair=pair, key="other", method="cash").json()["code"] == (
            "card.confirmation_pending"
        )
        self.bank_knows()
        age_all(60)
        card_healing.heal(by=None)
        assert CardCharge.objects.get().state == "SETTLED"
        assert bank.taken() == CASH
        done = pay(till, patient, pair=pair)
        assert done.status_code == 201 and Settlement.objects.count() == 1
        assert pay(till, patient, pair=pair).content == done.content
        assert proof.verify() == []

    def test_does_not_end_the_round_when_a_row_is_busy(self, till, patient, monkeypatch):
        """A busy payment or refund waits for the next round; the others are looked at."""
        looked = []

        def busy(*, by, refund_id, at_once=False):
            looked.append(refund_id)
            raise OperationalError("lock timeout")

        monkeypatch.setattr(card_healing.card_refunds, "work", busy)
        monkeypatch.setattr(card_healing.cards, "due_refunds", lambda moment, most: [1, 2, 3])
        assert card_healing.heal(by=None) == 3
        assert looked == [1, 2, 3]

    def bank_knows(self):
        with bank.bank_books()._open() as line:
            line.execute("UPDATE orders SET known_at = '2020-01-01T00:00:00+00:00'")

    def test_gives_back_what_the_till_no_longer_wants(self, till, patient):
        """T62: reversed while the bank was silent; late money returns to the card by itself."""
        bank.bind(patient, "0091")
        pair = quoted(till, patient)
        pay(till, patient, pair=pair)
        undone = till.post("reversals/", {"idempotency_key": "k", "reason": "不等了"})
        assert undone.json()["result"] == "not_found_blocked"
        assert pay(till, patient, pair=pair, key="k2", method="cash").status_code == 201
        self.bank_knows()
        age_all(60)
        card_healing.heal(by=None)
        assert CardCharge.objects.get().state == "RETURNED"
        self.send_refund()
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0
        assert Settlement.objects.count() == 1
        assert Notice.objects.filter(code="card_returned").count() == 1
        assert proof.verify() == []

    def send_refund(self):
        settle_outbox()
        for _ in range(3):
            age_all(3600)
            card_healing.heal(by=None)
        settle_outbox()

    def test_frees_the_till_after_five_minutes(self, till, patient, monkeypatch):
        """Text 18: a wait has an end; whatever the bank did is put right later."""
        bank.bind(patient, "0091")
        bank.switch("result:900")
        pair = quoted(till, patient)
        pay(till, patient, pair=pair)
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda tenant=None: real(tenant) + timedelta(minutes=6))
        card_healing.heal(by=None)
        charge = CardCharge.objects.get()
        assert charge.given_up_at is not None and charge.state == "IN_DOUBT"
        assert SettlementAttempt.objects.get().state == "FAILED"
        assert pay(till, patient, pair=pair).json()["code"] == "card.charge_closed"
        assert pay(till, patient, pair=pair, key="k2", method="cash").status_code == 201
        monkeypatch.setattr(clock, "now", lambda tenant=None: real(tenant) + timedelta(minutes=20))
        card_healing.heal(by=None)
        settle_outbox()
        assert CardCharge.objects.get().state == "RETURNED" and bank.taken() == 0
        assert proof.verify() == []


class TestOddAnswers:
    def test_success_said_twice_has_one_effect(self, till, patient):
        """0096."""
        bank.bind(patient, "0096")
        assert pay(till, patient).status_code == 201
        before = CardCharge.objects.get()
        card_healing.heal(by=None)
        assert bank.bank_books().take_news() == []
        after = CardCharge.objects.get()
        assert (after.state, after.known_at) == ("SETTLED", before.known_at)
        assert bank.taken() == CASH and proof.verify() == []

    def test_a_payment_booked_too_late_is_reversed(self, till, patient):
        """0068: the bank has the money and wants it back: nothing is settled, all goes back."""
        bank.bind(patient, "0068")
        pair = quoted(till, patient)
        assert pay(till, patient, pair=pair).json()["code"] == "card.confirmation_pending"
        age_all(20)
        assert pay(till, patient, pair=pair).json()["code"] == "card.charge_closed"
        assert CardCharge.objects.get().state == "RETURNED"
        settle_outbox()
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0
        assert pay(till, patient, pair=pair, key="k2", method="cash").status_code == 201
        assert proof.verify() == []


class TestABankInTrouble:
    """T100, F26: down, slow, garbage, lying — nobody gets through, the words are clear."""

    def test_that_is_down_took_nothing_and_says_so_at_once(self, till, patient):
        bank.bind(patient)
        bank.switch("down")
        answer = pay(till, patient)
        assert answer.json()["code"] == "card.charge_refused"
        assert "没有扣钱" in answer.json()["patient_text"]
        bank.switch("")
        assert bank.taken() == 0

    @pytest.mark.parametrize("words", ["garbage", "lying"])
    def test_that_cannot_be_believed_is_asked_later(self, till, patient, words):
        bank.bind(patient)
        bank.switch(words)
        pair = quoted(till, patient)
        assert pay(till, patient, pair=pair).json()["code"] == "card.confirmation_pending"
        assert not Settlement.objects.exists()
        age_all(20)
        card_healing.heal(by=None)
        assert not Settlement.objects.exists()
        bank.switch("")
        age_all(120)
        CardCharge.objects.update(valid_until=clock.now() - timedelta(seconds=1))
        card_healing.heal(by=None)
        charge = CardCharge.objects.get()
        assert charge.state == ("SETTLED" if words == "garbage" else "CLOSED")
        assert bank.taken() == (CASH if words == "garbage" else 0)
        assert proof.verify() == []

    def test_that_answers_too_late_is_asked(self, till, patient, monkeypatch):
        bank.bind(patient)
        monkeypatch.setattr("settlement.gateways.bank_simulator.PATIENCE_MS", 20)
        bank.switch("slow:50")
        pair = quoted(till, patient)
        assert pay(till, patient, pair=pair).json()["code"] == "card.confirmation_pending"
        bank.switch("")
        age_all(20)
        assert pay(till, patient, pair=pair).status_code == 201
        assert bank.taken() == CASH and proof.verify() == []


class TestLimits:
    def test_above_the_holders_limit_waits_for_the_holder(self, till, patient):
        """P171: 409 until accepted on the phone; accepted, it settles."""
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=10000, per_day_fen=20000)
        pair = quoted(till, patient)
        body = pay(till, patient, pair=pair).json()
        assert (body["code"], body["waiting_for"]) == ("card.confirmation_pending", "person")
        assert bank.taken() == 0
        settle_outbox()
        assert Notice.objects.filter(code="card_confirm").count() == 1
        charge = card_payments.accept(by=patient.user, ref=CardCharge.objects.get().ref)
        assert charge.state == "SETTLED" and bank.taken() == CASH
        assert pay(till, patient, pair=pair).status_code == 201
        assert Settlement.objects.count() == 1 and proof.verify() == []

    def test_a_declined_payment_takes_nothing(self, till, patient):
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=10000, per_day_fen=20000)
        pair = quoted(till, patient)
        pay(till, patient, pair=pair)
        card_payments.decline(by=patient.user, ref=CardCharge.objects.get().ref)
        assert pay(till, patient, pair=pair).json()["code"] == "card.charge_closed"
        assert bank.taken() == 0
        assert pay(till, patient, pair=pair, key="k2", method="cash").status_code == 201

    def test_a_no_after_the_yes_leaves_the_call_open(self, till, patient):
        """The till must not hear that it failed while the bank is taking the money."""
        card = bank.bind(patient, "0091")
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=10000, per_day_fen=20000)
        pay(till, patient, pair=quoted(till, patient))
        ref = CardCharge.objects.get().ref
        assert card_payments.accept(by=patient.user, ref=ref).state == "IN_DOUBT"
        with pytest.raises(CardChargeClosed):
            card_payments.decline(by=patient.user, ref=ref)
        assert SettlementAttempt.objects.get().state == "PENDING"

    def test_above_the_regions_limit_is_refused(self, till, patient, settings):
        bank.bind(patient)
        settings.CARD_PAYMENT_MAX_FEN = 10000
        answer = pay(till, patient)
        assert (answer.json()["code"], answer.json()["left"]) == ("card.limit_exceeded", "100.00")
        assert bank.taken() == 0

    def test_mixed_takes_from_the_card_what_needs_no_question(self, till, patient):
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=10000, per_day_fen=20000)
        answer = pay(till, patient, method="mixed")
        assert answer.status_code == 201
        parts = dict(Settlement.objects.get().parts.values_list("kind", "amount_fen"))
        assert (parts["CARD"], parts["CASH"]) == (10000, 5000)
        assert bank.taken() == 10000 and proof.verify() == []
