"""Face checks: consent, outcomes, failures (T20, T21, P34, P35)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from accounts.data import FACE_CONSENT
from accounts.errors import (
    FaceAway,
    FaceConsentMissing,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    TooYoung,
)
from accounts.models import FaceCheck
from accounts.selectors import verifications
from accounts.services import consents, face
from tests.accounts.identities import CERTNO, JPEG, REGISTER, agree, checked
from tests.factories.accounts import (
    PersonFactory,
    UserFactory,
)
from yibao.kernel import clock


@pytest.fixture
def user(tenant):
    return UserFactory()


@pytest.fixture
def person(tenant):
    return PersonFactory(name="买买提·艾力", certno=CERTNO)


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
        child = PersonFactory(birth=clock.today() - timedelta(days=3650))
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
