"""The till of a vendor's member: its own institutions and people, nobody else's (feature 57)."""

import pytest
from django.conf import settings as configured
from django.test import Client

from settlement.models import Settlement
from tests.portal.test_members import registered
from tests.sandbox.test_till import TILL, Browser, _hidden
from yibao.kernel import clock
from yibao.portal.models import Member, RequestRecord
from yibao.sandbox import services, tenants
from yibao.sandbox.demo.clients import login
from yibao.sandbox.seeding import places, policy
from yibao.sandbox.till import api

pytestmark = pytest.mark.django_db(transaction=True)
COUNTER = "hospital3/T01/0007"


@pytest.fixture
def site(transactional_db, live_server, settings, tenant):
    """A real server whose till calls back into it; regions and catalogue, no demo city."""
    settings.INTERNAL_BASE_URL = live_server.url
    api._tokens.clear()
    places.regions()
    policy.items()
    return live_server.url


@pytest.fixture
def member(site):
    """A vendor's owner whose sandbox is filled, and a browser that is signed in as the owner."""
    signed_in, member = registered()
    assert tenants.fill_next(by=None)
    browser = Browser(site)
    name = configured.SESSION_COOKIE_NAME
    browser.http.cookies.set(name, signed_in.cookies[name].value)
    return browser, member


def scanned(browser, code):
    """At the first counter of the hospital, up to the scan."""
    browser.open(TILL)
    browser.send(TILL, counter=COUNTER)
    return browser.send(f"{TILL}scan/", medium="code", code=code)


class TestTheTillOfAMember:
    def test_settles_in_the_own_sandbox_and_is_logged_there(self, member):
        browser, member = member
        tenant = member.vendor.tenant
        code = services.show_code(by=None, tenant=tenant, key="employee").code
        assert "王建国" in scanned(browser, code)
        assert "这是您自己沙箱里的机构" in browser.page.text
        browser.send(f"{TILL}visit/", med_type="11", diagnosis="J06.900", dept="", doctor="")
        browser.send(f"{TILL}items/", code="", name="护腰带", cnt="1", pric="88.80")
        browser.send(f"{TILL}quote/", way="own")
        assert "结算完成" in browser.send(f"{TILL}settle/", cash_method="cash", received="")
        bill = Settlement.objects.get()
        assert bill.tenant_id == tenant.pk and bill.institution.tenant_id == tenant.pk
        assert bill.client.client_id == login("hospital3", tenant.code).client_id
        assert RequestRecord.objects.filter(client=bill.client, status=201).exists()

    def test_forgets_what_was_begun_in_another_world(self, site, member):
        """A browser that played the demo city and signs in at the portal begins anew."""
        browser, member = member
        code = services.show_code(by=None, tenant=member.vendor.tenant, key="employee").code
        scanned(browser, code)
        Member.objects.update(ended_at=clock.now())
        assert "这是您自己沙箱里的机构" not in browser.open(TILL)
        assert browser.open(f"{TILL}visit/") and browser.page.url.endswith(TILL)

    def test_knows_no_code_of_another_sandbox(self, site, member):
        browser, member = member
        other = tenants.open_tenant(by=None, code="vother", name="别人")
        assert tenants.fill_next(by=None)
        code = services.show_code(by=None, tenant=other, key="employee").code
        page = scanned(browser, code)
        assert "王建国" not in page and "voucher." in page

    def test_is_only_looked_at_by_viewers(self, member):
        browser, member = member
        Member.objects.filter(pk=member.pk).update(role=Member.Role.VIEWER)
        fields = _hidden(browser.open(TILL), TILL)
        refused = browser.http.post(browser.base + TILL, {**fields, "counter": COUNTER}, timeout=20)
        assert refused.status_code == 403

    def test_is_that_of_the_demo_city_for_everybody_else(self, site):
        page = Client().get(TILL).content.decode()
        assert "收费窗口" in page and "这是您自己沙箱里的机构" not in page
