"""Asking a member of 16 and over: who may answer, by what, how long, who hears (P65–P75, T38)."""

from datetime import timedelta

import pytest
import time_machine

from accounts.errors import CodeWrong, FaceNotValid
from accounts.models import FaceCheck
from family import errors, selectors
from family.data.consent_text import BINDING_CONSENT
from family.services import consent_proofs, consents
from tests.factories import accounts
from tests.factories import family as make
from tests.family.answering import OLD, SOURCE, codes, say_yes
from vouchers.errors import CounterOwnMatter
from yibao.audit.models import AuditEvent
from yibao.kernel import todos
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice, SmsMessage

from .consenting import code_sent_to, passed_face

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


class TestAsking:
    def test_is_open_for_72_hours_and_tells_the_member_p75(self, ask, mother, holder):
        assert ask.expires_at - ask.asked_at == timedelta(hours=72)
        assert codes(mother) == ["family_ask"] and codes(holder) == []
        notice = Notice.objects.get(user=mother)
        assert (
            "王*国" in notice.body
            and selectors.consents.holder_word(ask) in notice.body
            and "王建国" not in notice.body
        )
        assert notice.link == f"/family/authorise/{ask.ref}/"

    def test_names_the_site_in_the_message_and_carries_no_address_p66(self, ask):
        text = SmsMessage.objects.get(code="family_ask").text
        assert "医保服务" in text and ("王先生" in text or "王女士" in text)
        assert ask.ref not in text and "http" not in text and "/" not in text

    def test_twice_is_one_question(self, ask, request_):
        assert consents.ask(by=None, request=request_) == ask

    def test_takes_the_hours_of_the_rules_on_the_day_of_submission(self, holder, mother):
        request = make.make_submitted(
            holder.person, mother.person, "PARENT", policy={"consent_ttl_hours": 24}
        )
        asked = consents.ask(by=None, request=request)
        assert asked.expires_at - asked.asked_at == timedelta(hours=24)

    def test_is_not_possible_below_16_p65(self, tenant, holder):
        request = make.make_submitted(holder.person, make.make_member(tenant))
        with pytest.raises(errors.ConsentTooYoung):
            consents.ask(by=None, request=request)

    def test_waits_for_a_member_without_an_account(self, tenant, holder):
        member = make.make_member(tenant, born=OLD)
        request = make.make_submitted(holder.person, member, "PARENT")
        asked = consents.ask(by=None, request=request)
        assert not selectors.consents.waiting(asked).has_account
        assert not Notice.objects.exists() and not SmsMessage.objects.exists()
        user = accounts.UserFactory(tenant=tenant, person=member)
        assert selectors.consents.open_of(user.person) == [asked]
        assert [todo.url for todo in todos.of(user)] == [f"/family/authorise/{asked.ref}/"]
        assert [todo.url for todo in todos.of(holder)] == [
            f"/family/requests/{request.ref}/remind/"
        ]


class TestByOwnLogin:
    def test_is_kept_with_way_face_and_the_exact_words(self, ask, mother):
        given = say_yes(mother, ask)
        assert (given.state, given.way, given.answered_by) == ("GIVEN", "LOGIN", mother)
        assert given.text_sha256 == BINDING_CONSENT.sha256 and len(given.text_sha256) == 64
        assert given.text_version == BINDING_CONSENT.version and not given.sees_bills
        check = FaceCheck.objects.get(ref=given.face_ref)
        assert check.person == mother.person and check.used_at is not None
        event = AuditEvent.objects.get(verb="family.consent.given")
        assert event.data["way"] == "LOGIN" and event.data["about"] == ask.request.number

    def test_opens_the_bills_only_when_ticked(self, ask, mother):
        assert say_yes(mother, ask, sees_bills=True).sees_bills

    @pytest.mark.parametrize("who", ["holder", "stranger"])
    def test_is_nobody_elses_t31(self, request, who, ask):
        other = request.getfixturevalue(who)
        face, session = passed_face(other)
        with pytest.raises(NotFound):
            consents.give(by=other, ref=ask.ref, way="LOGIN", face=face, session=session)
        assert selectors.consents.seen_by(other, ask.ref) is None

    def test_needs_the_own_face_t38(self, ask, mother, stranger):
        with pytest.raises(FaceNotValid):
            consents.give(by=mother, ref=ask.ref, way="LOGIN")
        face, session = passed_face(mother, stranger.person)
        with pytest.raises(FaceNotValid):
            consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session=session)
        face, session = passed_face(mother, purpose="STEP_UP")
        with pytest.raises(FaceNotValid):
            consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session=session)
        ask.refresh_from_db()
        assert ask.state == "OPEN"

    def test_takes_no_face_of_another_session_t20(self, ask, mother):
        face, _ = passed_face(mother)
        with pytest.raises(FaceNotValid):
            consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session="elsewhere")

    def test_is_not_given_to_words_that_have_changed(self, ask, mother):
        with pytest.raises(errors.ConsentTextChanged):
            say_yes(mother, ask, text_version="2019-01")

    def test_counts_once(self, ask, mother):
        say_yes(mother, ask)
        with pytest.raises(errors.ConsentOver):
            say_yes(mother, ask)
        with pytest.raises(errors.ConsentOver):
            consents.refuse(by=mother, ref=ask.ref)

    def test_comes_too_late_after_72_hours(self, ask, mother):
        with time_machine.travel(ask.expires_at, tick=False):
            with pytest.raises(errors.ConsentOver):
                say_yes(mother, ask)
        with time_machine.travel(ask.expires_at - timedelta(seconds=1), tick=False):
            assert say_yes(mother, ask).state == "GIVEN"


