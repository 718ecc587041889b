"""A till that lost an answer sees on the visit what became of its call (section 6, feature 50)."""

import pytest

from settlement.models import SettlementAttempt

pytestmark = pytest.mark.django_db


class TestVisitAnswer:
    def test_tells_of_no_call_and_of_the_last_one(self, till, worker):
        visit_id = till.visit(worker)
        assert till.get(f"visits/{visit_id}/").json()["attempt"] is None
        till.fees(visit_id, ("1", "XA01", "1", "300.00"))
        till.settle(visit_id, till.quote(visit_id))
        found = till.get(f"visits/{visit_id}/").json()["attempt"]
        assert (found["state"], found["deadline_at"], found["refusal"]) == ("SETTLED", None, "")

    def test_names_the_end_of_an_open_call(self, till, worker):
        visit_id = till.visit(worker)
        till.fees(visit_id, ("1", "XA01", "1", "300.00"))
        till.settle(visit_id, till.quote(visit_id))
        row = SettlementAttempt.objects.get()
        SettlementAttempt.objects.create(
            client=row.client, key="open", visit=row.visit, state="PENDING",
            began_at=row.deadline_at, deadline_at=row.deadline_at,
        )  # fmt: skip
        found = till.get(f"visits/{visit_id}/").json()["attempt"]
        assert (found["idempotency_key"], found["state"]) == ("open", "PENDING")
        assert found["deadline_at"] == till.get("settlement-attempts/open/").json()["deadline_at"]
        assert found["deadline_at"]
