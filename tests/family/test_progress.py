"""Where a request stands for its holder: the one card, the dates, every state (P73–P78, P184)."""

from datetime import date, timedelta

import pytest

from family.data import reasons
from family.models import ConsentAsk, Defect, RequestEvent
from family.selectors import overview, progress, reviews
from family.states import OPEN_REQUESTS, RequestState
from tests.factories import accounts as people
from tests.factories import bindings as bound
from tests.factories import family as make
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock, working_days
from yibao.kernel.models import CalendarDay

ADULT = date(1956, 3, 12)
CARDS = {
    "SUBMITTED": "waiting",
    "PRECHECK": "waiting",
    "IN_REVIEW": "waiting",
    "RETURNED": "fix",
    "CONSENT_PENDING": "consent",
    "REJECTED": "refused",
    "WITHDRAWN": "withdrawn",
    "EXPIRED": "expired",
}
MONTH = timedelta(days=30)


@pytest.fixture
def holder(tenant):
    people.RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


def _case(request, **more):
    """The review of a request, opened at its submission."""
    request.case = cases.open_case(
        by=None,
        tenant_id=request.tenant_id,
        case_type=reviews.CASE_TYPE,
        subject=f"family.bindingrequest:{request.pk}",
        summary="亲情账户申请",
        applicant=request.holder.user,
        at=request.submitted_at,
        **more,
    )
    request.save(update_fields=["case"])
    return request.case


def _defect(request, code="BLURRED", slot="OWN_PAGE"):
    return Defect.objects.create(
        request=request,
        round=request.round,
        slot_code=slot,
        reason_code=code,
        words=reasons.words_of(code, "户口本本人页"),
        created_at=clock.now(),
    )


class TestCard:
    @pytest.mark.parametrize(("state", "card"), CARDS.items())
    def test_fits_the_state(self, holder, child, state, card):
        request = make.make_submitted(holder.person, child, state=state)
        one = progress.of(request)
        assert one.card == card
        assert one.may_withdraw == (state in OPEN_REQUESTS)
        assert one.may_appeal == (state in ("REJECTED", "EXPIRED"))
        assert one.tag_word == RequestState(state).label

    def test_is_red_for_a_refusal_alone(self):
        """ux 4: red tags frighten."""
        red = [state for state, kind in progress.TAG_KINDS.items() if kind == "error"]
        assert red == ["REJECTED"] and set(progress.TAG_KINDS) == set(RequestState)

    def test_names_only_the_defects_of_this_round_p177(self, holder, child):
        request = make.make_submitted(holder.person, child, state="RETURNED")
        _defect(request)
        old = _defect(request, "GLARE")
        Defect.objects.filter(pk=old.pk).update(round=0)
        one = progress.of(request)
        assert [defect.reason_code for defect in one.defects] == ["BLURRED"]
        assert one.due_at == request.return_due_at

    def test_says_after_the_deadline_that_it_is_over_p178(self, holder, child):
        request = make.make_submitted(holder.person, child, state="RETURNED")
        later = request.return_due_at + timedelta(seconds=1)
        assert progress.of(request, later).card == "fix_late"
        assert not progress.may_still_fix(request, request.return_due_at)

    def test_tells_of_a_refused_consent_no_more_than_that_p75(self, holder, child):
        request = make.make_submitted(
            holder.person, child, state="REJECTED", outcome=reasons.CONSENT_REFUSED
        )
        one = progress.of(request)
        assert (one.card, one.words) == ("not_agreed", "对方未同意，这次没有绑定。")

    def test_shows_the_words_of_a_rule(self, holder, child):
        request = make.make_submitted(
            holder.person, child, state="EXPIRED", outcome=reasons.RETURN_OVERDUE
        )
        assert "期限" in progress.of(request).words

    def test_ends_with_the_binding(self, holder, child):
        binding = bound.make_binding(holder.person, child)
        request = make.make_submitted(
            holder.person, child, state="APPROVED", binding=binding, place=binding.place
        )
        one = progress.of(request)
        assert (one.card, one.tag_kind, one.steps[-1].title) == ("bound", "ok", "绑定完成")