class TestOnTheHoldersPhone:
    """Settled 4: the member's face there, and a code to the member's own registered number."""

    def _face(self, holder, mother):
        return passed_face(holder, mother.person)

    def _give(self, holder, mother, ask, code, by=None, **more):
        face, session = self._face(by or holder, mother)
        facts = {"face": face, "session": session, "code": code, "source": SOURCE} | more
        return consents.give(by=by or holder, ref=ask.ref, way="HOLDER_PHONE", **facts)

    def test_takes_face_and_code(self, ask, holder, mother):
        consent_proofs.send_code(by=holder, ref=ask.ref, source=SOURCE)
        given = self._give(holder, mother, ask, code_sent_to(mother))
        assert (given.state, given.way, given.answered_by) == ("GIVEN", "HOLDER_PHONE", holder)

    def test_says_in_the_message_what_the_code_agrees_to(self, ask, holder):
        consent_proofs.send_code(by=holder, ref=ask.ref, source=SOURCE)
        text = SmsMessage.objects.get(code="consent_code").text
        assert "同意" in text and "不要告诉任何人" in text

    def test_sends_to_the_registered_number_only(self, ask, holder, mother):
        consent_proofs.send_code(by=holder, ref=ask.ref, source=SOURCE)
        assert [row.phone for row in SmsMessage.objects.filter(code="consent_code")] == [
            mother.phone
        ]

    def test_takes_no_code_without_the_members_face(self, ask, holder, mother):
        consent_proofs.send_code(by=holder, ref=ask.ref, source=SOURCE)
        face, session = passed_face(holder)  # the holder's own
        with pytest.raises(FaceNotValid):
            self._give(holder, mother, ask, code_sent_to(mother), face=face, session=session)
        # The wrong face has cost no code.
        assert self._give(holder, mother, ask, code_sent_to(mother)).state == "GIVEN"

    def test_takes_no_face_without_the_code(self, ask, holder, mother):
        consent_proofs.send_code(by=holder, ref=ask.ref, source=SOURCE)
        right = code_sent_to(mother)
        with pytest.raises(CodeWrong):
            self._give(holder, mother, ask, "000000" if right != "000000" else "111111")
        ask.refresh_from_db()
        assert ask.state == "OPEN"

    def test_is_not_possible_without_a_registered_number(self, tenant, holder):
        member = make.make_member(tenant, born=OLD)
        asked = consents.ask(by=None, request=make.make_submitted(holder.person, member, "PARENT"))
        with pytest.raises(errors.ConsentNoPhone):
            consent_proofs.send_code(by=holder, ref=asked.ref, source=SOURCE)

    @pytest.mark.parametrize("who", ["mother", "stranger"])
    def test_is_the_holders_way_alone(self, request, who, ask, mother):
        other = request.getfixturevalue(who)
        with pytest.raises(NotFound):
            consent_proofs.send_code(by=other, ref=ask.ref, source=SOURCE)


class TestAtTheCounter:
    """P57, P181, P189: a face, or two clerks with the papers."""

    @pytest.fixture
    def clerks(self, tenant):
        return accounts.StaffFactory(tenant=tenant), accounts.StaffFactory(tenant=tenant)

    def _give(self, clerk, ask, **more):
        return consents.give(by=clerk, ref=ask.ref, way="COUNTER", **more)

    def test_takes_two_clerks_and_the_identity_card(self, ask, clerks):
        one, two = clerks
        given = self._give(one, ask, second=two, papers=("id_card",))
        assert (given.way, given.answered_by, given.face_ref) == ("COUNTER", one, "")
        event = AuditEvent.objects.get(verb="family.consent.given")
        assert event.data["clerks"] == [str(one.pk), str(two.pk)]

    def test_takes_one_clerk_with_the_members_face(self, ask, clerks, mother):
        face, session = passed_face(clerks[0], mother.person)
        assert self._give(clerks[0], ask, face=face, session=session).state == "GIVEN"

    def test_refuses_one_clerk_twice_and_missing_papers(self, ask, clerks, holder):
        one, two = clerks
        for second in (None, one, holder):
            with pytest.raises(errors.ConsentNeedsTwo):
                self._give(one, ask, second=second, papers=("id_card",))
        with pytest.raises(errors.ConsentPapersMissing):
            self._give(one, ask, second=two)

    def test_refuses_clerks_of_another_house_and_in_their_own_matter(self, ask, clerks, mother):
        elsewhere = accounts.StaffFactory(tenant=accounts.TenantFactory(code="other"))
        with pytest.raises(NotFound):
            self._give(elsewhere, ask, second=clerks[1], papers=("id_card",))
        with pytest.raises(errors.ConsentNeedsTwo):
            self._give(clerks[0], ask, second=elsewhere, papers=("id_card",))
        member = mother.person
        mother.person = None
        mother.save()
        own = accounts.StaffFactory(tenant=member.tenant, person=member)
        with pytest.raises(CounterOwnMatter):
            self._give(own, ask, second=clerks[1], papers=("id_card",))

    def test_is_no_way_for_citizens(self, ask, holder, clerks):
        with pytest.raises(NotFound):
            self._give(holder, ask, second=clerks[0], papers=("id_card",))
