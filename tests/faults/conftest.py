"""The city of the settlement tests."""

import pytest

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
