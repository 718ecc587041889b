"""Paying with a relative's account by a second scan (T09, T66, P113)."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.errors import MoneyHeld
from family.services import grants
from settlement.models import LedgerAccount, VisitPayer
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant
from vouchers.services import slips
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def payer(city):
    return world.insured(city, balance="1000.00")


def allow(payer, member, **more):
    return make_grant(payer, member, **more)


def name_payer(till, visit_id, who):
    """Scan the payer's code for the visit and add the payer."""
    scan_id = till.scan(who, purpose="payer", visit_id=visit_id).json()["scan_id"]
    return scan_id, till.post(f"visits/{visit_id}/payers/", {"scan_id": scan_id})


class TestSecondScan:
    def test_lets_the_named_payer_pay(self, till, worker, payer, city):
        """Of two who allow it only the one whose code was scanned."""
        other = world.insured(city, balance="1000.00")
        allow(payer, worker), allow(other, worker)
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        _, answer = name_payer(till, visit_id, payer)
        assert answer.status_code == 201, answer.content.decode()
        assert till.settle(visit_id, till.quote(visit_id, use_aid=True)).status_code == 201
        assert (world.balance(payer), world.balance(other)) == (85000, 100000)
        assert proof.verify() == []

    def test_may_be_repeated(self, till, worker, payer):
        """The same scan again, and another scan of the same payer: one payer, no fault."""
        allow(payer, worker)
        visit_id = till.visit(worker)
        scan_id, first = name_payer(till, visit_id, payer)
        again = till.post(f"visits/{visit_id}/payers/", {"scan_id": scan_id})
        _, rescanned = name_payer(till, visit_id, payer)
        assert [first.status_code, again.status_code, rescanned.status_code] == [201] * 3
        assert VisitPayer.objects.count() == 1

    def test_serves_one_visit(self, till, worker, payer):
        allow(payer, worker)
        one = till.visit(worker)
        scan_id, _ = name_payer(till, one, payer)
        two = till.visit(worker)
        answer = till.post(f"visits/{two}/payers/", {"scan_id": scan_id})
        assert answer.status_code == 409 and answer.json()["code"] == "voucher.scan.unknown"

    def test_does_not_use_up_a_code_for_a_visit_that_is_not_there(self, till, payer):
        """T09: the till named a visit that it does not have open."""
        answer = till.scan(payer, purpose="payer", visit_id="NONSENSE")
        assert answer.json()["code"] == "visit.not_found"
        assert not payer.voucher.codes.filter(used_at__isnull=False).exists()

    def test_is_refused_for_every_wrong_pair(self, till, worker, payer, city):
        """T09: distinct codes, and no row."""
        visit_id = till.visit(worker)
        stranger, frozen = (world.insured(city, balance="9.00") for _ in range(2))
        allow(frozen, worker)
        LedgerAccount.objects.filter(person=frozen.person).update(is_frozen=True)
        wrong = [
            (worker, "aid.same_person"),
            (stranger, "aid.relation_missing"),
            (frozen, "aid.account_unusable"),
        ]
        for who, code in wrong:
            _, answer = name_payer(till, visit_id, who)
            assert (answer.status_code, answer.json()["code"]) == (409, code)
        patient_scan = till.scan(worker).json()["scan_id"]
        answer = till.post(f"visits/{visit_id}/payers/", {"scan_id": patient_scan})
        assert answer.json()["code"] == "voucher.scan.unknown"
        assert not VisitPayer.objects.exists()


class TestGrant:
    def test_waits_a_day_after_the_number_was_changed_t16(self, worker, payer):
        payer.user.money_held_until = clock.now() + timedelta(hours=1)
        with pytest.raises(MoneyHeld):
            grants.authorise(
                by=payer.user, payer=payer.person, member=worker.person, relation="SPOUSE",
                proof="PIN",
            )  # fmt: skip


class TestBetweenQuoteAndSettlement:
    def test_an_ended_grant_pays_nothing(self, till, worker, payer):
        """T66: judged again under lock."""
        grant = allow(payer, worker)
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        quote = till.quote(visit_id, use_aid=True)
        grants.end(by=payer.user, ref=grant.ref)
        answer = till.settle(visit_id, quote)
        assert (answer.status_code, answer.json()["code"]) == (409, "settlement.quote_changed")
        assert answer.json()["quote"]["setlinfo"]["acct_mulaid_pay"] == "0.00"
        assert world.balance(payer) == 100000


class TestPrintedCodeOfAPayer:
    def test_pays_no_more_than_its_cap(self, till, worker, payer, city, django_user_model):
        """settled 13: the cap of a printed code holds for whoever it lets pay."""
        allow(payer, worker)
        make = django_user_model.objects.create_staff
        clerks = [make(tenant=city, username=name, password="x") for name in ("w1", "w2")]
        slip = slips.issue(by=clerks[0], second=clerks[1], voucher=payer.voucher)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")  # the application may not change the cap
            cursor.execute("UPDATE vouchers_counterslip SET limit_fen = 2000")
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        shown = {"medium": "offline_code", "code": slip.code}
        scan = till.scan(payer, purpose="payer", visit_id=visit_id, **shown)
        named = till.post(f"visits/{visit_id}/payers/", {"scan_id": scan.json()["scan_id"]})
        assert named.status_code == 201, named.content.decode()
        quote = till.quote(visit_id, use_aid=True)
        assert quote["setlinfo"]["acct_mulaid_pay"] == "20.00"
        assert till.settle(visit_id, quote).status_code == 201
        assert world.balance(payer) == 98000 and proof.verify() == []
