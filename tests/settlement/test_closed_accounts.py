"""Closed personal accounts: what they held waits for the same person (P39, P118, T64)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.events import insurance_changed
from accounts.models import Enrolment, Person, User
from accounts.services import deaths
from settlement.errors import PayoutOpen, PayoutSamePerson, PayoutStateRefused, PayoutTooMuch
from settlement.models import LedgerAccount, SuspensePayout
from settlement.rules.closed_accounts import Relation, has_left, is_here
from settlement.selectors import proof
from settlement.services import ledger, payouts
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel.money import parse_yuan, to_fen
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
HOME = "510600"


def fen(text):
    return to_fen(parse_yuan(text))


def held(who, kind="PERSONAL"):
    row = LedgerAccount.objects.filter(kind=kind, person=who.person).first()
    return row.balance_fen if row else None


def check_all():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert proof.verify() == []


def move_away(who, *, insutype="310"):
    """The register ends the relation here and begins one in Chengdu."""
    Enrolment.objects.filter(person=who.person).update(psn_insu_stas="4", is_current=False)
    Enrolment.objects.create(
        person=who.person, insutype=insutype, psn_type="11", insuplc_admdvs="510100",
        psn_insu_stas="1", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    insurance_changed.send(sender=Person, persons=[who.person], by=None)


def come_back(who):
    Enrolment.objects.filter(person=who.person, insuplc_admdvs="510100").update(is_current=False)
    back = Enrolment.objects.filter(person=who.person, insuplc_admdvs=HOME)
    back.update(psn_insu_stas="1", is_current=True)
    insurance_changed.send(sender=Person, persons=[who.person], by=None)


@pytest.fixture
def finance(tenant):
    """Two people of finance."""
    make = User.objects.create_staff
    return [make(tenant=tenant, username=f"cw{n}", password="x") for n in (1, 2)]


ASK = payouts.PayoutAsk(fen("60.00"), "HEIR", "王小明", "6222000000001234")


class TestRuleOfLeaving:
    @pytest.mark.parametrize(
        ("relations", "left", "here"),
        [
            ([("310", HOME, "1", True)], False, True),
            ([("310", HOME, "4", True)], False, False),
            ([("310", HOME, "4", False), ("310", "510100", "1", True)], True, False),
            ([("310", HOME, "4", False), ("390", "510100", "1", True)], True, False),
            ([("310", HOME, "2", False), ("310", "510100", "1", True)], False, True),
            ([("310", HOME, "4", False), ("390", HOME, "1", True)], False, False),
            ([("310", "510100", "1", True)], False, False),
            ([("310", HOME, "4", False), ("310", "510100", "4", True)], False, False),
        ],
    )
    def test_needs_an_end_here_and_insurance_elsewhere(self, relations, left, here):
        """P115: a rest of the account stays usable where the insurance only ended."""
        held = [Relation(*one) for one in relations]
        assert (has_left(held, HOME), is_here(held, HOME)) == (left, here)


class TestDeath:
    def test_leaves_the_money_waiting_for_the_heirs(self, worker):
        deaths.record_death(by=None, person=worker.person, on=date(2026, 1, 1))
        assert (held(worker), held(worker, "SUSPENSE")) == (0, fen("100.00"))
        check_all()

    def test_sends_a_later_refund_to_what_waits(self, till, worker):
        """T64: a refund to a closed account goes to nobody's cash."""
        bill = till.bill(worker, ("1", "XA01", "1", "150.00"))
        spent = fen("100.00") - held(worker)
        assert spent > 0
        deaths.record_death(by=None, person=worker.person, on=date(2026, 1, 1))
        answer = till.post(
            f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "x"}
        )
        assert answer.status_code == 201
        assert (held(worker), held(worker, "SUSPENSE")) == (0, fen("100.00"))
        check_all()

    def test_of_a_relative_who_paid_returns_the_relatives_part_to_what_waits(self, till, city):
        """P119: each payer's part to that payer, also after the authorisation has ended."""
        patient = world.insured(city, balance="10.00")
        payer = world.insured(city, balance="500.00")
        make_grant(payer, patient)
        bill = till.bill(patient, ("1", "XA01", "1", "150.00"), use_aid=True)
        assert held(payer) < fen("500.00")
        deaths.record_death(by=None, person=payer.person, on=date(2026, 1, 1))
        till.post(f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "x"})
        assert (held(patient), held(payer), held(payer, "SUSPENSE")) == (
            fen("10.00"), 0, fen("500.00"),
        )  # fmt: skip
        check_all()