class TestPromise:
    """One clock for both sides (feature 39, settled 19)."""

    def test_is_what_the_reviewer_sees(self, holder, child):
        request = make.make_submitted(holder.person, child, state="IN_REVIEW")
        case = _case(request)
        assert progress.of(request).due_at == case.due_at

    def test_is_the_same_before_a_case_is_opened(self, holder, child):
        request = make.make_submitted(holder.person, child)
        before = progress.of(request).due_at
        assert before == _case(request).due_at

    def test_follows_a_changed_calendar(self, holder, child):
        request = make.make_submitted(holder.person, child)
        due = progress.of(request).due_at
        CalendarDay.objects.create(day=clock.local(due).date(), is_working=False)
        assert progress.of(request).due_at > due

    def test_is_renewed_with_an_apology_when_missed(self, holder, child):
        """Text 14: a new date, not a word."""
        request = make.make_submitted(holder.person, child, state="IN_REVIEW")
        case = _case(request)
        late = case.due_at + timedelta(minutes=1)
        one = progress.of(request, late)
        assert one.card == "overdue"
        assert one.due_at == working_days.due_at(late, 1)
        assert next(step for step in one.steps if step.state == "now").due_at == one.due_at

    def test_stands_while_papers_are_mended_p180(self, holder, child):
        request = make.make_submitted(holder.person, child, state="RETURNED")
        _case(request)
        one = progress.of(request, clock.now() + timedelta(days=4))
        assert one.card == "fix"
        assert any("工作日" in step.note for step in one.steps)

    def test_of_an_appeal_has_its_own_date_p184(self, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        request.appeal_case = cases.open_case(
            by=None, tenant_id=request.tenant_id, case_type=reviews.APPEAL_TYPE, subject="x",
            summary="复核", promised_days=5,
        )  # fmt: skip
        one = progress.of(request)
        assert (one.card, one.due_at, one.may_appeal) == (
            "appealing", request.appeal_case.due_at, False,
        )  # fmt: skip
        Case.objects.filter(pk=request.appeal_case.pk).update(state="CLOSED")
        request.appeal_case.refresh_from_db()
        assert progress.of(request).card == "refused"


class TestTimeline:
    def test_names_the_post_of_an_officer_never_the_name(self, holder, child):
        """Wireframe 5: role number of the reviewer, never the name."""
        officer = people.StaffFactory(username="zhang.min", display_name="德阳市医保局 03 号")
        request = make.make_submitted(holder.person, child, state="RETURNED")
        RequestEvent.objects.create(
            request=request, verb="family.request.returned", from_state="IN_REVIEW",
            to_state="RETURNED", actor=f"user:{officer.pk}", at=clock.now(),
        )  # fmt: skip
        notes = [step.note for step in progress.of(request).steps]
        assert "审核员 德阳市医保局 03 号" in notes
        assert not any("zhang" in note for note in notes)

    def test_tells_of_a_consent_that_was_given(self, tenant, holder):
        mother = make.make_member(tenant, born=ADULT, name="李秀英")
        request = make.make_submitted(
            holder.person, mother, "PARENT", state="IN_REVIEW", needs_consent=True
        )
        now = clock.now()
        ask = ConsentAsk.objects.create(
            request=request, member=mother, asked_at=now, expires_at=now + timedelta(hours=72)
        )
        one = progress.of(request)
        assert one.consent.expires_at == ask.expires_at
        assert "家人本人同意" in [step.title for step in one.steps]
        ConsentAsk.objects.filter(pk=ask.pk).update(state="GIVEN", way="LOGIN", answered_at=now)
        titles = [step.title for step in progress.of(request).steps]
        assert "家人本人已同意" in titles and "家人本人同意" not in titles


class TestOverview:
    def test_counts_members_and_requests_p48(self, tenant, holder, child):
        bound.make_binding(holder.person, child)
        other = make.make_member(tenant, name="王小丽")
        make.make_submitted(holder.person, other, state="RETURNED")
        family = overview.of(holder.person)
        assert (family.taken, family.limit, family.is_full) == (2, 5, False)
        assert [one.card for one in family.requests] == ["fix"]
        assert family.members[0].relation in ("儿子", "女儿") and family.members[0].age

    def test_says_when_all_places_are_taken(self, tenant, holder):
        for _ in range(5):
            bound.make_binding(holder.person, make.make_member(tenant))
        assert overview.of(holder.person).is_full

    def test_shows_for_a_month_what_ended_without_a_binding(self, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        assert [one.ref for one in overview.of(holder.person).ended] == [request.ref]
        request.decided_at -= MONTH
        request.save()
        assert overview.of(holder.person).ended == []

    def test_names_those_who_bound_me(self, tenant, holder):
        daughter = make.make_holder(tenant, name="王丽")
        bound.make_binding(daughter.person, holder.person, "PARENT")
        family = overview.of(holder.person)
        assert [(one.name, one.relation in ("儿子", "女儿")) for one in family.bound_by] == [
            ("王*", True)
        ]

    def test_shows_a_silent_end_as_a_display_out_of_order(self, tenant, holder):
        """Feature 29: safety in families."""
        mother = make.make_member(tenant, born=ADULT, name="李秀英")
        now = clock.now()
        bound.make_binding(
            holder.person, mother, "PARENT", state="UNBOUND", ending="MEMBER",
            ended_silently=True, hidden_from=now + MONTH,
        )  # fmt: skip
        member = overview.of(holder.person).members[0]
        assert (member.can_show, member.tag_word) == (False, "暂时不能出示")
