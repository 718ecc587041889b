"""Magic amounts of a sandbox, over both interfaces (feature 57, partner-api 7)."""

import pytest

from settlement.models import Settlement
from tests.factories import world
from tests.gateway import chains
from tests.gateway.conftest import city, partner, place, system, worker  # noqa: F401
from yibao.kernel import rehearsal
from yibao.sandbox import services
from yibao.sandbox.apps import SandboxConfig
from yibao.sandbox.demo import tails

pytestmark = pytest.mark.django_db
CODE = world.ITEMS[0][0]
AMOUNTS = {one.error.code: one for one in tails.AMOUNTS}
AT_THE_BILL = [one for one in tails.AMOUNTS if one.moment == rehearsal.SETTLE]
AT_THE_REFUND = [one for one in tails.AMOUNTS if one.moment == rehearsal.REFUND]


def named(one):
    return one.error.code


@pytest.fixture
def till(place):  # noqa: F811
    return world.Till(place)


def quoted(till, who, yuan):
    """A visit with one fee of this many yuan, and its quote by the account."""
    visit_id = till.visit(who)
    assert till.fees(visit_id, ("1", CODE, "1", yuan)).status_code == 201
    return visit_id, till.quote(visit_id, acct_used_flag="1")


def settled(till, who, yuan):
    visit_id, quote = quoted(till, who, yuan)
    answer = till.settle(visit_id, quote)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["setl_id"]


def refund(till, setl_id, **more):
    return till.post(f"settlements/{setl_id}/refunds/", {"lines": None, "reason": "退", **more})


class TestSettling:
    @pytest.mark.parametrize("one", AT_THE_BILL, ids=named)
    def test_is_refused_by_the_total_and_stays_refused_by_its_key(self, till, worker, one):  # noqa: F811
        visit_id, quote = quoted(till, worker, one.yuan)
        for _ in range(2):
            answer = till.settle(visit_id, quote, key="magic")
            assert (answer.status_code, answer.json()["code"]) == (409, one.error.code)
            assert answer.json()["sandbox_amount"] == one.yuan
        assert not Settlement.objects.exists() and world.balance(worker) == 100_00

    @pytest.mark.parametrize("code", ["settlement.quote_changed", "quote.expired"])
    def test_succeeds_after_another_quote(self, till, worker, code):  # noqa: F811
        visit_id, quote = quoted(till, worker, AMOUNTS[code].yuan)
        told = till.settle(visit_id, quote).json()
        fresh = told.get("quote") or till.quote(visit_id, acct_used_flag="1")
        assert fresh["quote_id"] != quote["quote_id"]
        assert till.settle(visit_id, fresh).status_code == 201

    @pytest.mark.parametrize("code", ["voucher.limit_exceeded", "account.balance_too_small"])
    def test_succeeds_without_the_account(self, till, worker, code):  # noqa: F811
        visit_id, quote = quoted(till, worker, AMOUNTS[code].yuan)
        assert till.settle(visit_id, quote).json()["code"] == code
        fresh = till.quote(visit_id, acct_used_flag="0")
        assert till.settle(visit_id, fresh).status_code == 201

    @pytest.mark.parametrize("yuan", ["8899.00", "8898.11", "18899.11"])
    def test_lets_any_other_total_pass(self, till, worker, yuan):  # noqa: F811
        assert settled(till, worker, yuan)

    @pytest.mark.parametrize("one", AT_THE_BILL, ids=named)
    def test_is_refused_at_the_national_interface(self, system, worker, one):  # noqa: F811
        _, reply = chains.settle(system, worker, (1, CODE, "1", one.yuan))
        assert reply.code == -1 and not Settlement.objects.exists()
        assert one.error.title in reply.words

    def test_succeeds_after_2206_at_the_national_interface(self, system, worker):  # noqa: F811
        yuan = AMOUNTS["quote.expired"].yuan
        _, asked, info = chains.to_quote(system, worker, (1, CODE, "1", yuan))
        assert system.call("2207", {"data": chains.confirmed(asked, info)}).code == -1
        info = system.call("2206", {"data": asked}).output["setlinfo"]
        assert system.call("2207", {"data": chains.confirmed(asked, info)}).code == 0


class TestRefunding:
    @pytest.mark.parametrize("one", AT_THE_REFUND, ids=named)
    def test_is_refused_by_the_total(self, till, worker, one):  # noqa: F811
        setl_id = settled(till, worker, one.yuan)
        answer = refund(till, setl_id, kind="void")
        assert (answer.status_code, answer.json()["code"]) == (409, one.error.code)
        assert Settlement.objects.get().state == "SETTLED"

    def test_of_what_cannot_be_voided_succeeds(self, till, worker):  # noqa: F811
        setl_id = settled(till, worker, AMOUNTS["refund.void_over"].yuan)
        assert refund(till, setl_id, kind="refund").status_code == 201

    @pytest.mark.parametrize("code", ["refund.already_cleared", "refund.too_late"])
    def test_is_refused_at_the_national_interface(self, system, worker, code):  # noqa: F811
        mdtrt_id, reply = chains.settle(system, worker, (1, CODE, "1", AMOUNTS[code].yuan))
        bill = reply.output["setlinfo"]
        back = {"setl_id": bill["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no}
        refused = system.call("2208", {"data": back})
        assert refused.code == -1 and AMOUNTS[code].error.title in refused.words

    def test_of_the_sandbox_itself_takes_every_bill_back(self, till, worker, city):  # noqa: F811
        for one in AT_THE_REFUND:
            settled(till, worker, one.yuan)
        done = services.reset(by=None, tenant=city)
        assert done["settlements_refunded"] == len(AT_THE_REFUND)


class TestProduction:
    def test_has_no_magic_amount_for_clients_of_the_live_world(self, till, worker, city):  # noqa: F811
        city.kind = "LIVE"
        city.save(update_fields=["kind"])
        for one in tails.AMOUNTS:
            assert refund(till, settled(till, worker, one.yuan)).status_code == 201

    def test_appoints_nobody(self, settings, monkeypatch):
        said = []
        monkeypatch.setattr(rehearsal, "appoint", said.append)
        config = SandboxConfig.create("yibao.sandbox")
        config.ready()
        settings.SANDBOX_ENABLED = False
        config.ready()
        assert said == [tails.refusal_of, None]


class TestTable:
    def test_has_each_tail_once(self):
        found = [one.tail for one in tails.AMOUNTS]
        assert len(found) == len(set(found)) and all(len(tail) == 2 for tail in found)

    def test_is_what_the_page_and_the_guide_say(self, client, city):  # noqa: F811
        page = client.get("/dev/sandbox/people/").content.decode()
        guide = client.get("/dev/docs/test-people/").content.decode()
        for one in tails.AMOUNTS:
            for words in (one.yuan, one.result, one.error.code, one.way_out):
                assert words in page and words in guide
        for one in tails.PEOPLE:
            for words in (one.tail, one.result, one.code):
                assert words in page and words in guide
