"""Officers with their roles, and cases that wait."""

import pytest

from tests.cases.scene import Desk


@pytest.fixture
def desk(tenant) -> Desk:
    """The review desk of the demo city."""
    return Desk(tenant)
