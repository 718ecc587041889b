"""What finance finds in the demo city: something to match, to audit, to prove and to approve."""

import pytest

from settlement.models import AllotmentFile, Clearing, ProofRun, Reconciliation
from settlement.selectors import proof
from yibao.sandbox.seeding import books

pytestmark = pytest.mark.django_db


class TestFinance:
    def test_has_a_difference_on_either_side(self, city):
        row = Reconciliation.objects.get(tenant=city)
        kinds = set(row.differences.values_list("kind", flat=True))
        assert (row.state, kinds) == ("FINISHED", {"missing_here", "missing_there"})

    def test_has_a_proof_that_holds_and_a_file_to_approve(self, city):
        run = ProofRun.objects.get()
        assert (run.state, run.asked_by.username) == ("CLEAN", "finance")
        file = AllotmentFile.objects.get(tenant=city)
        assert (file.state, file.rows_ready) == ("CHECKED", 6)
        assert {"unknown", "too_much"} <= set(file.report)
        assert proof.verify() == []

    def test_has_a_month_to_audit_where_there_were_bills(self, city):
        assert set(Clearing.objects.filter(tenant=city).values_list("state", flat=True)) <= {
            "APPLIED"
        }

    def test_finds_the_same_after_a_second_seed(self, city):
        assert "划入" not in books.done(city)
        assert Reconciliation.objects.filter(tenant=city).count() == 1
