"""A bank and a register of premiums with books of their own for each test."""

import pytest

from tests.factories import premiums, world


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    """Bank and register write below the test's own folder."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def plan(city):
    """What the area asks for, open today."""
    return premiums.plan()


@pytest.fixture
def payer(city):
    """An employee with 1000 yuan in the account."""
    return world.insured(city, balance="1000.00")


@pytest.fixture
def member(city):
    """An adult resident without an account."""
    return premiums.resident(city)
