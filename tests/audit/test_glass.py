"""Break glass: ten minutes, one subject, one reason, one signature of somebody else (T94)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.services import roles, staff
from tests.factories import world
from tests.factories.glass import ten_minutes_pass
from yibao.audit import errors, glass
from yibao.audit.models import AuditEvent, GlassSession

pytestmark = pytest.mark.django_db
FULL = glass.Kind.FULL_NUMBER


@pytest.fixture
def reviewer(console):
    return console.user("reviewer")


@pytest.fixture
def lead(console):
    return console.user("lead")


def opened(by, person, reason="核对证件"):
    return glass.open_session(by=by, subject=person, kind=FULL, reason=reason)


class TestOpening:
    def test_shows_one_subject_in_one_way_to_one_person(self, reviewer, lead, person, tenant):
        opened(reviewer, person)
        assert glass.is_open(reviewer, person, FULL)
        assert not glass.is_open(lead, person, FULL)
        assert not glass.is_open(reviewer, world.insured(tenant).person, FULL)
        assert not glass.is_open(reviewer, person, glass.Kind.ORIGINAL_FILE)

    def test_is_written_down_with_its_reason_and_every_showing(self, reviewer, person):
        session = opened(reviewer, person, f"核对 {person.certno}")
        assert session.reason == "核对 [certno]"
        assert glass.look(by=reviewer, subject=person, kind=FULL)
        assert glass.look(by=reviewer, subject=person, kind=FULL)
        assert len(glass.showings(session)) == 2
        verbs = list(
            AuditEvent.objects.filter(subject__endswith=str(person.pk)).values_list("verb")
        )
        assert verbs.count(("audit.glass.shown",)) == 2
        assert ("accounts.person.unmasked",) in verbs  # what the person reads on the own page

    @pytest.mark.parametrize("reason", ["", " ", "查"])
    def test_wants_a_reason(self, reviewer, person, reason):
        with pytest.raises(errors.GlassReasonMissing):
            opened(reviewer, person, reason)

    @pytest.mark.parametrize("role", ["clerk", "auditor", "finance", "admin", "hospital"])
    def test_is_for_reviewers_and_leads(self, console, person, role):
        with pytest.raises(errors.GlassRefused):
            opened(console.user(role), person)
        assert not glass.look(by=console.user(role), subject=person, kind=FULL)

    @pytest.mark.parametrize(
        "subject", ["accounts.person:", "accounts.person:x", "accounts.user:1", "", "x"]
    )
    def test_of_what_nobody_named_is_refused(self, reviewer, subject):
        with pytest.raises(errors.GlassRefused):
            glass.open_session(by=reviewer, subject=subject, kind=FULL, reason="核对证件")

    def test_of_another_tenant_s_person_is_refused(self, reviewer):
        from yibao.kernel.models import Tenant

        stranger = world.insured(Tenant.objects.get(code="live")).person
        with pytest.raises(errors.GlassRefused):
            opened(reviewer, stranger)

    def test_again_starts_anew_and_never_runs_twice(self, reviewer, person):
        first, second = opened(reviewer, person), opened(reviewer, person, "再核对")
        first.refresh_from_db()
        assert first.ended_at is not None and second.ended_at is None


class TestEnd:
    def test_comes_after_ten_minutes_of_the_database(self, reviewer, person, as_owner):
        session = opened(reviewer, person)
        assert session.ends_at - session.began_at == glass.LIFE
        with time_machine.travel(timezone.now().replace(year=2020)):
            assert glass.is_open(reviewer, person, FULL)  # nobody stretches it by a clock
        ten_minutes_pass(as_owner)
        assert not glass.is_open(reviewer, person, FULL)
        with time_machine.travel(timezone.now().replace(year=2020)):
            assert not glass.is_open(reviewer, person, FULL)

    def test_comes_with_log_out_and_with_another_login(self, console, reviewer, person):
        browser = console.browser("reviewer")
        opened(reviewer, person)
        browser.post("/admin/logout/")
        assert not glass.is_open(reviewer, person, FULL)
        opened(reviewer, person)
        console.browser("reviewer")
        assert not glass.is_open(reviewer, person, FULL)

    def test_comes_with_the_account_and_with_the_right(self, console, reviewer, lead, person):
        opened(reviewer, person)
        opened(lead, person)
        staff.disable(by=console.user("admin"), user=reviewer)
        roles.assign(by=console.user("admin"), user=lead, roles=["clerk"])
        assert not GlassSession.objects.filter(ended_at=None).exists()
        for who in (reviewer, lead):
            fresh = type(who).objects.get(pk=who.pk)
            assert not glass.is_open(fresh, person, FULL)

    def test_is_for_the_holder_and_leads(self, console, reviewer, lead, person):
        session = opened(reviewer, person)
        with pytest.raises(errors.GlassRefused):
            glass.end(by=console.user("auditor"), session_id=session.pk)
        assert glass.end(by=lead, session_id=session.pk).ended_at is not None
        assert not glass.is_open(reviewer, person, FULL)
        again = glass.end(by=reviewer, session_id=session.pk)
        assert again.ended_at is not None
        assert AuditEvent.objects.filter(verb="audit.glass.ended").count() == 1


class TestSigningOff:
    @pytest.fixture
    def session(self, reviewer, person, as_owner):
        made = opened(reviewer, person)
        ten_minutes_pass(as_owner)
        return made

    def test_is_a_lead_s_word_once(self, lead, session):
        assert list(glass.waiting(lead)) == [session]
        done = glass.sign_off(by=lead, session_id=session.pk, is_in_order=True)
        assert (done.signed_by, done.is_in_order) == (lead, True)
        assert not glass.waiting(lead).exists()
        with pytest.raises(errors.GlassSignedOff):
            glass.sign_off(by=lead, session_id=session.pk, is_in_order=False, note="不对")

    def test_needs_words_where_it_was_not_in_order(self, lead, session):
        with pytest.raises(errors.GlassNoteMissing):
            glass.sign_off(by=lead, session_id=session.pk, is_in_order=False, note=" ")
        done = glass.sign_off(by=lead, session_id=session.pk, is_in_order=False, note="没有事项")
        assert (done.is_in_order, done.sign_note) == (False, "没有事项")

    def test_of_the_own_is_refused(self, lead, person, as_owner):
        session = opened(lead, person)
        ten_minutes_pass(as_owner)
        assert not glass.waiting(lead).exists()
        with pytest.raises(errors.GlassOwn):
            glass.sign_off(by=lead, session_id=session.pk, is_in_order=True)

    def test_waits_until_it_is_over(self, lead, reviewer, person):
        session = opened(reviewer, person)
        with pytest.raises(errors.GlassStillOpen):
            glass.sign_off(by=lead, session_id=session.pk, is_in_order=True)

    @pytest.mark.parametrize("role", ["reviewer", "auditor", "admin"])
    def test_is_refused_to_others(self, console, session, role):
        with pytest.raises(errors.GlassRefused):
            glass.sign_off(by=console.user(role), session_id=session.pk, is_in_order=True)


class TestDatabase:
    """What the services do not do, SQL cannot do either."""

    @pytest.mark.parametrize(
        "change",
        [
            {"reason": "另一个原因"},
            {"ends_at": timezone.now() + timedelta(days=1)},
            {"subject": "accounts.person:1"},
        ],
        ids=["reason", "ends_at", "subject"],
    )
    def test_keeps_what_was_opened(self, reviewer, person, change):
        session = opened(reviewer, person)
        with pytest.raises(DatabaseError), transaction.atomic():
            GlassSession.objects.filter(pk=session.pk).update(**change)

    def test_opens_nothing_for_longer(self, reviewer, person):
        session = opened(reviewer, person)
        session.pk, session.ends_at = None, session.ends_at + timedelta(seconds=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            session.save(force_insert=True)

    def test_lets_nobody_sign_an_own_one_or_delete(self, reviewer, person):
        session = opened(reviewer, person)
        with pytest.raises(DatabaseError), transaction.atomic():
            GlassSession.objects.filter(pk=session.pk).update(signed_by=reviewer)
        with pytest.raises(DatabaseError), transaction.atomic():
            GlassSession.objects.filter(pk=session.pk).delete()

    def test_keeps_the_first_end_and_the_first_word(self, lead, reviewer, person):
        session = opened(reviewer, person)
        glass.end(by=reviewer, session_id=session.pk)
        glass.sign_off(by=lead, session_id=session.pk, is_in_order=True)
        for change in ({"ended_at": None}, {"is_in_order": False}, {"sign_note": "改"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                GlassSession.objects.filter(pk=session.pk).update(**change)
