"""The city of the settlement tests, and a table where the mistakes may be made."""

import pytest

from tests.concurrency.scratch import Scratch
from tests.factories import world


@pytest.fixture
def city(tenant):
    """Pack and catalogue."""
    world.active_pack(tenant)
    world.catalogue()
    return tenant


@pytest.fixture
def till(city):
    """The till of a 三级 hospital."""
    return world.Till(world.institution(city))


@pytest.fixture
def scratch(transactional_db, as_owner):
    """A table without any guard, gone after the test."""
    as_owner(Scratch.create)
    yield Scratch()
    as_owner(Scratch.drop)
