"""A face in between: what a decision by people does (P181, P189)."""

import pytest

from accounts.models import FaceCheck
from accounts.services import face_reviews
from tests.factories.accounts import (
    EnrolmentFactory,
    FaceCheckFactory,
    PersonFactory,
    StaffFactory,
    UserFactory,
)
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(tenant):
    found = PersonFactory(tenant=tenant)
    EnrolmentFactory(person=found)
    return found


@pytest.fixture
def asked(tenant, person):
    """Somebody whose first face check ended between the thresholds."""
    user = UserFactory(tenant=tenant)
    check = FaceCheckFactory(
        user=user, person=person, purpose="REGISTER", outcome="REVIEW", ended_at=clock.now()
    )
    case = cases.open_case(
        by=user,
        tenant_id=tenant.pk,
        case_type=face_reviews.CASE_TYPE,
        subject=audit.subject_of(check),
        summary="比对得分在中间",
        applicant=user,
    )
    return user, case


def _approve(tenant, case):
    clerk = StaffFactory(tenant=tenant)
    cases.take(by=clerk, ref=case.ref)
    cases.approve(by=clerk, ref=case.ref, note="人证一致")
    return clerk


class TestApproval:
    def test_takes_two_people_and_ties_account_and_person(
        self, tenant, asked, person, django_capture_on_commit_callbacks
    ):
        user, case = asked
        with django_capture_on_commit_callbacks(execute=True):
            _approve(tenant, case)
        user.refresh_from_db()
        assert user.person_id is None
        with django_capture_on_commit_callbacks(execute=True):
            _approve(tenant, case)
        user.refresh_from_db()
        assert user.person_id == person.pk
        assert Notice.objects.filter(user=user, code="face_review_passed").count() == 1

    def test_of_an_identity_taken_meanwhile_is_told_as_a_refusal(
        self, tenant, asked, person, django_capture_on_commit_callbacks
    ):
        user, case = asked
        UserFactory(tenant=tenant, person=person)
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                _approve(tenant, case)
        user.refresh_from_db()
        assert user.person_id is None
        assert Notice.objects.filter(user=user, code="face_review_refused").exists()


class TestRefusal:
    def test_tells_the_person_and_ties_nothing(
        self, tenant, asked, django_capture_on_commit_callbacks
    ):
        user, case = asked
        clerk = StaffFactory(tenant=tenant)
        cases.take(by=clerk, ref=case.ref)
        with django_capture_on_commit_callbacks(execute=True):
            cases.reject(by=clerk, ref=case.ref, note="人证不符")
        user.refresh_from_db()
        assert user.person_id is None
        assert Notice.objects.filter(user=user, code="face_review_refused").exists()
        assert not FaceCheck.objects.filter(user=user, outcome="PASSED").exists()
