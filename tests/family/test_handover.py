"""Hand-over at 16 and the end at 18, through time (P83, P84, feature 27, T38).

The worker's clock is UTC: midnight in Shanghai is 16:00 there on the day before.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from family import errors, selectors
from family.models import Binding, ConsentAsk, Place
from family.services import bindings, consent_reminders, consents, handover, handover_notices
from tests.factories import accounts
from tests.factories import bindings as factory
from tests.factories import family as make
from yibao.audit.models import AuditEvent
from yibao.kernel.batches import Walk
from yibao.notices.models import Notice, SmsMessage

from .consenting import passed_face

BORN = date(2009, 5, 20)
TURNS = date(2025, 5, 20)
MIDNIGHT = datetime(2025, 5, 19, 16, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GRACE_ENDS = MIDNIGHT + timedelta(days=90)

pytestmark = pytest.mark.django_db


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def holder(tenant):
    with at(MIDNIGHT - timedelta(days=400)):
        return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    """A login of exactly this birthday."""
    with at(MIDNIGHT - timedelta(days=400)):
        return accounts.CitizenFactory(tenant=tenant, person__birth=BORN, person__name="王小宝")


def bind(holder, child, relation="CHILD", **more):
    with at(MIDNIGHT - timedelta(days=400)):
        return factory.make_binding(holder.person, child.person, relation, sees_bills=True, **more)


@pytest.fixture
def binding(holder, child):
    return bind(holder, child)


def run(moment):
    with at(moment):
        return handover.run(by=None)


def codes(user):
    return list(Notice.objects.filter(user=user).order_by("created_at").values_list("code", flat=1))


def may_show(binding, moment):
    with at(moment):
        return selectors.handover.may_show(binding)


class TestMidnightInShanghai:
    def test_is_when_the_young_person_is_asked_and_not_a_second_before(
        self, binding, holder, child
    ):
        assert run(MIDNIGHT - SECOND) == 0
        binding.refresh_from_db()
        assert binding.state == "ACTIVE"
        assert run(MIDNIGHT) == 1
        binding.refresh_from_db()
        assert (binding.state, binding.sees_bills) == ("CONSENT_PENDING_16", False)
        assert binding.grace_until == TURNS + 90 * DAY and binding.turns_16_on == TURNS
        ask = ConsentAsk.objects.get(binding=binding)
        assert (ask.state, ask.member, ask.expires_at) == ("OPEN", child.person, GRACE_ENDS)
        assert codes(holder) == ["family_turned_16"] and codes(child) == ["family_turned_16_own"]
        assert AuditEvent.objects.filter(verb="family.binding.turned_16").count() == 1

    def test_is_not_held_up_by_guardians_of_the_grown_p84(self, holder, child, tenant, monkeypatch):
        monkeypatch.setattr(Walk.__init__, "__kwdefaults__", {"size": 1, "at_most": 1})
        ward = make.make_member(tenant, born=date(1950, 1, 1))
        old = factory.make_binding(holder.person, ward, "WARD")
        Binding.objects.filter(pk=old.pk).update(turns_16_on=date(1966, 1, 1))
        binding = bind(holder, child)
        assert run(MIDNIGHT) == 1
        binding.refresh_from_db()
        assert binding.state == "CONSENT_PENDING_16"

    def test_repeats_nothing_when_it_runs_again(self, binding, holder, child):
        run(MIDNIGHT)
        assert run(MIDNIGHT + timedelta(minutes=1)) == 0
        assert ConsentAsk.objects.count() == 1
        assert codes(holder) == ["family_turned_16"]

    def test_is_judged_by_the_tenants_clock(self, binding, tenant):
        tenant.clock_offset_seconds = 3600
        tenant.save()
        assert run(MIDNIGHT - timedelta(hours=1) - SECOND) == 0
        assert run(MIDNIGHT - timedelta(hours=1)) == 1

    def test_lets_the_holder_show_on_in_the_grace(self, binding, holder):
        run(MIDNIGHT)
        assert may_show(binding, GRACE_ENDS - SECOND)
        assert not may_show(binding, GRACE_ENDS)

    def test_closes_the_bills_also_where_no_task_ran(self, binding):
        with at(MIDNIGHT - SECOND):
            assert selectors.handover.sees_bills(binding)
        with at(MIDNIGHT):
            assert not selectors.handover.sees_bills(binding)

    @pytest.mark.parametrize("state", ["ACTIVE", "SUSPENDED", "UNBOUND"])
    @pytest.mark.parametrize("shift", [-DAY, timedelta(0), DAY])
    def test_moves_only_what_shows_t38(self, holder, child, state, shift):
        binding = bind(holder, child, state=state, **_misuse(state))
        moved = run(MIDNIGHT + shift)
        binding.refresh_from_db()
        turns = state == "ACTIVE" and shift >= timedelta(0)
        assert moved == int(turns)
        assert binding.state == ("CONSENT_PENDING_16" if turns else state)

    def test_asks_nobody_who_has_agreed(self, holder, child):
        bind(holder, child, consented_at=MIDNIGHT)
        assert run(MIDNIGHT + DAY) == 0


def _misuse(state):
    return {"suspension_reason": "MISUSE"} if state == "SUSPENDED" else {}


class TestLeapDay:
    """P56: born on 29 February 2008; 16 in a leap year, 18 on 28 February 2026."""

    def test_turns_on_its_own_day_in_a_leap_year(self, tenant, holder):
        leap = accounts.CitizenFactory(tenant=tenant, person__birth=date(2008, 2, 29))
        with at(datetime(2024, 1, 1, tzinfo=UTC)):
            binding = factory.make_binding(holder.person, leap.person)
        assert run(datetime(2024, 2, 28, 15, 59, 59, tzinfo=UTC)) == 0
        assert run(datetime(2024, 2, 28, 16, tzinfo=UTC)) == 1
        binding.refresh_from_db()
        assert binding.state == "CONSENT_PENDING_16"

    def test_ends_a_guardians_display_on_28_february_p84(self, tenant, holder):
        leap = accounts.CitizenFactory(tenant=tenant, person__birth=date(2008, 2, 29))
        with at(datetime(2024, 1, 1, tzinfo=UTC)):
            binding = factory.make_binding(
                holder.person, leap.person, "WARD", consented_at=datetime(2024, 3, 1, tzinfo=UTC)
            )
        assert run(datetime(2026, 2, 27, 15, 59, 59, tzinfo=UTC)) == 0
        assert run(datetime(2026, 2, 27, 16, tzinfo=UTC)) == 1
        binding.refresh_from_db()
        assert (binding.state, binding.ending) == ("CLOSED", "GUARDIANSHIP_OVER")


class TestGrace:
    def test_ends_with_a_pause_and_an_unanswered_question(self, binding, holder, child):
        run(MIDNIGHT)
        assert run(GRACE_ENDS - SECOND) == 0
        assert run(GRACE_ENDS) == 1
        binding.refresh_from_db()
        assert (binding.state, binding.suspension_reason) == ("SUSPENDED", "CONSENT_16")
        assert ConsentAsk.objects.get(binding=binding).state == "EXPIRED"
        assert codes(holder)[-1] == codes(child)[-1] == "family_suspended"

    def test_ends_the_same_when_the_question_runs_out_first(self, binding):
        run(MIDNIGHT)
        with at(GRACE_ENDS):
            assert consents.expire_old(by=None) == 1
            assert handover.run(by=None) == 0
        binding.refresh_from_db()
        assert binding.state == "SUSPENDED"

    def test_that_nobody_noticed_is_over_at_once(self, binding):
        """Nothing ran for 100 days."""
        assert run(MIDNIGHT + timedelta(days=100)) == 1
        binding.refresh_from_db()
        assert binding.state == "SUSPENDED" and not ConsentAsk.objects.exists()

    def test_keeps_the_place_of_the_holder(self, binding):
        run(MIDNIGHT)
        run(GRACE_ENDS)
        assert Place.objects.get(binding=binding).released_at is None


def take_over(child, moment, **more):
    with at(moment):
        ask = selectors.consents.open_of(child.person)[0]
        face, session = passed_face(child)
        return consents.give(by=child, ref=ask.ref, way="LOGIN", face=face, session=session, **more)


class TestTakingOver:
    def test_makes_the_display_the_young_persons_own(self, binding, holder, child):
        run(MIDNIGHT)
        take_over(child, MIDNIGHT + DAY)
        binding.refresh_from_db()
        assert (binding.state, binding.sees_bills) == ("ACTIVE", False)
        assert binding.consented_at == MIDNIGHT + DAY and binding.grace_until is None
        assert may_show(binding, GRACE_ENDS + DAY)
        assert codes(holder)[-1] == "family_taken_over"
        assert run(GRACE_ENDS + DAY) == 0

    def test_opens_the_bills_only_where_they_say_so(self, binding, child):
        run(MIDNIGHT)
        take_over(child, MIDNIGHT + DAY, sees_bills=True)
        binding.refresh_from_db()
        assert binding.sees_bills

    def test_comes_too_late_at_the_end_of_the_grace(self, binding, child):
        run(MIDNIGHT)
        with at(GRACE_ENDS):
            ask = ConsentAsk.objects.get()
            face, session = passed_face(child)
            with pytest.raises(errors.ConsentOver):
                consents.give(by=child, ref=ask.ref, way="LOGIN", face=face, session=session)

    def test_is_possible_after_the_pause_with_a_new_question(self, binding, holder, child):
        run(MIDNIGHT)
        run(GRACE_ENDS)
        with at(GRACE_ENDS + DAY):
            handover.ask_again(by=child, ref=binding.ref)
        take_over(child, GRACE_ENDS + DAY + timedelta(hours=71))
        binding.refresh_from_db()
        assert (binding.state, binding.suspension_reason) == ("ACTIVE", "")
        assert codes(holder)[-1] == "family_resumed"

    def test_after_the_pause_may_be_asked_for_by_the_holder(self, binding, holder, child):
        run(MIDNIGHT)
        run(GRACE_ENDS)
        with at(GRACE_ENDS + DAY):
            consent_reminders.resend(by=holder, ref=binding.ref)
            assert len(selectors.consents.open_of(child.person)) == 1

    def test_does_not_lift_a_pause_for_misuse(self, binding, child):
        run(MIDNIGHT)
        with at(MIDNIGHT + DAY):
            bindings.suspend(by=None, ref=binding.ref, reason="MISUSE")
        take_over(child, MIDNIGHT + 2 * DAY)
        binding.refresh_from_db()
        assert (binding.state, binding.suspension_reason) == ("SUSPENDED", "MISUSE")
        assert binding.consented_at is not None


class TestNo:
    def test_ends_the_display_at_once_and_tells_the_holder_only_that(self, binding, holder, child):
        run(MIDNIGHT)
        with at(MIDNIGHT + DAY):
            ask = selectors.consents.open_of(child.person)[0]
            consents.refuse(by=child, ref=ask.ref, reason="他总拿我的码给别人买药")
        binding.refresh_from_db()
        assert (binding.state, binding.ending) == ("UNBOUND", "MEMBER")
        assert Place.objects.get(binding=binding).released_at is not None
        told = Notice.objects.get(user=holder, code="family_handover_refused")
        assert "未同意" in told.body and "买药" not in told.body + told.title

    def test_in_advance_by_unbinding_withdraws_the_question(self, binding, child):
        run(MIDNIGHT)
        with at(MIDNIGHT + DAY):
            bindings.unbind(by=child, ref=binding.ref)
            assert selectors.consents.open_of(child.person) == []
            assert consents.expire_old(by=None) == 1
        assert ConsentAsk.objects.get().state == "WITHDRAWN"


class TestNoticesAhead:
    def _tell(self, days):
        with at(MIDNIGHT - timedelta(days=days) + timedelta(hours=1)):
            return handover_notices.tell_ahead(by=None)

    def test_come_30_and_7_days_before_to_both_and_once(self, binding, holder, child):
        for days in range(40, -2, -1):
            self._tell(days)
            self._tell(days)
        for user in (holder, child):
            rows = Notice.objects.filter(user=user, code="family_turning_16").order_by("created_at")
            assert [row.created_at.date() for row in rows] == [
                (MIDNIGHT - timedelta(days=30)).date(),
                (MIDNIGHT - timedelta(days=7)).date(),
            ]
        assert SmsMessage.objects.filter(code="family_turning_16").count() == 4

    def test_are_made_up_for_after_days_without_a_run(self, binding, holder):
        self._tell(23)
        self._tell(3)
        assert codes(holder) == ["family_turning_16", "family_turning_16"]

    def test_say_who_and_when(self, binding, holder, child):
        self._tell(30)
        said = Notice.objects.get(user=holder).body
        assert "2025 年 5 月 20 日" in said and "王*宝" in said and "90 天" in said
        assert "您自己决定" in Notice.objects.get(user=child).body

    def test_are_not_sent_where_consent_is_given(self, holder, child):
        bind(holder, child, consented_at=MIDNIGHT)
        self._tell(30)
        assert codes(holder) == []

    def test_of_a_guardians_end_come_30_days_before_18(self, holder, child):
        bind(holder, child, "WARD", consented_at=MIDNIGHT)
        eighteen = datetime(2027, 5, 19, 16, tzinfo=UTC)
        for days in (31, 30, 29, 7, 1):
            with at(eighteen - timedelta(days=days)):
                handover_notices.tell_ahead(by=None)
        assert codes(holder) == codes(child) == ["family_guardianship_ends"]
        run(eighteen)
        assert codes(holder)[-1] == codes(child)[-1] == "family_closed"


class TestMissingDays:
    def test_are_filled_in_so_that_the_hand_over_finds_them(self, binding):
        Binding.objects.update(turns_16_on=None)
        assert run(MIDNIGHT) == 0
        assert handover.fill_days(by=None) == 1
        assert run(MIDNIGHT) == 1
