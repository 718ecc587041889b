"""Actors of the voucher tests."""

import pytest

from tests.factories import vouchers as make


@pytest.fixture
def holder(tenant):
    """A citizen with an active voucher and the password ``make.PIN``."""
    return make.make_holder(tenant)


@pytest.fixture
def hospital(tenant):
    """A hospital of the same tenant."""
    return make.make_institution(tenant)


@pytest.fixture
def till(hospital):
    """The hospital's client."""
    return make.make_client(hospital)
