"""One effect and one answer per key; what belongs to others looks like nothing (I7, T31)."""

import pytest
from oauth2_provider.models import get_access_token_model

from tests.factories import world
from tests.settlement.tables import counts

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "2", "150.00"), ("2", "XC04", "1", "50.00")]


@pytest.fixture
def quoted(till, worker):
    """A visit that is ready to be settled, with its quote."""
    visit_id = till.visit(worker)
    till.fees(visit_id, *LINES)
    return visit_id, till.quote(visit_id)


def settle_body(quote, **more):
    info = quote["setlinfo"]
    return {
        "quote_id": quote["quote_id"],
        "psn_part_amt": info["psn_part_amt"],
        "psn_cash_pay": info["psn_cash_pay"],
        **more,
    }


class TestReplay:
    def test_gives_the_first_answer_byte_for_byte(self, till, quoted):
        """T59: whatever happened since."""
        visit_id, quote = quoted
        first = till.settle(visit_id, quote, key="one")
        after = counts()
        second = till.settle(visit_id, quote, key="one")
        assert second.content == first.content and second.status_code == first.status_code == 201
        assert "Idempotent-Replayed" not in first
        assert second["Idempotent-Replayed"] == "true"
        assert counts() == after

    def test_also_repeats_refusals_by_rule(self, till, quoted):
        """A refusal stays a refusal under its key, even where it would now succeed."""
        visit_id, quote = quoted
        wrong = settle_body(quote, psn_cash_pay="0.01")
        address = f"visits/{visit_id}/settlements/"
        first = till.post(address, wrong, key="no")
        second = till.post(address, wrong, key="no")
        assert first.status_code == second.status_code == 422
        assert first.content == second.content and second["Idempotent-Replayed"] == "true"
        attempt = till.get("settlement-attempts/no/").json()
        assert (attempt["status"], attempt["refusal"]) == ("FAILED", "settlement.amount_mismatch")

    def test_repeats_a_changed_quote_with_the_same_new_quote(self, till, worker, quoted):
        visit_id, quote = quoted
        till.bill(worker, ("1", "XA01", "1", "40.00"))
        first = till.settle(visit_id, quote, key="late")
        second = till.settle(visit_id, quote, key="late")
        assert first.status_code == 409 and first.json()["code"] == "settlement.quote_changed"
        assert first.content == second.content

    @pytest.mark.parametrize("change", ["quote_id", "psn_part_amt", "psn_cash_pay", "invono"])
    def test_is_refused_for_another_body(self, till, quoted, change):
        """T60: the stored answer stays what it was."""
        visit_id, quote = quoted
        first = till.settle(visit_id, quote, key="one")
        other = {**settle_body(quote), change: "1.23"}
        answer = till.post(f"visits/{visit_id}/settlements/", other, key="one")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.conflict")
        assert till.settle(visit_id, quote, key="one").content == first.content

    def test_is_refused_for_another_path(self, till, worker, quoted):
        visit_id, quote = quoted
        till.settle(visit_id, quote, key="one")
        other = till.visit(worker)
        answer = till.settle(other, quote, key="one")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.conflict")

    def test_never_answers_what_was_no_answer(self, till, quoted):
        """Shape errors, 401, 403 and 404 leave the key free."""
        visit_id, quote = quoted
        address = f"visits/{visit_id}/settlements/"
        assert till.post(address, {"quote_id": 5}, key="k").status_code == 422
        assert till.post(address, None, raw="{", key="k").status_code == 400
        assert (
            till.post("visits/V-none/settlements/", settle_body(quote), key="k").status_code == 404
        )
        token, till.token = till.token, "nobody"
        assert till.settle(visit_id, quote, key="k").status_code == 401
        till.token = token
        assert till.settle(visit_id, quote, key="k").status_code == 201

    def test_belongs_to_one_client(self, till, city):
        """Two hospitals may choose the same key on the same day."""
        other = world.Till(world.institution(city))
        bills = []
        for each in (till, other):
            who = world.insured(city, balance="10.00")
            visit_id = each.visit(who)
            each.fees(visit_id, *LINES)
            answer = each.settle(visit_id, each.quote(visit_id), key="same")
            assert answer.status_code == 201
            bills.append(answer.json()["setl_id"])
        assert len(set(bills)) == 2
        answer = other.post("reversals/", {"idempotency_key": "same", "reason": "无应答"})
        assert answer.json() == {"result": "reversed", "setl_id": bills[1]}
        assert till.get("settlement-attempts/same/").json()["status"] == "SETTLED"


class TestSettledVisits:
    def test_name_their_bill_to_a_second_key(self, till, quoted):
        """T61."""
        visit_id, quote = quoted
        first = till.settle(visit_id, quote, key="a").json()
        second = till.settle(visit_id, quote, key="b")
        assert (second.status_code, second.json()["code"]) == (409, "visit.state_refused")
        assert second.json()["setl_id"] == first["setl_id"]

    def test_need_a_new_quote_after_a_reversal(self, till, quoted):
        """The quote of a reversed bill was used."""
        visit_id, quote = quoted
        till.settle(visit_id, quote, key="a")
        till.post("reversals/", {"idempotency_key": "a", "reason": "无应答"})
        fresh = till.quote(visit_id)
        answer = till.settle(visit_id, quote, key="b")
        assert (answer.status_code, answer.json()["code"]) == (409, "quote.expired")
        assert till.settle(visit_id, fresh, key="c").status_code == 201

    def test_take_no_fees_any_more(self, till, quoted):
        visit_id, quote = quoted
        till.settle(visit_id, quote)
        assert till.fees(visit_id, ("9", "XA01", "1", "1.00")).status_code == 409
        assert till.delete(f"visits/{visit_id}/fees/", {"feedetl_sns": None}).status_code == 409
        assert till.post(f"visits/{visit_id}/quotes/", {}).status_code == 409
        assert till.post(f"visits/{visit_id}/cancel/", {}).status_code == 409


