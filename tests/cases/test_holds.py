"""Setting aside, referring, handing out: the promise never moves (features 37, 38, 40)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tests.cases.scene import fresh, refusals, verbs
from yibao.cases import services as cases
from yibao.cases.desk import holds, taking
from yibao.cases.errors import (
    CaseKept,
    CaseMoveRefused,
    DeciderIsInvolved,
    LeadNeeded,
    OfficerUnfit,
    ReasonNeeded,
    SecondPersonNeeded,
)
from yibao.cases.models import Barred, Kept
from yibao.kernel import clock
from yibao.kernel.clock import SHANGHAI

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def officer(desk):
    return desk.officer()


@pytest.fixture
def held(desk, officer):
    desk.case()
    return taking.take_next(by=officer)


class TestPresets:
    @pytest.mark.parametrize(
        ("preset", "now", "until"),
        [
            ("HOUR", "2026-03-02 10:10", "2026-03-02 11:10"),
            ("TODAY", "2026-03-02 10:10", "2026-03-02 17:00"),
            ("TODAY", "2026-03-02 17:00", "2026-03-03 17:00"),
            ("TODAY", "2026-03-07 10:10", "2026-03-09 17:00"),  # a Saturday
            ("MORNING", "2026-03-02 10:10", "2026-03-03 09:00"),
            ("MORNING", "2026-03-06 10:10", "2026-03-09 09:00"),  # over a week-end
            ("THREE_DAYS", "2026-09-30 10:10", "2026-10-10 17:00"),  # over the national holiday
        ],
    )
    def test_follow_the_calendar(self, preset, now, until):
        assert holds.PRESETS[preset].until(at(now), {}) == at(until)

    def test_have_words_and_lie_ahead(self):
        moment = clock.now()
        assert dict(holds.choices()).keys() == holds.PRESETS.keys()
        assert all(one.until(moment, {}) > moment for one in holds.PRESETS.values())


class TestHold:
    def test_sets_the_case_aside_for_its_officer_and_moves_no_promise(self, held, officer, desk):
        due = held.due_at
        case = taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="等派出所回电")
        assert (case.state, case.kept_for, case.kept_why) == ("OPEN", officer, Kept.HELD)
        assert (case.due_at, case.kept_note) == (due, "等派出所回电")
        assert verbs(case) == ["taken", "held"]
        assert taking.take_next(by=officer) is None
        assert taking.take_next(by=desk.officer()) is None
        with pytest.raises(CaseKept):
            cases.take(by=desk.officer(), ref=case.ref)

    def test_lets_its_officer_go_on_at_any_time(self, held, officer):
        taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="等电话")
        case = cases.take(by=officer, ref=held.ref)
        assert (case.reviewer, case.kept_for, case.fence) == (officer, None, 2)

    def test_ends_by_itself(self, held, officer, desk):
        taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="等电话")
        assert taking.end_due(by=None) == 0
        with time_machine.travel(clock.now() + timedelta(minutes=61)):
            assert taking.end_due(by=None) == 1
            assert taking.end_due(by=None) == 0
            assert fresh(held).kept_for is None
            assert verbs(held)[-1] == "hold_ended"
            assert taking.take_next(by=desk.officer()).pk == held.pk

    def test_is_over_on_time_without_the_timer(self, held, officer, desk):
        taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="等电话")
        with time_machine.travel(clock.now() + timedelta(minutes=61)):
            assert taking.take_next(by=desk.officer()).pk == held.pk

    def test_is_ended_early_by_its_officer_or_the_lead(self, held, officer, desk):
        for by in (officer, desk.lead()):
            taking.hold(by=officer, ref=held.ref, preset="THREE_DAYS", reason="等回函")
            with pytest.raises(LeadNeeded):
                taking.end_hold(by=desk.officer(), ref=held.ref)
            assert taking.end_hold(by=by, ref=held.ref).kept_for is None
            cases.take(by=officer, ref=held.ref)
        with pytest.raises(CaseMoveRefused):
            taking.end_hold(by=officer, ref=held.ref)

    def test_needs_the_case_in_hand_a_preset_and_a_reason(self, held, officer, desk):
        for more in ({"preset": "YEAR", "reason": "x"}, {"preset": "HOUR", "reason": "  "}):
            with pytest.raises(ReasonNeeded):
                taking.hold(by=officer, ref=held.ref, **more)
        for act in (
            lambda by: taking.hold(by=by, ref=held.ref, preset="HOUR", reason="x"),
            lambda by: taking.refer(by=by, ref=held.ref, reason="x"),
            lambda by: cases.put_back(by=by, ref=held.ref),
        ):
            with pytest.raises(CaseMoveRefused):
                act(desk.officer())
        assert fresh(held).reviewer == officer

    def test_masks_numbers_in_the_reason(self, held, officer):
        case = taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="打 13800001234 没人接")
        assert (
            "13800001234"
            not in fresh(case).kept_note + case.events.get(verb="cases.case.held").note
        )


class TestAssigning:
    def test_reserves_a_case_until_it_is_taken(self, desk, officer):
        case, lead = desk.case(), desk.lead()
        kept = taking.assign(by=lead, ref=case.ref, to=officer)
        assert (kept.kept_for, kept.kept_why, kept.kept_until) == (officer, Kept.ASSIGNED, None)
        with time_machine.travel(clock.now() + timedelta(days=2)):
            assert taking.end_due(by=None) == 0
            assert taking.take_next(by=desk.officer()) is None
            assert taking.take_next(by=officer).pk == case.pk

    def test_takes_the_case_from_who_has_it(self, desk, held, officer):
        other, lead = desk.officer(), desk.lead()
        taking.assign(by=lead, ref=held.ref, to=other)
        assert fresh(held).state == "OPEN" and verbs(held)[-1] == "assigned"
        assert taking.take_next(by=other).fence == 2
        with pytest.raises(CaseMoveRefused):
            taking.assign(by=lead, ref=held.ref, to=other)

    def test_is_undone_by_the_lead_or_who_it_is_for(self, desk, officer):
        case, lead = desk.case(), desk.lead()
        for by in (lead, officer):
            taking.assign(by=lead, ref=case.ref, to=officer)
            with pytest.raises(LeadNeeded):
                taking.unassign(by=desk.officer(), ref=case.ref)
            assert taking.unassign(by=by, ref=case.ref).kept_for is None

    def test_to_who_passed_it_by_brings_it_back(self, desk, officer):
        case = desk.case()
        taking.skip(by=officer, ref=case.ref, why="TIME")
        taking.assign(by=desk.lead(), ref=case.ref, to=officer)
        assert taking.take_next(by=officer).pk == case.pk
        taking.skip(by=officer, ref=case.ref, why="HARD")
        assert fresh(case).kept_for is None and taking.take_next(by=officer) is None

    def test_is_the_leads(self, desk, officer):
        case = desk.case()
        for act in (
            lambda: taking.assign(by=officer, ref=case.ref, to=officer),
            lambda: taking.set_priority(by=officer, ref=case.ref, priority=2),
        ):
            with pytest.raises(LeadNeeded):
                act()
        assert {code for _, code in refusals(case)} == {LeadNeeded.code}

    def test_goes_to_officers_only(self, desk):
        case, lead = desk.case(), desk.lead()
        gone = desk.officer()
        gone.is_active = False
        for to in (desk.officer("clerk"), desk.officer("auditor"), gone):
            with pytest.raises(OfficerUnfit):
                taking.assign(by=lead, ref=case.ref, to=to)

    def test_gives_nobody_a_relatives_case_or_the_second_word_after_the_first(self, desk, officer):
        lead, kin = desk.lead(), desk.case()
        index = officer.declarations.get(is_own=True).person_index
        Barred.objects.create(case=kin, person_index=index, at=clock.now())
        with pytest.raises(DeciderIsInvolved):
            taking.assign(by=lead, ref=kin.ref, to=officer)
        second = desk.case(needs_second=True)
        cases.take(by=officer, ref=second.ref)
        cases.approve(by=officer, ref=second.ref)
        with pytest.raises(SecondPersonNeeded):
            taking.assign(by=lead, ref=second.ref, to=officer)
        assert refusals() == [
            ("assign", DeciderIsInvolved.code),
            ("assign", SecondPersonNeeded.code),
        ]

    def test_sets_priority_without_moving_the_promise(self, desk):
        case = desk.case()
        row = taking.set_priority(by=desk.lead(), ref=case.ref, priority=2)
        assert (row.priority, row.due_at) == (2, case.due_at)
        with pytest.raises(ReasonNeeded):
            taking.set_priority(by=desk.lead(), ref=case.ref, priority=7)
