"""The forward timeline: past, now, next, oldest first (ux 4, wireframe 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from family.rules import timeline
from family.rules.timeline import DONE, NEXT, NOW, Happened, Standing
from family.states import REQUEST_MOVES, RequestState

BEGAN = datetime(2026, 10, 1, 12, 14, tzinfo=UTC)
DUE = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)


def _events(*verbs):
    return [
        Happened(f"family.request.{verb}", BEGAN + timedelta(hours=number))
        for number, verb in enumerate(verbs)
    ]


def _words(steps):
    return [(step.title, step.state) for step in steps]


class TestSteps:
    def test_begin_with_the_check_by_the_system(self):
        steps = timeline.steps(_events("submitted"), Standing("PRECHECK", due_at=DUE))
        assert _words(steps) == [
            ("已提交", DONE),
            ("系统预检", NOW),
            ("人工审核", NEXT),
            ("绑定完成", NEXT),
        ]
        assert steps[2].due_at == DUE

    def test_put_the_date_at_the_review(self):
        events = _events("submitted", "precheck_begun", "handed_to_review")
        steps = timeline.steps(events, Standing("IN_REVIEW", due_at=DUE))
        assert _words(steps)[1:3] == [("系统预检完成", DONE), ("人工审核", NOW)]
        assert steps[2].due_at == DUE

    def test_stand_at_the_return_and_say_how_long_a_second_look_takes(self):
        events = _events("submitted", "handed_to_review", "returned")
        steps = timeline.steps(events, Standing("RETURNED", wait_days=1))
        assert _words(steps)[2:] == [
            ("人工审核：要补材料", NOW),
            ("重新审核", NEXT),
            ("绑定完成", NEXT),
        ]
        assert steps[2].at == events[2].at
        assert steps[3].note == "补好后约 1 个工作日"

    def test_keep_the_history_of_a_correction_p77(self):
        events = _events("submitted", "handed_to_review", "returned", "corrected")
        steps = timeline.steps(events, Standing("SUBMITTED", due_at=DUE))
        assert [title for title, state in _words(steps) if state == DONE] == [
            "已提交",
            "系统预检完成",
            "人工审核：要补材料",
            "已补交材料",
        ]

    def test_name_the_missing_consent_beside_the_review_p74(self):
        standing = Standing("IN_REVIEW", wants_consent=True, due_at=DUE, consent_until=BEGAN)
        steps = timeline.steps(_events("submitted", "handed_to_review"), standing)
        assert ("家人本人同意", NEXT) in _words(steps)

    def test_put_an_answer_that_came_first_where_it_happened_p74(self):
        given = Happened("family.consent.given", BEGAN)
        events = [*_events("submitted", "handed_to_review"), given]
        titles = [step.title for step in timeline.steps(events, Standing("IN_REVIEW"))]
        assert titles.index("家人本人已同意") < titles.index("系统预检完成")

    def test_keep_the_yes_of_the_review_after_a_return(self):
        verbs = ("submitted", "returned", "corrected")
        yes = Happened("family.review.passed", DUE, "审核员 审核一岗")
        bound = Happened("family.request.approved", DUE)
        steps = timeline.steps([*_events(*verbs), yes, bound], Standing("APPROVED"))
        assert [one.title for one in steps[-3:]] == ["已补交材料", "人工审核：通过", "绑定完成"]
        assert steps[-2].note == "审核员 审核一岗"

    def test_end_with_the_binding(self):
        steps = timeline.steps(_events("submitted", "approved"), Standing("APPROVED"))
        assert _words(steps) == [("已提交", DONE), ("绑定完成", DONE)]

    @pytest.mark.parametrize(
        ("verb", "state", "title"),
        [
            ("rejected", "REJECTED", "人工审核：未通过"),
            ("consent_refused", "REJECTED", "家人未同意"),
            ("withdrawn", "WITHDRAWN", "您撤回了申请"),
            ("expired", "EXPIRED", "过了期限，自动结束"),
        ],
    )
    def test_stop_at_an_end(self, verb, state, title):
        steps = timeline.steps(_events("submitted", verb), Standing(state))
        assert _words(steps)[-1] == (title, NOW)

    def test_go_on_with_an_appeal_and_its_own_date_p184(self):
        events = [*_events("submitted", "rejected"), Happened("family.appeal.asked", DUE)]
        steps = timeline.steps(events, Standing("REJECTED", is_appealed=True, due_at=DUE))
        assert _words(steps)[-2:] == [("已申请复核", DONE), ("复核中，由另一位审核员看", NOW)]
        assert steps[-1].due_at == DUE

    @pytest.mark.parametrize("state", list(RequestState))
    def test_have_at_most_one_present_one(self, state):
        steps = timeline.steps(_events("submitted"), Standing(state))
        assert sum(step.state == NOW for step in steps) == (state != "APPROVED")

    def test_know_every_move_that_ends_or_returns_a_request(self):
        silent = {
            "family.request.discarded",
            "family.request.draft_expired",
            "family.request.precheck_begun",
        }
        verbs = {verb for row in REQUEST_MOVES.moves.values() for verb in row.values()}
        assert verbs - set(timeline.PAST) == silent