class TestMovingAway:
    def test_closes_the_account_and_tells_the_person(self, worker):
        move_away(worker)
        assert (held(worker), held(worker, "SUSPENSE")) == (0, fen("100.00"))
        assert "100.00" in Notice.objects.get(user=worker.user, code="suspense_held").body
        check_all()

    def test_and_back_gives_the_money_back(self, worker):
        move_away(worker)
        come_back(worker)
        assert (held(worker), held(worker, "SUSPENSE")) == (fen("100.00"), 0)
        move_away(worker)
        assert held(worker, "SUSPENSE") == fen("100.00")
        check_all()

    def test_sweeps_a_late_deposit(self, worker):
        move_away(worker)
        ledger.deposit(by=None, person=worker.person, amount_fen=500, business="late:1")
        assert (held(worker), held(worker, "SUSPENSE")) == (0, fen("105.00"))
        check_all()


class TestPayout:
    def test_takes_two_people_and_stands_in_the_books(self, worker, finance):
        first, second = finance
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        row = payouts.propose(by=first, account_id=waiting.pk, ask=ASK, reason="继承人申请")
        with pytest.raises(PayoutOpen):
            payouts.propose(by=second, account_id=waiting.pk, ask=ASK, reason="又一笔")
        with pytest.raises(PayoutSamePerson):
            payouts.pay(by=first, payout_id=row.pk, bank_number="B123", reason="已转账")
        paid = payouts.pay(by=second, payout_id=row.pk, bank_number="B123", reason="已转账")
        assert paid.state == "PAID" and held(worker, "SUSPENSE") == fen("40.00")
        with pytest.raises(PayoutStateRefused):
            payouts.pay(by=second, payout_id=row.pk, bank_number="B124", reason="再付")
        check_all()

    def test_cannot_exceed_what_waits(self, worker, finance):
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        more = payouts.PayoutAsk(fen("100.01"), "OWN_CARD", "王", "6222")
        with pytest.raises(PayoutTooMuch):
            payouts.propose(by=finance[0], account_id=waiting.pk, ask=more, reason="多付")
        assert not SuspensePayout.objects.exists()

    def test_keeps_its_amount_aside_from_somebody_who_comes_back(self, worker, finance):
        """Finance may have transferred it already: the cover is still there."""
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        row = payouts.propose(by=finance[0], account_id=waiting.pk, ask=ASK, reason="付")
        come_back(worker)
        assert (held(worker), held(worker, "SUSPENSE")) == (fen("40.00"), fen("60.00"))
        payouts.pay(by=finance[1], payout_id=row.pk, bank_number="B123", reason="付")
        assert (held(worker), held(worker, "SUSPENSE")) == (fen("40.00"), 0)
        check_all()

    def test_taken_back_gives_somebody_who_came_back_the_rest(self, worker, finance):
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        row = payouts.propose(by=finance[0], account_id=waiting.pk, ask=ASK, reason="付")
        come_back(worker)
        payouts.cancel(by=finance[0], payout_id=row.pk, reason="人回来了")
        assert (held(worker), held(worker, "SUSPENSE")) == (fen("100.00"), 0)
        check_all()

    def test_taken_back_of_somebody_away_leaves_what_waits(self, worker, finance):
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        row = payouts.propose(by=finance[0], account_id=waiting.pk, ask=ASK, reason="付")
        payouts.cancel(by=finance[0], payout_id=row.pk, reason="填错了")
        assert (held(worker), held(worker, "SUSPENSE")) == (0, fen("100.00"))


class TestDatabase:
    def test_keeps_a_closed_account_empty(self, worker):
        with pytest.raises(IntegrityError, match="holds money"), transaction.atomic():
            LedgerAccount.objects.filter(person=worker.person).update(closed_at="2026-01-01T00:00Z")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_gives_what_waits_to_nobody_else(self, worker, city):
        """T64."""
        other = world.insured(city, balance="1.00")
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        theirs = LedgerAccount.objects.get(kind="PERSONAL", person=other.person)
        cash = ledger.plain_accounts(
            by=None, tenant_id=city.pk, wanted={("CASH_CLEARING", "x")}
        ).popitem()[1]
        for account in (theirs, cash):
            with pytest.raises(IntegrityError, match="that person only"), transaction.atomic():
                legs = [ledger.Leg(waiting.pk, debit_fen=1), ledger.Leg(account.pk, credit_fen=1)]
                name = f"x:{account.pk}"
                ledger.post(by=None, tenant_id=city.pk, kind="x", business=name, legs=legs)

    def test_takes_two_people_for_a_payout(self, worker, finance):
        move_away(worker)
        waiting = LedgerAccount.objects.get(kind="SUSPENSE", person=worker.person)
        row = payouts.propose(by=finance[0], account_id=waiting.pk, ask=ASK, reason="付")
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            SuspensePayout.objects.filter(pk=row.pk).update(
                state="PAID", payer=finance[0], ended_at="2026-01-01T00:00Z", bank_number="B"
            )
        with pytest.raises(IntegrityError, match="not posted"), transaction.atomic():
            SuspensePayout.objects.filter(pk=row.pk).update(
                state="PAID", payer=finance[1], ended_at="2026-01-01T00:00Z", bank_number="B"
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
