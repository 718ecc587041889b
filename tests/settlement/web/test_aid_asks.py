"""The payer's word at the till, on both phones (P113): amount, place, patient, 180 seconds."""

from datetime import timedelta

import pytest
from django.test import Client

from family.data import Relation
from family.models import Grant
from settlement.models import VisitPayer
from tests.factories import world
from tests.factories.bindings import make_binding
from yibao.kernel import clock, todos

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer(city):
    """An employee with 1,000 yuan in the account."""
    return world.insured(city, balance="1000.00")


@pytest.fixture
def patient(city, payer):
    """The payer's mother: bound, but without a grant."""
    who = world.insured(city, insutype="390", psn_type="60")
    make_binding(payer.person, who.person, Relation.PARENT, voucher=False)
    return who


def phone_of(who, *, proved=True):
    """A signed-in phone; ``proved`` has just unlocked with the password."""
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        session = client.session
        session["unlocked_at"] = int(clock.now().timestamp())
        session["unlocked_by"] = "password"
        session.save()
    return client


@pytest.fixture
def asked(till, payer, patient):
    """Two scans, a quote and a settle call that waits for the payer's word."""
    visit_id = till.visit(patient)
    scan_id = till.scan(payer, purpose="payer", visit_id=visit_id).json()["scan_id"]
    added = till.post(f"visits/{visit_id}/payers/", {"scan_id": scan_id})
    assert added.status_code == 201, added.content.decode()
    till.fees(visit_id, ("1", "XA01", "1", "300.00"))
    quote = till.quote(visit_id, acct_used_flag="1", use_aid=True)
    answer = till.settle(visit_id, quote, key="k-ask")
    assert answer.status_code == 409, answer.content.decode()
    assert answer.json()["code"] == "aid.confirmation_pending"
    return VisitPayer.objects.get(), lambda: till.settle(visit_id, quote, key="k-ask")


def page_of(row):
    return f"/mutual-aid/ask/{row.ref}/"


def text_of(answer) -> str:
    """The page as text; it must have worked."""
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


class TestTheQuestion:
    """T02, P113: nothing is paid before the payer has seen the amount and said yes."""

    def test_opens_after_an_unlock_for_the_payer_alone(self, asked, payer, patient, city, till):
        row, _ = asked
        assert "/code/unlock/" in phone_of(payer, proved=False).get(page_of(row)).url
        page = text_of(phone_of(payer).get(page_of(row)))
        assert f"同意付 {row.asked_fen / 100:.2f} 元" in page
        assert (
            till.place.name in page
            and patient.person.masked_name in page
            and ("父亲" in page or "母亲" in page)
        )
        for other in (patient, world.insured(city)):
            assert phone_of(other).get(page_of(row)).status_code == 404
            assert phone_of(other).post(page_of(row), {"action": "accept"}).status_code == 404

    def test_is_paid_after_a_yes_by_the_same_call(self, asked, payer):
        row, settle = asked
        client = phone_of(payer)
        client.post(page_of(row), {"action": "accept", "amount_fen": str(row.asked_fen)})
        assert "您已同意，等窗口结算" in text_of(client.get(page_of(row)))
        grant = Grant.objects.get()
        assert grant.kind == "ONCE" and grant.per_payment_cap_fen == row.asked_fen
        answer = settle()
        assert answer.status_code == 201, answer.content.decode()
        assert "已经付好" in text_of(client.get(page_of(row)))
        assert world.balance(payer) == 100_000 - row.asked_fen

    def test_takes_no_yes_to_another_amount(self, asked, payer):
        """The page showed less than what is asked now."""
        row, _ = asked
        for said in ({"amount_fen": "1"}, {}, {"amount_fen": "１"}):
            phone_of(payer).post(page_of(row), {"action": "accept", **said})
            row.refresh_from_db()
            assert row.state == "WAITING"

    def test_pays_nothing_after_a_no(self, asked, payer, patient):
        row, settle = asked
        client = phone_of(payer)
        client.post(page_of(row), {"action": "refuse"})
        assert "您已拒绝" in text_of(client.get(page_of(row)))
        assert settle().status_code == 409 and not Grant.objects.exists()
        assert world.balance(payer) == 100_000

    def test_expires_by_the_clock(self, asked, payer):
        row, _ = asked
        VisitPayer.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        client = phone_of(payer)
        page = text_of(client.get(page_of(row)))
        assert "时间过了，没有付钱" in page and 'value="accept"' not in page
        client.post(page_of(row), {"action": "accept", "amount_fen": str(row.asked_fen)})
        assert not Grant.objects.exists()

    def test_waits_on_the_first_page_and_in_the_list(self, asked, payer, patient):
        row, _ = asked
        assert [one.url for one in todos.of(payer.user) if "共济" in one.title] == [page_of(row)]
        assert not [one for one in todos.of(patient.user) if "共济" in one.title]
        assert page_of(row) in text_of(phone_of(payer).get("/mutual-aid/"))


class TestBothPhones:
    """The page of the scan says on either phone what is waited for."""

    def test_say_what_is_waited_for(self, asked, payer, patient):
        row, _ = asked
        own = f"/code/scanned/{row.scan.scan_id}/"
        page = text_of(phone_of(payer).get(own))
        assert "请您同意付款" in page and page_of(row) in page
        other = f"/code/scanned/{row.visit.scan.scan_id}/"
        page = text_of(phone_of(patient).get(other))
        assert "等家人在手机上同意付款" in page and page_of(row) not in page
        state = phone_of(patient).get(f"{other}status/").json()["state"]
        phone_of(payer).post(page_of(row), {"action": "refuse"})
        assert phone_of(patient).get(f"{other}status/").json()["state"] != state
        assert "家人没有同意付款" in text_of(phone_of(patient).get(other))

    def test_poll_learns_of_every_change(self, asked, payer):
        row, settle = asked
        client, seen = phone_of(payer), set()
        for step in ("asked", "yes", "paid"):
            if step == "yes":
                client.post(page_of(row), {"action": "accept", "amount_fen": str(row.asked_fen)})
            elif step == "paid":
                settle()
            seen.add(client.get(f"{page_of(row)}status/").json()["state"])
        assert len(seen) == 3
