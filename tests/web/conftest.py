"""A signed-in citizen and the region they live in."""

import pytest

from accounts.models import Region
from tests.factories import world


@pytest.fixture
def city(tenant):
    """Deyang and two of its districts with their telephones (H1)."""
    home = Region.objects.create(code="510600", name="德阳市", hotline="(0838)2208900", sort=1)
    Region.objects.create(
        code="510603", name="旌阳区", hotline="2551709", parent=home, office="旌阳区医保局", sort=2
    )
    Region.objects.create(code="510681", name="广汉市", hotline="", parent=home, sort=3)
    return home


@pytest.fixture
def citizen(tenant, city):
    """A working employee with an active voucher."""
    return world.insured(tenant)


@pytest.fixture
def browser(client, citizen):
    """The citizen's signed-in browser."""
    client.force_login(citizen.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
