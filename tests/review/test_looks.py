"""Blind second looks: the lot, the taking, the second word, the settlement (feature 42, T33)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from family.services import requests
from tests.factories import reviews
from yibao.audit.models import AuditEvent
from yibao.cases.errors import (
    CaseOutsideArea,
    DeclarationMissing,
    EvidenceChanged,
    LeadNeeded,
    LookIncomplete,
    LookLost,
    LookNotPossible,
    LookSettledByAnother,
)
from yibao.cases.looks import blindness as looks
from yibao.cases.looks import draws as look_draws
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import Case, Declaration, SecondLook
from yibao.kernel import clock
from yibao.kernel.ids import new_id

from .scene import decided, desks, done, drawn, evidence, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def always(monkeypatch):
    """Every decided request is drawn."""
    monkeypatch.setattr("yibao.cases.looks.draws.watched_percent", lambda _: 100)


@pytest.fixture
def look(desk):
    """An open look at an approval."""
    return drawn(decided(desk))


class TestLot:
    def test_can_be_computed_again_and_differs_by_case_and_seed(self):
        one, other = new_id(), new_id()
        assert look_draws.lot("s", one) == look_draws.lot("s", one)
        assert len({look_draws.lot(seed, pk) for seed in "st" for pk in (one, other)}) == 4

    def test_is_spread_evenly(self):
        lots = [look_draws.lot("spread", number) for number in range(4000)]
        assert all(0 <= one < 1 for one in lots)
        for tenth in range(10):
            inside = [one for one in lots if tenth <= one * 10 < tenth + 1]
            assert 320 <= len(inside) <= 480

    @pytest.mark.parametrize(
        ("risky", "new", "odds"),
        [(False, False, "0.05"), (True, False, "0.15"), (False, True, "0.1"), (True, True, "0.3")],
    )
    def test_weighs_risk_three_times_and_the_first_month_twice(self, risky, new, odds):
        assert look_draws.chance(5, is_risky=risky, is_new=new) == Decimal(odds)
        assert look_draws.chance(60, is_risky=True, is_new=new) == 1

    def test_cannot_be_foreseen_without_the_key(self, settings):
        before = look_draws.lot("s", "x")
        settings.INDEX_KEY = "33" * 32
        assert look_draws.lot("s", "x") != before


class TestDrawing:
    def test_happens_with_the_decision_and_only_once(self, desk, always):
        case = decided(desk)
        row = SecondLook.objects.get(case=case)
        assert (row.state, row.why, row.seed) == ("WAITING", "RANDOM", look_draws.AT_DECISION)
        assert row.draw == look_draws.lot(row.seed, case.pk) < row.chance == 1
        assert row.decision == case.decisions.get()
        assert AuditEvent.objects.filter(verb="cases.look.drawn").count() == 1

    def test_waits_for_the_word_that_takes_effect(self, desk, always):
        case = decided(desk, desk.officer(), kind="REJECT")
        assert case.state == "OPEN"
        assert not SecondLook.objects.exists()

    def test_marks_risk(self, desk, always):
        case = decided(desk, *desks(desk), is_risky=True)
        assert SecondLook.objects.get(case=case).why == "RISK"

    def test_leaves_out_what_the_lot_leaves_out(self, desk, monkeypatch):
        monkeypatch.setattr("yibao.cases.looks.draws.watched_percent", lambda _: 5)
        monkeypatch.setattr("yibao.cases.looks.draws.lot", lambda *_: Decimal("0.05"))
        decided(desk)
        assert not SecondLook.objects.exists()

    def test_follows_the_percent_of_the_request_s_rules(self, desk, monkeypatch):
        monkeypatch.undo()
        case = decided(desk, policy={"second_look_percent": 7})
        assert look_draws.watched_percent(case) == 7
        assert look_draws.watched_percent(Case(case_type="report")) == 0

    def test_counts_an_officer_new_for_thirty_days(self, desk):
        officer = desk.officer()
        case = decided(desk, officer)
        decision = case.decisions.get()
        assert not look_draws._is_new(decision)
        for ago, is_new in ((0, True), (29, True), (30, False)):
            desk.profile(officer, reviewing_since=clock.today() - timedelta(days=ago))
            assert look_draws._is_new(decision) is is_new


class TestBatch:
    def draw(self, by, **more):
        today = clock.today()
        return look_draws.draw_batch(
            by=by, **{"since": today, "until": today, "percent": 100} | more
        )

    def test_is_the_lead_s(self, desk):
        with pytest.raises(LeadNeeded):
            self.draw(desk.officer())

    def test_takes_decided_cases_of_the_time_that_nobody_looked_at(self, desk):
        lead, case = desk.lead(), decided(desk)
        done(desk, "APPROVE", "APPROVE")
        desk.case("family.request")
        assert [one.case_id for one in self.draw(lead)] == [case.pk]
        assert self.draw(lead) == []
        yesterday = clock.today() - timedelta(days=1)
        decided(desk)
        assert self.draw(lead, since=yesterday, until=yesterday) == []

    def test_stays_in_the_lead_s_districts(self, desk):
        decided(desk, desk.officer())
        assert self.draw(desk.officer("lead", areas=("510681",))) == []

    def test_takes_no_more_than_asked_and_can_be_drawn_again_from_its_seed(self, desk):
        for _ in range(4):
            decided(desk)
        made = self.draw(desk.lead(), most=2)
        assert len(made) == 2
        seed = made[0].seed
        ordered = sorted(Case.objects.all(), key=lambda one: look_draws.lot(seed, one.pk))
        assert {one.case_id for one in made} == {one.pk for one in ordered[:2]}
        assert AuditEvent.objects.get(verb="cases.look.batch_drawn").data["seed"] == seed

    def test_does_not_ask_who_read_the_answer_in_between(self, desk):
        reader, other = desk.officer(), desk.officer()
        case = decided(desk)
        AuditEvent.objects.create(
            verb="family.request.viewed", actor=f"user:{reader.pk}", subject=case.subject,
            at=clock.now(), tenant_id=case.tenant_id,
        )  # fmt: skip
        self.draw(desk.lead())
        assert look_steps.take_next(by=reader) is None
        assert look_steps.take_next(by=other).case_id == case.pk


class TestKnown:
    def test_is_asked_of_one_after_the_other(self, desk):
        lead, case = desk.lead(), decided(desk)
        look_draws.mark_known(by=lead, ref=case.ref, expected="REJECT")
        first, second = desks(desk)
        for officer, word, is_right in ((first, "APPROVE", False), (second, "REJECT", True)):
            held = look_steps.take_next(by=officer)
            assert say(officer, held, word).agrees is is_right
            assert look_steps.take_next(by=officer) is None
        assert SecondLook.objects.filter(case=case, state="WAITING", why="KNOWN").count() == 1

    @pytest.mark.parametrize("what", ["open", "unknown", "other type", "waiting", "word"])
    def test_is_a_decided_case_and_waits_once(self, desk, what):
        case = decided(desk)
        refs = {
            "open": desk.case("family.request").ref,
            "unknown": "A-0",
            "other type": desk.case().ref,
        }
        if what == "waiting":
            drawn(case)
        with pytest.raises(LookNotPossible):
            look_draws.mark_known(
                by=desk.lead(), ref=refs.get(what, case.ref),
                expected="MAYBE" if what == "word" else "APPROVE",
            )  # fmt: skip

    def test_is_the_lead_s(self, desk):
        with pytest.raises(LeadNeeded):
            look_draws.mark_known(by=desk.officer(), ref=decided(desk).ref, expected="APPROVE")


class TestTaking:
    def test_is_not_for_who_decided(self, desk):
        first, second = desks(desk)
        row = drawn(decided(desk, first, second, kind="REJECT"))
        for officer in (first, second):
            assert look_steps.take_next(by=officer) is None
            with pytest.raises(LookNotPossible):
                look_steps.take(by=officer, pk=row.pk)
        assert look_steps.take_next(by=desk.officer()) == row

    def test_is_not_for_leads_and_superusers(self, desk, look):
        root = desk.officer()
        root.is_superuser = True
        for user in (desk.lead(), root):
            assert not looks.may_look(user)
            with pytest.raises(LookNotPossible):
                look_steps.take(by=user, pk=look.pk)

    def test_follows_the_rules_of_a_review(self, desk, look):
        elsewhere = desk.officer(areas=("510681",))
        assert look_steps.take_next(by=elsewhere) is None
        with pytest.raises(CaseOutsideArea):
            look_steps.take(by=elsewhere, pk=look.pk)
        unknown = desk.officer()
        Declaration.objects.filter(staff=unknown).update(ended_at=clock.now())
        with pytest.raises(DeclarationMissing):
            look_steps.take(by=unknown, pk=look.pk)

    def test_is_not_for_kin(self, desk, look):
        request = reviews.facts.of_case(look.case)
        kin = desk.officer()
        reviews.declare(kin, request.holder.certno)
        assert look_steps.take_next(by=kin) is None
        with pytest.raises(LookNotPossible.__mro__[1]):
            look_steps.take(by=kin, pk=look.pk)

    def test_lends_for_half_an_hour_after_the_last_opening(self, desk, look):
        first, second = desks(desk)
        held = look_steps.take_next(by=first)
        assert look_steps.take_next(by=second) is None
        with time_machine.travel(clock.now() + timedelta(minutes=20)):
            look_steps.read(by=first, look=held)
        with time_machine.travel(clock.now() + timedelta(minutes=40)):
            assert look_steps.take_next(by=second) is None
        with time_machine.travel(clock.now() + timedelta(minutes=55)):
            again = look_steps.take_next(by=second)
            assert (again.pk, again.reviewer, again.fence) == (look.pk, second, held.fence + 1)
            with pytest.raises(LookLost):
                look_steps.say(by=first, pk=look.pk, fence=held.fence, kind="APPROVE", evidence=[])

    def test_hands_out_the_same_until_it_is_put_back(self, desk, look):
        officer, other = desks(desk)
        assert look_steps.take_next(by=officer) == look_steps.take_next(by=officer) == look
        look_steps.put_back(by=officer, pk=look.pk)
        assert look_steps.take_next(by=other) == look

    def test_is_refused_by_the_database_to_who_decided(self, look):
        with pytest.raises(DatabaseError), transaction.atomic():
            SecondLook.objects.filter(pk=look.pk).update(
                reviewer=look.decision.decider, state="TAKEN"
            )


class TestWord:
    @pytest.mark.parametrize(
        ("first", "second", "agrees"),
        [("APPROVE", "APPROVE", True), ("APPROVE", "REJECT", False), ("REJECT", "REJECT", True),
         ("REJECT", "RETURN", False)],
    )  # fmt: skip
    def test_is_compared_with_the_first(self, desk, first, second, agrees):
        row = done(desk, first, second)
        row.refresh_from_db()
        assert (row.state, row.kind, row.agrees) == ("DONE", second, agrees)

    def test_changes_nothing_about_the_case(self, desk, look):
        before = Case.objects.filter(pk=look.case_id).values().get()
        say(desk.officer(), look, "REJECT")
        assert Case.objects.filter(pk=look.case_id).values().get() == before
        assert look.case.decisions.count() == 1

    def test_is_said_once(self, desk, look):
        officer = desk.officer()
        row = say(officer, look)
        with pytest.raises(LookLost):
            look_steps.say(
                by=officer, pk=row.pk, fence=row.fence, kind="REJECT", evidence=[], reason_codes="x"
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            SecondLook.objects.filter(pk=row.pk).update(kind="REJECT")

    def test_with_an_old_number_does_not_count(self, desk, look):
        officer = desk.officer()
        with pytest.raises(LookLost):
            say(officer, look, fence=0)

    def test_stands_on_the_papers_that_were_shown(self, desk, look):
        officer = desk.officer()
        shown = evidence(look.case)
        request = reviews.facts.of_case(look.case)
        reviews.add_paper(request, page=9)
        with pytest.raises(EvidenceChanged):
            say(officer, look, evidence=shown)
        assert say(officer, look).evidence == evidence(look.case)

    @pytest.mark.parametrize(
        ("kind", "more"),
        [("APPROVE", {"checklist": {"identity": False}}), ("REJECT", {"reason_codes": []}),
         ("RETURN", {"reason_codes": []}), ("MAYBE", {})],
    )  # fmt: skip
    def test_is_whole(self, desk, look, kind, more):
        with pytest.raises(LookIncomplete):
            say(desk.officer(), look, kind, **more)


class TestSettling:
    def test_is_done_once_by_a_lead_who_said_neither(self, desk):
        row = done(desk, "APPROVE", "REJECT")
        lead = desk.lead()
        settled = look_steps.settle(by=lead, pk=row.pk, kind="REJECT", note="不是一家人")
        assert (settled.settled_by, settled.settled_kind) == (lead, "REJECT")
        with pytest.raises(LookSettledByAnother):
            look_steps.settle(by=desk.lead(), pk=row.pk, kind="APPROVE", note="是")

    def test_is_not_for_who_decided_or_looked(self, desk):
        lead = desk.lead()
        row = say(desk.officer(), drawn(decided(desk, lead)), "REJECT")
        with pytest.raises(LookSettledByAnother):
            look_steps.settle(by=lead, pk=row.pk, kind="APPROVE", note="我没错")
        with pytest.raises(LeadNeeded):
            look_steps.settle(by=row.reviewer, pk=row.pk, kind="REJECT", note="我没错")

    def test_has_nothing_to_do_where_both_agree(self, desk):
        row = done(desk, "APPROVE", "APPROVE")
        with pytest.raises(LookSettledByAnother):
            look_steps.settle(by=desk.lead(), pk=row.pk, kind="APPROVE", note="好的")


class TestEnding:
    def test_by_the_lead_opens_the_case_again(self, desk, look):
        officer = desk.officer()
        assert looks.hides(officer, look.case)
        with pytest.raises(LeadNeeded):
            look_steps.drop(by=officer, pk=look.pk)
        look_steps.drop(by=desk.lead(), pk=look.pk)
        assert not looks.hides(officer, look.case)

    def test_comes_with_an_appeal(self, desk):
        """P184: who hears the appeal must read the review."""
        row = drawn(decided(desk, kind="REJECT"))
        officer = desk.officer()
        held = look_steps.take(by=officer, pk=row.pk)
        request = reviews.facts.of_case(row.case)
        requests.appeal(by=request.holder.user, ref=request.ref, statement="请再看看")
        assert not looks.hides(officer, row.case)
        with pytest.raises(LookLost):
            look_steps.say(by=officer, pk=row.pk, fence=held.fence, kind="APPROVE", evidence=[])

    def test_comes_after_a_fortnight_but_not_to_known_cases(self, desk, look):
        known = drawn(decided(desk), "KNOWN", expected="APPROVE")
        assert look_steps.drop_old(by=None) == 0
        with time_machine.travel(clock.now() + timedelta(days=15)):
            assert look_steps.drop_old(by=None) == 1
        known.refresh_from_db()
        look.refresh_from_db()
        assert (look.state, known.state) == ("DROPPED", "WAITING")
