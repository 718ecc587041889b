"""Real name and face: matching, tries, replay, one account a person (T18–T22, P34, P35, P54)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from accounts.data import FACE_CONSENT
from accounts.errors import (
    AlreadyRealNamed,
    CounterOnly,
    FaceAway,
    FaceConsentMissing,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
    RealNamePaused,
    TooYoung,
)
from accounts.models import FaceCheck, RealNameAttempt, User
from accounts.selectors import verifications
from accounts.services import consents, face, real_name
from tests.factories.accounts import (
    FaceCheckFactory,
    PersonFactory,
    UserFactory,
    certno,
)
from yibao.audit.models import AuditEvent
from yibao.kernel.idcard import NotACertNo
from yibao.notices.models import Notice

REGISTER = FaceCheck.Purpose.REGISTER
JPEG = b"\xff\xd8\xff\xe0 a made-up photo"
CERTNO = certno(seq=7)


@pytest.fixture
def user(tenant):
    return UserFactory()


@pytest.fixture
def person(tenant):
    return PersonFactory(name="买买提·艾力", certno=CERTNO)


def agree(user):
    return consents.give(
        by=user, kind=FACE_CONSENT.kind, version=FACE_CONSENT.version, text=FACE_CONSENT.text
    )


def checked(user, person, acted="pass"):
    check = face.begin(by=user, person=person, purpose=REGISTER)
    return face.submit(by=user, ref=check.ref, frame=None, acted=acted)


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

    @pytest.mark.parametrize("wrong", ["", "123", "５" * 18, CERTNO[:-1] + "0", "51060019850230001X"])
    def test_refuses_odd_numbers_without_counting_a_try(self, user, wrong):
        if wrong == CERTNO:
            pytest.skip("the number happens to end in 0")
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
class TestFaceChecks:
    def test_need_separate_consent(self, user, person):
        with pytest.raises(FaceConsentMissing):
            face.begin(by=user, person=person, purpose=REGISTER)
        agree(user)
        consents.withdraw(by=user, kind=FACE_CONSENT.kind)
        with pytest.raises(FaceConsentMissing):
            face.begin(by=user, person=person, purpose=REGISTER)

    def test_pass_or_fail_as_the_visitor_of_the_sandbox_chooses(self, user, person):
        agree(user)
        assert checked(user, person).outcome == FaceCheck.Outcome.PASSED
        assert checked(user, person, "fail").outcome == FaceCheck.Outcome.FAILED

    def test_accept_a_photo_and_keep_none_of_it(self, user, person, as_owner):
        agree(user)
        check = face.begin(by=user, person=person, purpose=REGISTER)
        face.submit(by=user, ref=check.ref, frame=JPEG)
        row = FaceCheck.objects.filter(pk=check.pk).values().get()
        assert "photo" not in str(row) and row["outcome"] == "PASSED"

    @pytest.mark.parametrize("frame", [None, b"", b"not a photo", b"x" * (face.FRAME_LIMIT + 1)])
    def test_do_not_count_what_is_no_photo(self, user, person, frame):
        agree(user)
        check = face.begin(by=user, person=person, purpose=REGISTER)
        with pytest.raises(FacePhotoUnusable):
            face.submit(by=user, ref=check.ref, frame=frame)
        assert verifications.face_tries_left(user, person) == 5

    def test_do_not_count_an_engine_that_is_away(self, user, person, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        (tmp_path / "simulators").mkdir()
        (tmp_path / "simulators" / "face").write_text("down")
        agree(user)
        with pytest.raises(FaceAway):
            checked(user, person)
        assert verifications.face_tries_left(user, person) == 5
        (tmp_path / "simulators" / "face").write_text("fail")
        assert checked(user, person).outcome == FaceCheck.Outcome.FAILED

    def test_pause_after_five_failures_of_one_user(self, user, person):
        agree(user)
        for _ in range(5):
            checked(user, person, "fail")
        with pytest.raises(FacePaused):
            checked(user, person)

    def test_pause_after_five_failures_of_one_person_over_all_accounts(self, user, person):
        for _ in range(5):
            other = UserFactory()
            agree(other)
            checked(other, person, "fail")
        agree(user)
        with pytest.raises(FacePaused):
            checked(user, person)

    def test_open_again_after_24_hours(self, user, person):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            agree(user)
            for _ in range(5):
                checked(user, person, "fail")
            at.shift(24 * 3600)
            assert checked(user, person).outcome == FaceCheck.Outcome.PASSED

    def test_are_judged_once(self, user, person):
        agree(user)
        check = checked(user, person, "fail")
        with pytest.raises(FaceNotValid):
            face.submit(by=user, ref=check.ref, frame=None, acted="pass")

    def test_refuse_a_stranger_s_reference(self, user, person):
        agree(user)
        check = face.begin(by=user, person=person, purpose=REGISTER)
        with pytest.raises(FaceNotValid):
            face.submit(by=UserFactory(), ref=check.ref, frame=JPEG)

    def test_refuse_children(self, user):
        agree(user)
        child = PersonFactory(birth=date.today() - timedelta(days=3650))
        with pytest.raises(TooYoung):
            face.begin(by=user, person=child, purpose=REGISTER)

    def test_have_no_acted_outcomes_in_production(self, user, person, settings):
        settings.FACE_GATEWAY = "accounts.gateways.face_http.HttpFaceGateway"
        with pytest.raises(ImproperlyConfigured):
            face.acted_outcomes()
        settings.FACE_HTTP_URL, settings.FACE_HTTP_TOKEN = "https://face.example", "token"
        assert face.acted_outcomes() == ()
        with pytest.raises(FacePhotoUnusable):
            face.submit(by=user, ref="F", frame=None, acted="pass")


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
        assert real_name.attach_at_counter(by=UserFactory(), user=user, person=person).person == person


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
class TestParallelRegistrations:
    def test_twenty_accounts_of_one_identity_leave_one(self, tenant):
        person = PersonFactory()
        users = [UserFactory() for _ in range(20)]
        refs = {user.pk: FaceCheckFactory(user=user, person=person).ref for user in users}

        def attach(user):
            try:
                real_name.attach(by=user, person=person, face_ref=refs[user.pk])
            except (IdentityTaken, OperationalError):
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(20) as pool:
            assert list(pool.map(attach, users)).count(True) == 1
        assert User.objects.filter(person=person).count() == 1

    def test_one_face_check_is_spent_once(self, tenant):
        user, person = UserFactory(), PersonFactory()
        ref = FaceCheckFactory(user=user, person=person).ref

        def spend(_number):
            try:
                face.consume(by=user, ref=ref, person=person, purpose=REGISTER)
            except (FaceNotValid, OperationalError):
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(spend, range(16))).count(True) == 1

    def test_three_wrong_names_are_counted_though_tried_at_once(self, tenant):
        user, person = UserFactory(), PersonFactory()

        def guess(_number):
            try:
                real_name.match(by=user, name="李四", certno=person.certno)
            except NameMismatch:
                return "checked"
            except (RealNamePaused, OperationalError):
                return "refused"
            finally:
                connection.close()
            return "matched"

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(guess, range(24)))
        assert answers.count("checked") == 3 and "matched" not in answers
