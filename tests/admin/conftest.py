"""Staff of each role in a signed-in browser, and a small city to look at."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from accounts.models import Authenticator, User
from accounts.services import roles, staff
from settlement.models import Settlement
from tests.factories import world

PASSWORD = "a-long-console-password"
KEY = "3132333435363738393031323334353637383930"


def make_staff(tenant, username: str, *names: str, is_superuser: bool = False) -> User:
    """A member of staff with an authenticator whose secret is ``KEY``."""
    roles.ensure_roles(by=None)
    staff.create(
        by=None,
        tenant=tenant,
        username=username,
        display_name=username,
        password=PASSWORD,
        groups=names,
        is_superuser=is_superuser,
        totp_key=KEY,
    )
    return User.objects.get(username=username)


def token() -> str:
    """What the authenticator shows now."""
    source = TOTP(bytes.fromhex(KEY))
    source.time = time.time()
    return f"{source.token():06d}"


def signed_in(user: User) -> Client:
    """A browser after a full login."""
    browser = Client()
    browser.force_login(user)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = Authenticator.objects.get(user=user).persistent_id
    session.save()
    return browser


def opened(browser: Client, person: Any) -> str:
    """The page of a person, with the reason that a link asks for (T94)."""
    page = f"/admin/accounts/person/{person.pk}/change/"
    return browser.post(page, {"reason": "来电核对参保"}, follow=True).content.decode()


@dataclass
class Console:
    """Makes browsers of roles; each role is one person."""

    tenant: Any

    def user(self, role: str) -> User:
        """The person with the role."""
        found = User.objects.filter(username=f"x-{role}").first()
        if found:
            return found
        if role == "root":
            return make_staff(self.tenant, "x-root", is_superuser=True)
        return make_staff(self.tenant, f"x-{role}", role)

    def browser(self, role: str) -> Client:
        """The person's signed-in browser."""
        return signed_in(self.user(role))


@pytest.fixture
def console(tenant) -> Console:
    """Roles of the demo tenant."""
    return Console(tenant)


@dataclass
class City:
    """A settled bill with a refund, and who is in it."""

    tenant: Any
    till: Any
    who: Any
    bill: Settlement
    pack: Any


@pytest.fixture
def city(tenant) -> City:
    """One person with one bill, half refunded."""
    pack = world.active_pack(tenant)
    world.catalogue()
    till = world.Till(world.institution(tenant))
    who = world.insured(tenant, balance="100.00")
    answer = till.bill(who, ("1", "XA01", "2", "120.50"), ("2", "XB03", "1", "80.00"))
    till.post(
        f"settlements/{answer['setl_id']}/refunds/",
        {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
    )
    return City(tenant, till, who, Settlement.objects.get(setl_id=answer["setl_id"]), pack)
