"""A family of the demo city."""

import pytest

from tests.factories import family as make


@pytest.fixture
def holder(tenant):
    """A father with a voucher; ``.person`` is his row of the register."""
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    """His son below 16."""
    return make.make_member(tenant)
