"""Proving the books at a button and every night; what does not hold is an incident (I1–I24)."""

import pytest
from django.db import IntegrityError, transaction

from settlement import tasks
from settlement.errors import ProofNotBroken, ProofUnderWay
from settlement.models import ProofRun
from settlement.selectors import proof
from settlement.services import proofs
from tests.factories import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """One invariant does not hold."""
    whole = proof.broken_by
    monkeypatch.setattr(proof, "broken_by", lambda rule: ["row-1"] if rule == "I4" else whole(rule))


class TestAskedFor:
    def test_proves_every_rule_and_counts_the_books(self, city, finance):
        world.insured(city, balance="10.00")
        run = proofs.ask(by=finance[0])
        assert proofs.work_next(by=None) == run
        run.refresh_from_db()
        assert (run.state, run.done, run.total) == ("CLEAN", len(proof.rules()), run.done)
        assert (run.entries, run.breaks) == (2, [])
        assert proofs.work_next(by=None) is None

    def test_is_one_at_a_time(self, city, finance):
        proofs.ask(by=finance[0])
        with pytest.raises(ProofUnderWay):
            proofs.ask(by=finance[1])

    def test_goes_on_where_a_dead_worker_stopped(self, city, finance, monkeypatch):
        run = proofs.ask(by=finance[0])
        claimed = proofs._claim(None)
        assert proofs._write_down(claimed, proof.rules()[0], [])
        assert proofs.work_next(by=None) is None  # the other one is not silent yet
        monkeypatch.setattr(proofs, "SILENCE", -proofs.SILENCE)
        seen = []
        monkeypatch.setattr(proof, "broken_by", lambda rule: seen.append(rule) or [])
        proofs.work_next(by=None)
        run.refresh_from_db()
        assert run.state == "CLEAN" and seen == proof.rules()[1:]
        assert not proofs._write_down(claimed, proof.rules()[1], [])  # the dead one comes back


class TestIncident:
    def test_is_opened_by_the_nightly_proof_and_shown_until_it_is_explained(
        self, city, finance, broken
    ):
        tasks.prove_books()
        run = ProofRun.objects.get()
        assert (run.state, run.asked_by) == ("BROKEN", None)
        assert run.breaks == [{"rule": "I4", "row": "row-1"}]
        proofs.explain(by=finance[0], run_id=run.pk, note="演练时改的数")
        run.refresh_from_db()
        assert (run.state, run.closed_by, run.note) == ("CLOSED", finance[0], "演练时改的数")
        with pytest.raises(ProofNotBroken):
            proofs.explain(by=finance[1], run_id=run.pk, note="再来")

    def test_cannot_be_wiped_away_in_the_database(self, city, finance, broken):
        tasks.prove_books()
        run = ProofRun.objects.get()
        for change in ({"breaks": []}, {"state": "CLEAN"}, {"state": "CLOSED"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ProofRun.objects.filter(pk=run.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            run.delete()
