"""Consents in time: any order, running out, reminders, invitations; the words themselves."""

from datetime import date, timedelta

import pytest
import time_machine

from family import errors, selectors
from family.data.consent_text import BINDING_CONSENT
from family.models import Binding, ConsentAsk
from family.services import consent_reminders, consents, requests, reviews
from family.states import RequestState
from tests.factories import accounts
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.family.answering import OLD, codes, say_yes
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    """A member with a login."""
    return make.make_holder(tenant, name="李秀英", born=OLD)


@pytest.fixture
def stranger(tenant):
    return make.make_holder(tenant, name="赵强")


@pytest.fixture
def request_(holder, mother):
    return make.make_submitted(holder.person, mother.person, "PARENT", needs_consent=True)


@pytest.fixture
def ask(request_):
    return consents.ask(by=None, request=request_)


class TestNo:
    def test_closes_the_request_and_tells_the_holder_only_that_p75(self, ask, mother, holder):
        consents.refuse(by=mother, ref=ask.ref, reason="他欠我钱不还")
        ask.request.refresh_from_db()
        assert (ask.request.state, ask.request.outcome) == ("REJECTED", "CONSENT_REFUSED")
        assert codes(holder) == ["family_not_agreed"]
        said = Notice.objects.get(user=holder)
        assert "未同意" in said.title + said.body and "欠我" not in said.title + said.body
        assert ConsentAsk.objects.get(pk=ask.pk).reason == "他欠我钱不还"

    def test_shows_the_reason_in_the_members_copy_only(self, ask, mother, holder):
        consents.refuse(by=mother, ref=ask.ref, reason="他欠我钱不还")
        mine, _ = selectors.consents.own_data(mother.person)
        _, theirs = selectors.consents.own_data(holder.person)
        assert mine.rows[0]["reason"] == "他欠我钱不还"
        assert "reason" not in theirs.rows[0] and len(theirs.rows) == 1

    @pytest.mark.parametrize("who", ["holder", "stranger"])
    def test_is_the_members_alone(self, request, who, ask):
        with pytest.raises(NotFound):
            consents.refuse(by=request.getfixturevalue(who), ref=ask.ref)

    def test_gives_the_place_back(self, ask, mother):
        consents.refuse(by=mother, ref=ask.ref)
        ask.request.place.refresh_from_db()
        assert ask.request.place.released_at is not None


class TestAnyOrder:
    """P74: a display begins with review and consent, whichever comes last."""

    def test_consent_first(self, ask, request_, mother, holder):
        say_yes(mother, ask, sees_bills=True)
        assert not Binding.objects.exists() and codes(holder) == ["family_consent_given"]
        request_.refresh_from_db()
        request_.state = RequestState.PRECHECK
        request_.save()
        reviews.passed(by=None, request=request_, way="REVIEW")
        binding = Binding.objects.get()
        assert (binding.state, binding.sees_bills) == ("ACTIVE", True)
        assert binding.consented_at is not None

    def test_review_first(self, holder, mother):
        request = make.make_submitted(holder.person, mother.person, "PARENT", state="IN_REVIEW")
        reviews.passed(by=None, request=request, way="REVIEW")
        assert not Binding.objects.exists()
        asked = ConsentAsk.objects.get()
        say_yes(mother, asked)
        request.refresh_from_db()
        assert request.state == "APPROVED" and Binding.objects.get().state == "ACTIVE"
        assert "family_consent_given" not in codes(holder)

    def test_a_child_who_turned_16_before_the_decision_is_asked_p58(self, tenant, holder):
        """Submitted the day before the birthday, decided on it."""
        today = clock.today(tenant)
        born = date(today.year - 16, today.month, today.day) if today.day < 29 else None
        born = born or date(today.year - 16, today.month, 28)
        child = accounts.CitizenFactory(tenant=tenant, person__birth=born)
        request = make.make_submitted(
            holder.person, child.person, state="IN_REVIEW", branch="CHILD"
        )
        reviews.passed(by=None, request=request, way="REVIEW")
        request.refresh_from_db()
        assert request.state == "CONSENT_PENDING" and not Binding.objects.exists()
        say_yes(child, ConsentAsk.objects.get())
        assert Binding.objects.get().consented_at is not None