class TestFees:
    def test_keep_one_order_after_lines_were_removed(self, till, worker):
        """Positions never repeat, so quote and settlement read the same lines in the same order."""
        from settlement.models import FeeLine

        visit_id = till.visit(worker)
        till.fees(visit_id, *[(str(n), "XA01", "1", f"{n}.00") for n in range(1, 5)])
        till.delete(f"visits/{visit_id}/fees/", {"feedetl_sns": ["1", "2"]})
        till.fees(visit_id, *[(str(n), "XA01", "1", f"{n}.00") for n in range(5, 9)])
        places = list(FeeLine.objects.values_list("position", flat=True))
        assert len(set(places)) == len(places) == 6
        assert till.settle(visit_id, till.quote(visit_id)).status_code == 201

    def test_make_an_old_quote_worthless(self, till, quoted):
        visit_id, quote = quoted
        till.fees(visit_id, ("3", "XA01", "1", "1.00"))
        assert till.settle(visit_id, quote).json()["code"] == "quote.expired"


class TestOthers:
    """T31: an id of another institution and an id of nobody get the same answer."""

    @pytest.fixture
    def stranger(self, city):
        return world.Till(world.institution(city))

    def _same(self, one, two):
        plain = []
        for answer in (one, two):
            body = answer.json()
            body.pop("trace_id")
            plain.append((answer.status_code, body))
        assert plain[0] == plain[1] and plain[0][0] == 404

    @pytest.mark.parametrize(
        ("address", "body"),
        [
            ("fees", {"items": [{"feedetl_sn": "1", "medins_list_name": "药", "cnt": "1",
                                 "pric": "1.00", "fee_ocur_time": "2026-01-01T00:00:00"}]}),
            ("quotes", {}),
            ("cancel", {}),
            ("payers", {"scan_id": "S1"}),
            ("settlements", {"quote_id": "Q", "psn_part_amt": "1.00", "psn_cash_pay": "1.00"}),
        ],
    )  # fmt: skip
    def test_cannot_touch_a_visit(self, till, stranger, quoted, address, body):
        before = counts()
        self._same(
            stranger.post(f"visits/{quoted[0]}/{address}/", body),
            stranger.post(f"visits/V-none/{address}/", body),
        )
        after = counts()
        before.pop("settlement_settlementattempt"), after.pop("settlement_settlementattempt")
        assert after == before

    def test_cannot_read_or_refund_a_bill(self, till, stranger, quoted):
        setl_id = till.settle(*quoted).json()["setl_id"]
        for address in ("settlements/{}/", "settlements/{}/trace/"):
            self._same(
                stranger.get(address.format(setl_id)), stranger.get(address.format("J-none"))
            )
        body = {"lines": None, "reason": "x"}
        self._same(
            stranger.post(f"settlements/{setl_id}/refunds/", body),
            stranger.post("settlements/J-none/refunds/", body),
        )
        assert stranger.get("settlements/").json()["results"] == []
        self._same(stranger.get(f"visits/{quoted[0]}/"), stranger.get("visits/V-none/"))

    def test_cannot_reverse_by_the_key(self, till, stranger, quoted):
        till.settle(*quoted, key="mine")
        answer = stranger.post("reversals/", {"idempotency_key": "mine", "reason": "x"})
        assert answer.json() == {"result": "not_found_blocked", "setl_id": None}
        assert till.get("settlement-attempts/mine/").json()["status"] == "SETTLED"
        assert stranger.get("settlement-attempts/mine/").json()["setl_id"] is None


class TestScopes:
    NEEDED = [
        ("visits/", "visits:write"),
        ("visits/V1/fees/", "visits:write"),
        ("visits/V1/payers/", "visits:write"),
        ("visits/V1/cancel/", "visits:write"),
        ("visits/V1/quotes/", "settlements:write"),
        ("visits/V1/settlements/", "settlements:write"),
        ("settlements/J1/refunds/", "refunds:write"),
        ("reversals/", "settlements:write"),
    ]

    @pytest.mark.parametrize(("address", "scope"), NEEDED)
    def test_are_asked_for_each_call(self, till, address, scope):
        """403 names the scope; nothing is stored under the key."""
        token = get_access_token_model().objects.get(token=till.token)
        token.scope = " ".join(each for each in world.ALL_SCOPES if each != scope)
        token.save()
        before = counts()
        answer = till.post(address, {}, key="k")
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.scope_missing")
        assert scope in answer.json()["detail"]
        till.token = "unknown"
        assert till.post(address, {}, key="k").status_code == 401
        assert counts() == before

    @pytest.mark.parametrize("address", ["settlements/", "settlements/J1/", "visits/V1/"])
    def test_are_asked_for_reading(self, till, address):
        token = get_access_token_model().objects.get(token=till.token)
        token.scope = "visits:write"
        token.save()
        assert till.get(address).status_code == 403
