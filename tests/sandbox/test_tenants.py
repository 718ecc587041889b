"""Each vendor has a world of its own with the same people (feature 57)."""

import pytest
from django.core import signing

from accounts.models import Institution, PartnerClient, Person, User
from vouchers.states import VoucherState
from yibao.kernel.models import Tenant
from yibao.sandbox import phones, services, tenants
from yibao.sandbox.demo.institutions import INSTITUTIONS
from yibao.sandbox.errors import PersonUnknown
from yibao.sandbox.seeding import places, policy

pytestmark = pytest.mark.django_db


class TestSandbox:
    def test_of_each_vendor_is_a_world_of_its_own(self, tenant):
        places.regions()
        policy.items()
        one, other = (
            tenants.open_tenant(by=None, code=code, name="试用单位") for code in ("va1", "va2")
        )
        assert tenants.status(tenant=one) == "opening"
        assert tenants.fill_next(by=None) and tenants.fill_next(by=None)
        assert not tenants.fill_next(by=None)
        assert [tenants.status(tenant=each) for each in (one, other)] == ["ready", "ready"]
        for each in (one, other):
            assert Person.objects.filter(tenant=each).count() == len(tenants.PEOPLE)
        codes = Institution.objects.filter(tenant__in=(one, other))
        assert codes.count() == len(set(codes.values_list("fixmedins_code", flat=True)))
        assert not PartnerClient.objects.filter(tenant=one, institution__tenant=other).exists()
        shown = services.show_code(by=None, tenant=one, key="employee")
        assert len(shown.code) == 28
        with pytest.raises(PersonUnknown):  # lives in the demo city only
            services.show_code(by=None, tenant=one, key="gardener")
        for each in (one, other):
            assert {row.row.tenant_id for row in phones.testers(tenant=each)} == {each.pk}
            clients = PartnerClient.objects.filter(tenant=each)
            assert clients.filter(gateway_access__variant="NONE").count() == len(INSTITUTIONS)
        voucher = Person.objects.get(tenant=one, psn_no=tenants.PEOPLE[0].psn_no).voucher
        assert voucher.state == VoucherState.ACTIVE

    def test_is_not_opened_in_production(self, tenant, settings):
        settings.SANDBOX_ENABLED = False
        with pytest.raises(tenants.SandboxClosed):
            tenants.open_tenant(by=None, code="va3", name="试用单位")

    def test_gives_no_phone_of_a_live_person(self, tenant, settings):
        """A link is of a sandbox's citizen only, and nothing opens one in production."""
        live = Tenant.objects.create(code="real", name="正式", kind=Tenant.Kind.LIVE)
        with pytest.raises(tenants.SandboxClosed):
            phones.link(by=None, tenant=live, key="employee")
        user = User.objects.create_citizen(tenant=live, phone="13900000001", person=None)
        forged = signing.dumps([str(user.pk), "p1"], salt="yibao.sandbox.phone", compress=True)
        with pytest.raises(phones.LinkDead):
            phones.use(by=None, word=forged)
        settings.SANDBOX_ENABLED = False
        with pytest.raises(phones.LinkDead):
            phones.read(word=forged)
