"""Staff in their browsers and one insured person."""

import pytest

from tests.admin.conftest import console  # noqa: F401 — the fixture
from tests.factories import world


@pytest.fixture
def person(tenant):
    """Somebody of the register."""
    return world.insured(tenant).person
