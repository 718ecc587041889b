"""Registrations and face checks at once (T20, T22)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from accounts.errors import (
    FaceNotValid,
    IdentityTaken,
    NameMismatch,
    RealNamePaused,
)
from accounts.models import User
from accounts.services import face, real_name
from tests.accounts.identities import REGISTER
from tests.factories.accounts import (
    FaceCheckFactory,
    PersonFactory,
    UserFactory,
)


@pytest.fixture
def user(tenant):
    return UserFactory()


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
