"""A hospital with an address of its own."""

import pytest

from tests.factories import world
from tests.factories.receiver import Receiver
from tests.settlement.conftest import city, worker  # noqa: F401
from yibao.webhooks.data import TYPES
from yibao.webhooks.services import endpoints

SCOPES = [*world.ALL_SCOPES, "webhooks"]


@pytest.fixture(autouse=True)
def loopback(settings):
    """Receivers of tests listen on this machine."""
    settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]


@pytest.fixture
def receiver():
    """A listening partner."""
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def till(city):  # noqa: F811
    """The till of a hospital whose client may name addresses."""
    return world.Till(world.institution(city), scopes=SCOPES)


@pytest.fixture
def hook(till, receiver):
    """An address for everything."""
    return endpoints.add(by=till.client, client=till.client, url=receiver.url, types=list(TYPES))