class TestTime:
    def test_runs_out_by_rule_and_says_so(self, ask, holder, mother):
        with time_machine.travel(ask.expires_at - timedelta(seconds=1), tick=False):
            assert consents.expire_old(by=None) == 0
        with time_machine.travel(ask.expires_at, tick=False):
            assert selectors.consents.open_of(mother.person) == []
            assert consents.expire_old(by=None) == 1
            assert consents.expire_old(by=None) == 0
        ask.refresh_from_db()
        ask.request.refresh_from_db()
        assert (ask.state, ask.request.state) == ("EXPIRED", "EXPIRED")
        assert codes(holder) == ["family_expired"]

    def test_is_the_tenants(self, ask, tenant):
        tenant.clock_offset_seconds = 72 * 3600 + 1
        tenant.save()
        assert consents.expire_old(by=None) == 1

    def test_ends_with_the_request(self, ask, request_, holder, mother):
        requests.withdraw(by=holder, ref=request_.ref)
        ask.refresh_from_db()
        assert ask.state == "WITHDRAWN"
        with pytest.raises(errors.ConsentOver):
            say_yes(mother, ask)


class TestReminding:
    def test_reaches_the_member_once_in_12_hours(self, ask, request_, holder, mother):
        consent_reminders.resend(by=holder, ref=request_.ref)
        assert codes(mother) == ["family_ask", "family_ask_again"]
        with pytest.raises(errors.RemindedAlready):
            consent_reminders.resend(by=holder, ref=request_.ref)
        with time_machine.travel(clock.now() + timedelta(hours=12), tick=False):
            consent_reminders.resend(by=holder, ref=request_.ref)
        assert codes(mother).count("family_ask_again") == 2

    def test_does_not_prolong_the_time(self, ask, request_, holder):
        before = ask.expires_at
        consent_reminders.resend(by=holder, ref=request_.ref)
        ask.refresh_from_db()
        assert ask.expires_at == before

    @pytest.mark.parametrize("who", ["mother", "stranger"])
    def test_is_the_holders(self, request, who, ask, request_):
        with pytest.raises(NotFound):
            consent_reminders.resend(by=request.getfixturevalue(who), ref=request_.ref)

    def test_ends_with_the_answer(self, ask, request_, holder, mother):
        say_yes(mother, ask)
        with pytest.raises(errors.ConsentOver):
            consent_reminders.resend(by=holder, ref=request_.ref)


class TestInviting:
    """A relative without an account gets a message to register; it holds no token."""

    @pytest.fixture
    def waiting(self, tenant, holder):
        member = make.make_member(tenant, born=OLD)
        request = make.make_submitted(holder.person, member, "PARENT")
        consents.ask(by=None, request=request)
        return request

    def test_names_the_site_and_no_address(self, waiting, holder):
        consent_reminders.invite(by=holder, ref=waiting.ref, phone="13911112222")
        message = SmsMessage.objects.get()
        assert message.phone == "13911112222" and "注册" in message.text
        assert "http" not in message.text and "/" not in message.text

    def test_is_possible_once_a_day_a_number(self, waiting, holder):
        consent_reminders.invite(by=holder, ref=waiting.ref, phone="13911112222")
        with pytest.raises(errors.RemindedAlready):
            consent_reminders.invite(by=holder, ref=waiting.ref, phone="13911112222")

    def test_is_not_for_people_who_have_an_account(self, ask, request_, holder):
        with pytest.raises(NotFound):
            consent_reminders.invite(by=holder, ref=request_.ref, phone="13911112222")


class TestTheWords:
    def test_change_only_with_their_version(self):
        """Whoever edits the words gives them a new version, so that each answer names its text."""
        assert BINDING_CONSENT.version == "2026-01"
        assert BINDING_CONSENT.sha256.startswith(WORDS)

    def test_say_what_is_not_allowed(self):
        assert any("个人账户" in line for line in BINDING_CONSENT.cannot)


WORDS = "e397701d3e595d75"


class TestFactories:
    def test_bind_grown_members_with_their_consent(self, holder, mother):
        binding = factory.make_binding(holder.person, mother.person, "PARENT")
        assert selectors.handover.may_show(binding)
