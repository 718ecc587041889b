"""A hospital, its till and the pack in force."""

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


@pytest.fixture
def worker(city):
    """A working employee with 100 yuan in the account."""
    return world.insured(city, balance="100.00")
