"""What the console says about the way to a first settlement (ux.md 9)."""

import pytest

from yibao.audit import services as audit
from yibao.sandbox import tenants

pytestmark = pytest.mark.django_db


class TestSandbox:
    def test_is_ready_when_everything_is_in_it(self, vendor, till, browser_of):
        """The applications come first, the people last."""
        browser = browser_of()
        assert "正在准备" in browser.get("/dev/console/").content.decode()
        audit.record(tenants.READY, by=None, tenant_id=vendor.tenant_id, subject=vendor.tenant)
        page = browser.get("/dev/console/").content.decode()
        assert "正在准备" not in page and "沙箱备好：1 个应用" in page
