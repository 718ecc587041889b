"""A vendor with one hospital in its sandbox, and its people at their browsers."""

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import Authenticator, User
from tests.factories import world
from tests.factories.receiver import Receiver
from tests.settlement.conftest import city, worker  # noqa: F401
from yibao.kernel import clock
from yibao.kernel.models import Tenant
from yibao.portal.models import Member, Vendor

BACKEND = "django.contrib.auth.backends.ModelBackend"
SCOPES = [*world.ALL_SCOPES, "webhooks"]


@pytest.fixture
def receiver(settings):
    """A listening partner on this machine."""
    settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def vendor(city):  # noqa: F811
    """A maker of hospital systems whose sandbox is the city."""
    return Vendor.objects.create(
        tenant=city, name="德阳演示软件", kind=Vendor.Kind.HIS, contact_name="林工",
        contact_phone="13900000001", purpose="接入", place="德阳", created_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def stranger_vendor():
    """Another vendor, with a sandbox of its own."""
    tenant = Tenant.objects.create(code="other-vendor", name="另一家", kind="SANDBOX")
    return Vendor.objects.create(
        tenant=tenant, name="另一家", kind=Vendor.Kind.HIS, contact_name="某人",
        contact_phone="13900000002", purpose="接入", place="德阳", created_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def till(vendor):
    """The system of the hospital in the sandbox."""
    return world.Till(world.institution(vendor.tenant), scopes=SCOPES)


@pytest.fixture
def browser_of(vendor):
    """A browser of somebody of the vendor (or of another one), signed in with both factors."""

    def browser(role: str = Member.Role.OWNER, of: Vendor | None = None) -> Client:
        place = of or vendor
        name = f"{role.lower()}-{place.ref}@dev.example"
        user = User.objects.create_vendor(
            tenant=place.tenant, username=name, password="four words for a test"
        )
        Authenticator.objects.create(user=user, name="app", confirmed=True)
        Member.objects.create(vendor=place, user=user, role=role, joined_at=clock.now())
        http = Client()
        http.force_login(user, backend=BACKEND)
        session = http.session
        session[DEVICE_ID_SESSION_KEY] = Authenticator.objects.get(user=user).persistent_id
        session.save()
        return http

    return browser
