"""A relative's code at the counter: who is there is said before money moves (P88–P90)."""

import pytest
from django.db import IntegrityError, transaction

from family.models import Binding
from family.services import bindings
from settlement.models import Settlement
from tests.factories import world
from tests.factories.bindings import make_binding
from vouchers import selectors
from vouchers.errors import AgentMismatch
from vouchers.models import Scan
from vouchers.services import codes, guesses
from yibao.audit.models import AuditEvent
from yibao.cases.events import involved_wanted
from yibao.cases.models import Case
from yibao.kernel import clock, rates

LINES = [("1", "XA01", "1", "300.00")]
OPERATOR = {"id": "0007", "name": "收费员"}
PRESENT = {"presence": "patient_present", "operator": OPERATOR}


@pytest.fixture
def son(city):
    return world.insured(city)


@pytest.fixture
def mother(city):
    return world.insured(city, balance="1000.00")


@pytest.fixture
def bound(son, mother):
    return make_binding(son.person, mother.person, "PARENT")


@pytest.fixture
def shown(till, son, mother, bound):
    """The son shows his mother's code; what the till learns."""
    return scan_of(till, son, mother)


def scan_of(till, son, mother, **more):
    code = codes.issue(by=son.user, person=mother.person, presented_as="儿子").code
    body = {"medium": "code", "code": code, "business_type": "01301", "terminal": "T01"}
    answer = till.post("scans/", body | {"operator": OPERATOR} | more)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def visit_of(till, shown):
    body = {"scan_id": shown["scan_id"], "med_type": "11", "ipt_otp_no": "1"}
    opened = till.post("visits/", body | {"begntime": clock.now().isoformat()})
    assert opened.status_code == 201, opened.content.decode()
    visit_id = opened.json()["visit_id"]
    till.fees(visit_id, *LINES)
    return visit_id, till.quote(visit_id)


def confirm(till, shown, body=PRESENT, **more):
    return till.post(f"scans/{shown['scan_id']}/presence/", body, **more)


def report(till, shown, **more):
    return till.post(f"scans/{shown['scan_id']}/mismatch/", {"operator": OPERATOR} | more)


def code_of(answer):
    return answer.status_code, answer.json().get("code")


class TestSettlement:
    def test_of_a_relatives_code_waits_for_the_word_of_the_counter_p90(self, till, shown, mother):
        visit_id, quote = visit_of(till, shown)
        refused = till.settle(visit_id, quote)
        assert code_of(refused) == (409, "voucher.presence_not_confirmed")
        assert "身份证" in refused.json()["detail"] and refused.json()["patient_text"]
        assert not Settlement.objects.exists()
        assert world.balance(mother) == 100000
        assert confirm(till, shown).status_code == 201
        assert till.settle(visit_id, quote).status_code == 201

    def test_of_the_own_code_asks_nothing(self, till, mother):
        assert till.bill(mother, *LINES)["setl_id"]

    def test_goes_on_where_the_scan_said_it(self, till, son, mother, bound):
        shown = scan_of(till, son, mother, presence="patient_present")
        assert till.settle(*visit_of(till, shown)).status_code == 201

    def test_charges_no_card_before_it(self, till, shown):
        visit_id, quote = visit_of(till, shown)
        refused = till.settle(visit_id, quote, cash_method="bank_card")
        assert code_of(refused) == (409, "voucher.presence_not_confirmed")

    def test_costs_two_questions_however_many_scans(
        self, till, shown, son, mother, django_assert_num_queries
    ):
        for _ in range(3):
            scan_of(till, son, mother, presence="patient_present")
        rows = list(Scan.objects.exclude(presence="").values_list("pk", flat=True))
        with django_assert_num_queries(2):
            selectors.refuse_mismatched(rows)
            selectors.refuse_unconfirmed(rows)


