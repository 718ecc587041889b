"""Real name: matching the register, counted tries (T18, T19, P54)."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.errors import (
    AlreadyRealNamed,
    CounterOnly,
    FaceNotValid,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
    RealNamePaused,
    TooYoung,
)
from accounts.models import FaceCheck, RealNameAttempt
from accounts.rules import limits
from accounts.selectors import verifications
from accounts.services import face, real_name
from tests.accounts.identities import CERTNO, REGISTER, WRONG_CHECK
from tests.factories.accounts import (
    FaceCheckFactory,
    PersonFactory,
    UserFactory,
    certno,
)
from yibao.audit.models import AuditEvent
from yibao.kernel.idcard import NotACertNo
from yibao.notices.models import Notice


@pytest.fixture
def user(tenant):
    return UserFactory()


@pytest.fixture
def person(tenant):
    return PersonFactory(name="买买提·艾力", certno=CERTNO)


@pytest.mark.django_db
class TestMatching:
    def test_finds_the_person_under_every_spelling_of_name_and_number(self, user, person):
        for name, number in [
            ("买买提·艾力", CERTNO),
            ("买买提•艾力", f" {CERTNO} "),
            ("买买提 · 艾力", CERTNO),
        ]:
            assert real_name.match(by=user, name=name, certno=number) == person

    def test_joins_lower_and_upper_x(self, user):
        ending_in_x = next(
            number for seq in range(1000) if (number := certno(seq=seq)).endswith("X")
        )
        person = PersonFactory(certno=ending_in_x)
        found = real_name.match(by=user, name=person.name, certno=ending_in_x.lower())
        assert found == person

    @pytest.mark.parametrize("wrong", ["", "123", "５" * 18, WRONG_CHECK, "51060019850230001X"])
    def test_refuses_odd_numbers_without_counting_a_try(self, user, wrong):
        with pytest.raises(NotACertNo):
            real_name.match(by=user, name="王建国", certno=wrong)
        assert not RealNameAttempt.objects.exists()

    def test_counts_wrong_names_down_and_pauses(self, user, person):
        for left in (2, 1, 0):
            with pytest.raises(NameMismatch) as refused:
                real_name.match(by=user, name="李四", certno=CERTNO)
            assert refused.value.extra["tries_left"] == left
            assert refused.value.alias == "E-VCH-03"
        with pytest.raises(RealNamePaused):
            real_name.match(by=user, name=person.name, certno=CERTNO)

    def test_counts_unknown_numbers_too_and_does_not_say_not_insured(self, user):
        with pytest.raises(NotInRegister) as refused:
            real_name.match(by=user, name="王建国", certno=certno(seq=500))
        assert refused.value.extra["tries_left"] == 2
        assert refused.value.alias == "E-VCH-02"
        assert "可能还没到" in refused.value.message

    def test_opens_again_after_a_day(self, user, person):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            for _ in range(3):
                with pytest.raises(NameMismatch):
                    real_name.match(by=user, name="李四", certno=CERTNO)
            at.shift(24 * 3600 + 1)
            assert real_name.match(by=user, name=person.name, certno=CERTNO) == person

    def test_finds_nobody_of_another_tenant(self, user, person):
        from yibao.kernel.models import Tenant

        other = UserFactory(tenant=Tenant.objects.get(code="live"))
        with pytest.raises(NotInRegister):
            real_name.match(by=other, name=person.name, certno=CERTNO)

    def test_refuses_an_identity_that_has_an_account(self, user, person):
        UserFactory(person=person)
        with pytest.raises(IdentityTaken):
            real_name.match(by=user, name=person.name, certno=CERTNO)
        assert verifications.real_name_tries_left(user) == limits.REAL_NAME_TRIES - 1

    def test_refuses_the_dead_without_saying_so(self, user):
        gone = PersonFactory(deceased_on=date(2025, 1, 1))
        with pytest.raises(CounterOnly) as refused:
            real_name.match(by=user, name=gone.name, certno=gone.certno)
        assert "死" not in refused.value.message + refused.value.advice

    def test_sixteen_is_old_enough_from_the_birthday_on(self, user):
        birth = date(2009, 5, 20)
        child = PersonFactory(birth=birth)
        with time_machine.travel("2025-05-19 23:59:00+08:00"), pytest.raises(TooYoung):
            real_name.match(by=user, name=child.name, certno=child.certno)
        with time_machine.travel("2025-05-20 00:00:00+08:00"):
            assert real_name.match(by=user, name=child.name, certno=child.certno) == child


@pytest.mark.django_db
class TestAttaching:
    def test_ties_account_and_person_and_tells_them(self, user, person):
        check = FaceCheckFactory(user=user, person=person)
        assert real_name.attach(by=user, person=person, face_ref=check.ref).person == person
        assert FaceCheck.objects.get().used_at is not None
        assert AuditEvent.objects.filter(verb="accounts.user.real_named").exists()
        assert person.name not in Notice.objects.get().body

    def test_refuses_a_replayed_check(self, user, person):
        check = FaceCheckFactory(user=user, person=person)
        face.consume(by=user, ref=check.ref, person=person, purpose=REGISTER)
        with pytest.raises(FaceNotValid):
            real_name.attach(by=user, person=person, face_ref=check.ref)

    def test_refuses_a_check_of_another_person_user_purpose_or_outcome(self, user, person):
        for wrong in [
            FaceCheckFactory(user=user),
            FaceCheckFactory(person=person),
            FaceCheckFactory(user=user, person=person, purpose=FaceCheck.Purpose.PIN_RESET),
            FaceCheckFactory(user=user, person=person, outcome=FaceCheck.Outcome.FAILED),
        ]:
            with pytest.raises(FaceNotValid):
                real_name.attach(by=user, person=person, face_ref=wrong.ref)
        with pytest.raises(FaceNotValid):
            real_name.attach(by=user, person=person, face_ref="F-unknown")

    def test_refuses_a_late_check(self, user, person):
        check = FaceCheckFactory(user=user, person=person)
        check.ended_at -= timedelta(minutes=5)
        check.save()
        with pytest.raises(FaceNotValid):
            real_name.attach(by=user, person=person, face_ref=check.ref)

    def test_never_changes_the_person_of_an_account(self, person):
        user = UserFactory(person=PersonFactory())
        check = FaceCheckFactory(user=user, person=person)
        with pytest.raises(AlreadyRealNamed):
            real_name.attach(by=user, person=person, face_ref=check.ref)

    def test_works_at_the_counter_without_a_face(self, user, person):
        done = real_name.attach_at_counter(by=UserFactory(), user=user, person=person)
        assert done.person == person
