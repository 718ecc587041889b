"""Two administrators who switch each other off at once: one stays (T27, T41)."""

import pytest

from accounts.errors import StaffLastAdmin
from accounts.models import User
from accounts.services import staff
from tests.admin.conftest import make_staff
from tests.concurrency.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


class TestLastAdmin:
    def test_survives_two_who_switch_each_other_off(self, tenant):
        one, two = (make_staff(tenant, name, "admin") for name in ("admin.one", "admin.two"))

        def switching(by: User, user: User):
            def run() -> str:
                try:
                    staff.disable(by=by, user=user)
                except StaffLastAdmin:
                    return "refused"
                return "done"

            return run

        assert sorted(at_once(switching(one, two), switching(two, one))) == ["done", "refused"]
        assert User.objects.filter(groups__name="admin", is_active=True).count() == 1