class TestConfirming:
    def test_an_agent_records_both_identities_p89(self, till, shown, city):
        agent = world.insured(city).person
        bought = {
            "presence": "authorised_purchase",
            "agent": {"certno": agent.certno, "name": agent.name},
            "operator": OPERATOR,
        }
        answer = confirm(till, shown, bought)
        assert answer.json()["presence"] == "authorised_purchase"
        scan = Scan.objects.get()
        assert (scan.person.psn_no, scan.agent_index) == (
            shown["person"]["psn_no"],
            agent.certno_index,
        )
        assert AuditEvent.objects.filter(verb="vouchers.scan.presence_confirmed").count() == 1

    def test_of_an_agent_stands_on_the_bill_p90(self, till, shown, city, client, mother):
        """P90: who bought is named there, masked; the number is not kept."""
        agent = world.insured(city).person
        bought = {
            "presence": "authorised_purchase",
            "agent": {"certno": agent.certno, "name": agent.name},
            "operator": OPERATOR,
        }
        visit_id, quote = visit_of(till, shown)
        confirm(till, shown, bought)
        setl_id = till.settle(visit_id, quote).json()["setl_id"]
        told = till.get(f"settlements/{setl_id}/").json()
        assert (told["presence"], told["agent_name"]) == (
            "authorised_purchase",
            agent.masked_name,
        )
        client.force_login(mother.user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/bills/{setl_id}/").content.decode()
        assert f"{agent.masked_name}，窗口看过两人的身份证" in page

    def test_is_said_once_and_again_changes_nothing(self, till, shown, city):
        assert till.get(f"scans/{shown['scan_id']}/").json()["presence_needed"] is True
        first = confirm(till, shown, key="same")
        assert first.json()["presence_needed"] is False
        again = confirm(till, shown, key="same")
        assert again.headers["Idempotent-Replayed"] == "true"
        assert confirm(till, shown).json() == first.json()
        agent = world.insured(city).person
        other = {
            "presence": "authorised_purchase",
            "agent": {"certno": agent.certno, "name": agent.name},
            "operator": OPERATOR,
        }
        assert code_of(confirm(till, shown, other)) == (409, "voucher.presence_said")
        assert AuditEvent.objects.filter(verb="vouchers.scan.presence_confirmed").count() == 1

    def test_of_an_agent_tries_no_names_against_numbers_for_ever_t04(self, till, shown, city):
        agent = world.insured(city).person
        wrong = {
            "presence": "authorised_purchase",
            "agent": {"certno": agent.certno, "name": "张三丰"},
            "operator": OPERATOR,
        }
        key = f"scan-unknown:{till.client.pk}"
        assert code_of(confirm(till, shown, wrong)) == (409, AgentMismatch.code)
        assert rates.peek(key, seconds=guesses.WINDOW_SECONDS) == 1
        for _ in range(guesses.LIMIT):
            rates.hit(key, seconds=guesses.WINDOW_SECONDS)
        assert confirm(till, shown).status_code == 429
        assert Scan.objects.get().presence == ""

    def test_refuses_the_patient_as_agent(self, till, shown, mother):
        own = {
            "presence": "authorised_purchase",
            "agent": {"certno": mother.person.certno, "name": mother.person.name},
            "operator": OPERATOR,
        }
        assert code_of(confirm(till, shown, own)) == (409, "voucher.agent.is_patient")

    @pytest.mark.parametrize(
        "body",
        [
            {"operator": OPERATOR},
            {"presence": "patient_present"},
            {"presence": "authorised_purchase", "operator": OPERATOR},
            PRESENT | {"agent": {"certno": "510600199001011232", "name": "周明"}},
            PRESENT | {"seen": True},
        ],
    )
    def test_refuses_what_does_not_fit_together(self, till, shown, body):
        assert confirm(till, shown, body).status_code == 422

    def test_is_the_own_institutions_with_the_right_scope_t31(self, till, shown, city):
        stranger = world.Till(world.institution(city))
        assert code_of(confirm(stranger, shown)) == (409, "voucher.scan.unknown")
        assert code_of(report(stranger, shown)) == (409, "voucher.scan.unknown")
        till.token = world.token_of(till.client, scopes=["visits:write"])
        assert confirm(till, shown).status_code == 403
        assert report(till, shown).status_code == 403
        assert Scan.objects.get().presence == "" and not Case.objects.exists()

    def test_needs_a_good_scan(self, till, shown):
        Scan.objects.update(outcome="voucher.suspended")
        assert code_of(confirm(till, shown)) == (409, "voucher.scan.unknown")
        assert code_of(report(till, shown)) == (409, "voucher.scan.unknown")


class TestMismatch:
    def test_opens_a_case_and_stops_the_visit_p88(self, till, shown, mother, bound):
        visit_id, quote = visit_of(till, shown)
        told = report(till, shown, statement="来的是一位男士")
        assert told.status_code == 201
        case = Case.objects.get()
        assert told.json()["report_ref"] == case.ref
        assert (case.case_type, case.statement) == ("family.risk", "来的是一位男士")
        assert case.subject == f"family.binding:{bound.pk}"
        assert code_of(till.settle(visit_id, quote)) == (409, "voucher.scan.mismatched")
        quoted = till.post(f"visits/{visit_id}/quotes/", {})
        assert code_of(quoted) == (409, "voucher.scan.mismatched")
        assert code_of(confirm(till, shown)) == (409, "voucher.scan.mismatched")
        assert till.get(f"scans/{shown['scan_id']}/").json()["mismatch_reported"] is True
        assert world.balance(mother) == 100000

    def test_opens_no_visit_any_more(self, till, shown, mother):
        report(till, shown)
        body = {"scan_id": shown["scan_id"], "med_type": "11", "ipt_otp_no": "1"}
        answer = till.post("visits/", body | {"begntime": clock.now().isoformat()})
        assert code_of(answer) == (409, "voucher.scan.mismatched")
        assert till.get(f"persons/{mother.person.psn_no}/benefits/").status_code == 403

    def test_of_the_same_scan_is_one_case_of_another_a_second(self, till, shown, son, mother):
        assert report(till, shown).json() == report(till, shown).json()
        assert Case.objects.count() == 1
        report(till, scan_of(till, son, mother), statement="又来了")
        assert Case.objects.count() == 2

    def test_leaves_what_was_settled(self, till, shown):
        confirm(till, shown)
        assert till.settle(*visit_of(till, shown)).status_code == 201
        assert report(till, shown).status_code == 201
        assert Settlement.objects.get().state == "SETTLED"
        assert Scan.objects.get().presence == "patient_present"

    def test_after_the_binding_ended_is_about_that_binding(self, till, shown, son, bound):
        bindings.unbind(by=son.user, ref=bound.ref)
        report(till, shown)
        assert Case.objects.get().subject == f"family.binding:{bound.pk}"
        assert Binding.objects.get().state == "UNBOUND"

    def test_of_the_own_code_is_a_case_that_the_owner_does_not_decide_t32(self, till, mother):
        shown = till.scan(mother).json()
        assert report(till, shown, statement="本人没来").status_code == 201
        case = Case.objects.get()
        assert (case.case_type, case.subject) == ("vouchers.mismatch", shown["scan_id"])
        (involved,) = filter(None, [who for _, who in involved_wanted.send(Case, case=case)])
        assert involved.persons == {mother.person.certno_index}


def test_what_a_counter_said_stays(till, shown):
    """P90: the database keeps it, too."""
    confirm(till, shown)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.update(presence="")
