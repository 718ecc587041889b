"""The second scan without a standing grant: the payer says yes to one amount (P113, T66)."""

from datetime import timedelta

import pytest

from accounts.models import Region
from family.models import Binding, Grant
from settlement.errors import AidWordOver
from settlement.models import Settlement, VisitPayer
from settlement.selectors import proof
from settlement.services import payer_words
from tests.factories import world
from tests.factories.aid import make_grant, make_rules
from tests.factories.bindings import make_binding
from yibao.kernel import clock, outbox
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def kin(city, worker):
    """His wife, bound to him, with 1000 yuan; 100 of his own are used first."""
    wife = world.insured(city, balance="1000.00")
    make_binding(wife.person, worker.person, "SPOUSE")
    return wife


@pytest.fixture
def asked(till, worker, kin):
    """A visit with the wife's code scanned, quoted: she would pay 150 yuan."""
    visit_id = till.visit(worker)
    till.fees(visit_id, *LINES)
    answer = name(till, visit_id, kin)
    assert (answer.status_code, answer.json()["state"]) == (201, "NEEDED")
    return visit_id, till.quote(visit_id, use_aid=True)


def name(till, visit_id, who):
    scan_id = till.scan(who, purpose="payer", visit_id=visit_id).json()["scan_id"]
    return till.post(f"visits/{visit_id}/payers/", {"scan_id": scan_id})


def word():
    return VisitPayer.objects.get()


def code(answer):
    return answer.status_code, answer.json().get("code", "")


class TestYes:
    def test_lets_the_same_call_go_on_p113(self, till, worker, kin, asked):
        visit_id, quote = asked
        first = till.settle(visit_id, quote, key="k")
        assert code(first) == (409, "aid.confirmation_pending")
        assert first.json()["asked_fen"] == 15000 and "Retry-After" in first
        assert world.balance(worker) == 10000, "nothing moves before the yes"
        assert word().expires_at - word().asked_at == timedelta(seconds=180)
        payer_words.accept(by=kin.user, ref=word().ref, shown_fen=15000)
        done = till.settle(visit_id, quote, key="k")
        assert done.status_code == 201 and world.balance(kin) == 85000
        part = Settlement.objects.get().parts.get(kind="AID_ACCOUNT")
        grant = part.grant
        assert (grant.kind, grant.per_payment_cap_fen, grant.state) == ("ONCE", 15000, "ACTIVE")
        assert grant.terms.get().proof == "PIN" and proof.verify() == []

    def test_asks_on_the_phone_once_and_gives_receipts(self, till, worker, kin, asked):
        visit_id, quote = asked
        for _ in range(3):
            till.settle(visit_id, quote, key="k")
        outbox.work_off()
        told = Notice.objects.get(user=kin.user, code="settlement_aid_asked")
        assert "150.00 元" in told.body and told.link == f"/mutual-aid/ask/{word().ref}/"
        payer_words.accept(by=kin.user, ref=word().ref)
        assert till.settle(visit_id, quote, key="k").status_code == 201
        outbox.work_off()
        assert Notice.objects.filter(user=kin.user, code="settlement_aid_paid").count() == 1
        assert Notice.objects.filter(user=worker.user, code="settlement_settled").count() == 1

    def test_counts_for_this_amount_only(self, till, worker, kin, asked):
        """A changed amount asks anew, and the old page agrees to nothing."""
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        payer_words.accept(by=kin.user, ref=word().ref)
        till.fees(visit_id, ("2", "XA01", "1", "100.00"))
        more = till.quote(visit_id, use_aid=True)
        answer = till.settle(visit_id, more, key="k2")
        assert code(answer) == (409, "aid.confirmation_pending")
        asked_now = word().asked_fen
        assert asked_now > 15000 and word().state == "WAITING"
        with pytest.raises(AidWordOver):
            payer_words.accept(by=kin.user, ref=word().ref, shown_fen=15000)
        payer_words.accept(by=kin.user, ref=word().ref, shown_fen=asked_now)
        assert till.settle(visit_id, more, key="k2").status_code == 201
        assert world.balance(kin) == 100000 - asked_now and proof.verify() == []
        assert Grant.objects.get().terms.count() == 2

    def test_is_nobody_elses(self, till, worker, kin, asked):
        """T31: neither the patient nor a stranger finds the question."""
        till.settle(*asked, key="k")
        for who in (worker, world.insured(worker.person.tenant)):
            with pytest.raises(NotFound):
                payer_words.accept(by=who.user, ref=word().ref)

    def test_comes_back_to_the_payer_after_the_grant_is_over_p119(self, till, kin, asked):
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        payer_words.accept(by=kin.user, ref=word().ref)
        setl_id = till.settle(visit_id, quote, key="k").json()["setl_id"]
        Grant.objects.update(state="ENDED", ended_at=clock.now(), ending="OVER")
        answer = till.post(f"settlements/{setl_id}/refunds/", {"lines": None, "reason": "退"})
        assert answer.status_code == 201 and world.balance(kin) == 100000
        assert proof.verify() == []


