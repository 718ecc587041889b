"""The page of members, the API of their systems, and the check that is open to everybody."""

import io
import json

import pytest
from django.test import Client

from tests.factories import world
from tests.portal.conftest import browser_of, city, vendor, worker  # noqa: F401
from yibao.conformance.errors import RunNeedsSandbox
from yibao.conformance.models import ConformanceRun
from yibao.conformance.services import runs
from yibao.kernel.models import Tenant

pytestmark = pytest.mark.django_db
PAGE = "/dev/conformance/"
TOTAL = 24


@pytest.fixture
def till(vendor):  # noqa: F811
    """A system of the vendor that may use the sandbox API."""
    return world.Till(world.institution(vendor.tenant), scopes=[*world.ALL_SCOPES, "sandbox"])


def check(text):
    """What the open page says of a file."""
    file = io.BytesIO(text.encode())
    file.name = "report.json"
    return Client().post(f"{PAGE}check/", {"file": file}).content.decode()


class TestThePage:
    def test_leads_from_the_start_to_a_report_that_anybody_can_check(self, browser_of):  # noqa: F811
        http = browser_of("DEVELOPER")
        assert "还没有开始" in http.get(PAGE).content.decode()
        page = http.post(f"{PAGE}start/", follow=True).content.decode()
        assert page.count("还没有做") == TOTAL and "普通门诊" in page
        http.post(f"{PAGE}report/")
        run = ConformanceRun.objects.get()
        assert (run.state, run.passed, len(run.report["cases"])) == ("REPORTED", 0, TOTAL)
        text = http.get(f"{PAGE}reports/{run.ref}/json/").content.decode()
        assert "报告真实" in check(text)
        assert "签名不符" in check(text.replace('"passed": 0', '"passed": 24'))
        for text in (
            "[1]",
            '{"report": {}, "signature": "签"}',
            '{"report": {}, "signature": "A"}',
        ):
            assert "不是一份自测报告" in check(text)
        assert http.get(f"{PAGE}reports/{run.ref}/pdf/").content.startswith(b"%PDF")

    def test_lets_viewers_look_only(self, browser_of):  # noqa: F811
        http = browser_of("VIEWER")
        assert "开始自测" not in http.get(PAGE).content.decode()
        assert http.post(f"{PAGE}start/").status_code == 403
        assert Client().get(PAGE).url.startswith("/dev/login/")

    def test_keeps_reports_from_other_vendors(self, browser_of, tenant):  # noqa: F811
        other = Tenant.objects.create(code="other", name="另一家", kind="SANDBOX")
        runs.start(by=None, tenant=other)
        run = runs.report(by=None, tenant=other)
        assert browser_of().get(f"{PAGE}reports/{run.ref}/json/").status_code == 404


class TestTheAPI:
    def test_starts_tells_and_reports(self, till):
        assert till.get("conformance/").json()["code"] == "conformance.not_started"
        first = till.post("conformance/", {}).json()
        assert (first["passed"], first["total"]) == (0, TOTAL)
        second = till.post("conformance/", {}).json()
        assert till.get("conformance/").json()["run"] == second["run"] != first["run"]
        sealed = till.post("conformance/reports/", {}).json()
        assert till.get(f"conformance/reports/{second['run']}/").json() == sealed
        assert "报告真实" in check(json.dumps(sealed))
        assert till.get(f"conformance/reports/{first['run']}/").status_code == 404

    def test_is_for_sandboxes_only(self, db):
        live = Tenant.objects.get(code="live")
        with pytest.raises(RunNeedsSandbox):
            runs.start(by=None, tenant=live)
