"""One-time codes with many callers at once (T13, T15)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from accounts.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
)
from accounts.models import PhoneChallenge, User
from accounts.services import registration
from tests.accounts.codes import PHONE, check, last_code, send, wrong_code


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
class TestParallelGuesses:
    def test_at_most_five_of_two_hundred_are_checked(self, tenant):
        send(tenant)
        wrong = wrong_code()

        def guess(_number):
            try:
                check(tenant, wrong)
            except CodeWrong:
                return "checked"
            except CodeSpent:
                return "closed"
            except (PhoneLocked, OperationalError):
                return "refused"
            finally:
                connection.close()
            return "accepted"

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(guess, range(200)))
        # The fifth wrong try is answered with the closed code itself.
        assert answers.count("checked") == 4
        assert "accepted" not in answers
        assert PhoneChallenge.objects.get().wrong_tries == 5

    def test_one_right_code_lets_one_of_many_in(self, tenant):
        send(tenant)
        right = last_code()

        def enter(_number):
            try:
                check(tenant, right)
            except (CodeExpired, OperationalError):
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(enter, range(24))).count(True) == 1

    def test_one_wish_of_many_sends(self, tenant):
        def wish(_number):
            try:
                send(tenant)
            except (SendTooSoon, OperationalError):
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(wish, range(24))).count(True) == 1

    def test_one_number_entering_in_parallel_gets_one_account(self, tenant):
        def enter(_number):
            try:
                return registration.enter(by=None, tenant=tenant, phone=PHONE).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(enter, range(16)))) == 1
        assert User.objects.count() == 1

    def test_a_roll_back_around_the_service_is_not_possible(self, tenant):
        send(tenant)
        with pytest.raises(RuntimeError), transaction.atomic():
            check(tenant, wrong_code())
