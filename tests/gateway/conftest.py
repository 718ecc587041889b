"""A hospital with a system that speaks the national interface."""

import pytest
from django.test import Client

from tests.factories import world
from tests.gateway.client import System
from vouchers.services import codes
from yibao.gateway.services import access


@pytest.fixture
def city(tenant):
    """Pack and catalogue, in a sandbox."""
    tenant.kind = "SANDBOX"
    tenant.save(update_fields=["kind"])
    world.active_pack(tenant)
    world.catalogue()
    return tenant


@pytest.fixture
def place(city):
    """A 三级 hospital with a number of twelve characters, as the document has them."""
    made = world.institution(city)
    made.fixmedins_code = "H51060009001"
    made.save(update_fields=["fixmedins_code"])
    return made


@pytest.fixture
def partner(place):
    """Its client, with every right."""
    return world.client_of(place, scopes=[*world.ALL_SCOPES, "persons:identity"])


@pytest.fixture
def system(place, partner):
    """Its system, which shows no proof of who it is."""
    access.open_for(by=None, client=partner, opening=access.Opening(variant="NONE"))
    return System(Client().post, place.fixmedins_code)


@pytest.fixture
def worker(city):
    """A working employee with 100 yuan in the account."""
    return world.insured(city, balance="100.00")


@pytest.fixture
def shown(worker):
    """Show a fresh code of the worker."""
    return lambda: codes.issue(by=worker.user, person=worker.person).code