class TestNo:
    def test_leaves_the_rest_to_cash(self, till, worker, kin, asked):
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        payer_words.refuse(by=kin.user, ref=word().ref)
        answer = till.settle(visit_id, quote, key="k")
        assert code(answer) == (409, "settlement.quote_changed")
        again = till.settle(visit_id, answer.json()["quote"])
        assert again.status_code == 201 and world.balance(kin) == 100000
        with pytest.raises(AidWordOver):
            payer_words.accept(by=kin.user, ref=word().ref)


class TestSilence:
    def test_ends_the_call_and_another_asks_anew(self, till, kin, asked):
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        VisitPayer.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        with pytest.raises(AidWordOver):
            payer_words.accept(by=kin.user, ref=word().ref)
        answer = till.settle(visit_id, quote, key="k")
        assert code(answer) == (409, "aid.confirmation_expired") and word().state == "EXPIRED"
        assert code(till.settle(visit_id, quote, key="k2")) == (409, "aid.confirmation_pending")
        payer_words.accept(by=kin.user, ref=word().ref)
        assert till.settle(visit_id, quote, key="k2").status_code == 201

    def test_is_noticed_without_the_till(self, till, asked):
        till.settle(*asked, key="k")
        VisitPayer.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        assert (payer_words.expire_old(by=None), payer_words.expire_old(by=None)) == (1, 0)
        assert code(till.settle(*asked, key="k")) == (409, "aid.confirmation_expired")


class TestGround:
    def test_must_stand_at_the_settlement_too_t66(self, till, kin, asked):
        """The binding ended after the yes: no kin, no money."""
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        payer_words.accept(by=kin.user, ref=word().ref)
        Binding.objects.update(state="UNBOUND", ended_at=clock.now(), ending="MEMBER")
        assert code(till.settle(visit_id, quote, key="k")) == (409, "settlement.quote_changed")
        assert world.balance(kin) == 100000

    def test_a_yes_that_was_ended_pays_nothing_t66(self, till, kin, asked):
        visit_id, quote = asked
        till.settle(visit_id, quote, key="k")
        payer_words.accept(by=kin.user, ref=word().ref)
        Grant.objects.update(state="ENDED", ended_at=clock.now(), ending="CLOSED")
        assert code(till.settle(visit_id, quote, key="k")) == (409, "settlement.quote_changed")
        assert world.balance(kin) == 100000

    def test_is_refused_to_strangers_and_where_the_area_wants_a_grant(
        self, till, worker, kin, city
    ):
        """T09, DOUBLE_SCAN_NEEDS_AID."""
        visit_id = till.visit(worker)
        stranger = world.insured(city, balance="9.00")
        assert code(name(till, visit_id, stranger)) == (409, "aid.relation_missing")
        region = Region.objects.create(code="510600", name="德阳市")
        make_rules(region, clock.today(), double_scan_needs_aid=True)
        assert code(name(till, visit_id, kin)) == (409, "aid.relation_missing")

    def test_needs_no_word_with_a_standing_grant_p114(self, till, worker, kin):
        make_grant(kin, worker)
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        assert name(till, visit_id, kin).json()["state"] == "STANDING"
        assert till.settle(visit_id, till.quote(visit_id, use_aid=True)).status_code == 201
