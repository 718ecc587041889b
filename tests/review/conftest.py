"""The review console: officers at their desks, a lead, and cases of every kind."""

import pytest
from django.core.cache import cache

from tests.admin.conftest import Console
from tests.cases.scene import Desk
from tests.factories import family as make
from tests.factories import reviews as desk


@pytest.fixture(autouse=True)
def fresh_counts():
    """Numbers kept for half a minute belong to one test."""
    cache.clear()
    yield
    cache.clear()


class Desks(Console):
    """Officers of the city who have said who they are."""

    def user(self, role):
        known = super().user(role)
        if not known.work_areas.exists() and role != "root":
            desk.declare(known)
        return known


@pytest.fixture
def console(tenant):
    """Roles of the demo tenant, placed in the city."""
    return Desks(tenant)


@pytest.fixture
def holder(tenant):
    """A father with a voucher; ``.person`` is his row of the register."""
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    """His son below 16."""
    return make.make_member(tenant)


@pytest.fixture(name="desk")
def desk_of_the_city(tenant):
    """Officers made one by one, and cases past the services."""
    return Desk(tenant)
