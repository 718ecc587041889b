"""A bank with books of its own for each test."""

import pytest

from tests.factories import world


@pytest.fixture(autouse=True)
def bank(settings, tmp_path):
    """The simulated bank writes below the test's own folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "simulators"


@pytest.fixture
def patient(city):
    """An employee with 100 yuan in the account: a bill of 300 leaves cash to pay."""
    return world.insured(city, balance="100.00")
