"""Asking again: an appeal in time, with a yes that still counts; nobody worn down (P75, P184)."""

from datetime import timedelta

import pytest
import time_machine

from family import errors
from family.models import Binding, ConsentAsk
from family.selectors import consents as asked
from family.selectors import progress
from family.selectors import reviews as facts
from family.services import consents, limits, requests, reviews
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.bindings import make_binding
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
WORDS = "户口本上写着，请再看一次。"


@pytest.fixture
def mother(tenant):
    """A grown member with a login."""
    return make.make_holder(tenant, name="林秀英", born=make.ADULT_BORN)


@pytest.fixture
def officers(tenant):
    return [desk.make_officer(tenant) for _ in range(2)]


def refused(holder, member, officers, relation="CHILD", **more):
    row = desk.in_review(holder.person, member, relation, **more)
    for officer in officers:
        desk.reject(officer, row)
    return desk.fresh(row)


def agreed(row):
    ask = consents.ask(by=None, request=row)
    ask.state, ask.way, ask.answered_at = "GIVEN", "LOGIN", clock.now()
    ask.save()
    return ask


def later(days):
    return time_machine.travel(clock.now() + timedelta(days=days))


class TestTermOfAnAppeal:
    def test_is_thirty_days_p184(self, holder, child, officers):
        row = refused(holder, child, officers)
        last = clock.local(row.decided_at) + timedelta(days=30)
        assert facts.appeal_until(row) == last.date()
        with time_machine.travel(last.replace(hour=23, minute=59)):
            assert facts.may_appeal(row)
        with time_machine.travel((last + timedelta(days=1)).replace(hour=0, minute=1)):
            assert not facts.may_appeal(row)
            with pytest.raises(errors.AppealTooLate) as told:
                requests.appeal(by=holder, ref=row.ref, statement=WORDS)
        assert "30 天" in told.value.message and "窗口" in told.value.advice
        assert desk.fresh(row).appeal_case is None

    def test_is_told_on_the_page_before_and_after(self, holder, child, officers, client):
        row = refused(holder, child, officers)
        client.force_login(holder)
        last = facts.appeal_until(row)
        day = f"{last.month} 月 {last.day} 日"
        assert day in client.get(f"/family/requests/{row.ref}/").content.decode()
        page = client.get(f"/family/requests/{row.ref}/appeal/").content.decode()
        assert f"最迟 {day}申请" in page and "<textarea" in page
        with later(31):
            client.force_login(holder)
            page = client.get(f"/family/requests/{row.ref}/appeal/").content.decode()
            assert "申请复核的时间过了" in page and "<textarea" not in page
            assert "12393" in page or "2208900" in page or "请拨" in page
            assert client.get(f"/family/requests/{row.ref}/appeal/files/").status_code == 404


class TestYes:
    """A yes to a request that was refused does not hold for ever."""

    @pytest.fixture
    def row(self, holder, mother, officers):
        row = desk.in_review(holder.person, mother.person, "PARENT", needs_consent=True)
        agreed(row)
        for officer in officers:
            desk.reject(officer, row)
        return desk.fresh(row)

    def test_counts_on_an_appeal_that_comes_soon(self, row, holder, tenant):
        with later(10):
            requests.appeal(by=holder, ref=row.ref, statement=WORDS)
            desk.approve(desk.make_officer(tenant), row)
        assert desk.fresh(row).state == "APPROVED"

    def test_is_asked_for_again_on_a_late_one(self, row, holder, tenant):
        with later(29):
            requests.appeal(by=holder, ref=row.ref, statement=WORDS)
        with later(31):
            desk.approve(desk.make_officer(tenant), row)
            late = desk.fresh(row)
            assert late.state == "CONSENT_PENDING"
            assert not Binding.objects.exists()
            assert not progress.of(late).agreed
            ask = ConsentAsk.objects.get(request=row, state="OPEN")
            ask.state, ask.way, ask.answered_at = "GIVEN", "LOGIN", clock.now()
            ask.save()
            reviews.consent_given(by=None, request=late)
            assert desk.fresh(row).state == "APPROVED"
            assert Binding.objects.get().consented_at == ask.answered_at

    def test_counts_as_long_as_the_request_runs(self, holder, mother, officers):
        """How long the officers take is not the family's fault."""
        row = desk.in_review(holder.person, mother.person, "PARENT", needs_consent=True)
        ask = agreed(row)
        with later(60):
            assert asked.counting(row) == ask
            desk.approve(officers[0], row)
        assert desk.fresh(row).state == "APPROVED"


class TestNo:
    """P75: who said no is not asked again by the same holder for thirty days."""

    @pytest.fixture
    def no(self, holder, mother):
        row = make.make_submitted(holder.person, mother.person, "PARENT", needs_consent=True)
        ask = consents.ask(by=None, request=row)
        consents.refuse(by=mother, ref=ask.ref, reason="不想让他看")
        return row

    def ask_again(self, holder, mother, **more):
        limits.check_may_ask(
            by=holder, holder=holder.person, member_index=mother.person.certno_index, **more
        )

    def test_pauses_the_pair_and_says_no_more_than_that(self, no, holder, mother):
        with pytest.raises(errors.RefusedLately) as told:
            self.ask_again(holder, mother)
        assert told.value.message == "这位家人未同意。"
        assert "不想" not in told.value.advice and "月" in told.value.advice
        with later(29), pytest.raises(errors.RefusedLately):
            self.ask_again(holder, mother)
        with later(31):
            self.ask_again(holder, mother)

    def test_binds_nobody_else(self, no, holder, mother, tenant):
        self.ask_again(make.make_holder(tenant), mother)
        other = make.make_holder(tenant, name="林秀芳", born=make.ADULT_BORN)
        self.ask_again(holder, other)

    def test_does_not_stand_against_a_yes_at_the_counter(self, no, holder, mother):
        self.ask_again(holder, mother, is_agreed=True)

    def test_at_sixteen_pauses_as_well_p83(self, holder, mother):
        bound = make_binding(holder.person, mother.person, "CHILD", state="CONSENT_PENDING_16")
        now = clock.now()
        ConsentAsk.objects.create(
            binding=bound, member=mother.person, state="REFUSED", asked_at=now,
            expires_at=now + timedelta(days=1), answered_at=now,
        )  # fmt: skip
        assert asked.paused_until(holder.person, mother.person.certno_index) is not None

    def test_is_over_with_a_later_yes(self, no, holder, mother):
        with later(1):
            row = make.make_submitted(holder.person, mother.person, "PARENT", needs_consent=True)
            agreed(row)
            assert asked.paused_until(holder.person, mother.person.certno_index) is None

    def test_tells_the_day_on_the_page_and_takes_the_button_away(self, no, holder, client):
        client.force_login(holder)
        page = client.get(f"/family/requests/{no.ref}/").content.decode()
        assert "起可以重新申请" in page and "填过的都带过来" not in page
        with later(31):
            client.force_login(holder)
            page = client.get(f"/family/requests/{no.ref}/").content.decode()
            assert "起可以重新申请" not in page and "填过的都带过来" in page

    def test_costs_one_question(self, no, holder, mother, django_assert_num_queries):
        with django_assert_num_queries(1):
            asked.paused_until(holder.person, mother.person.certno_index)
