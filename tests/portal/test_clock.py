"""The page of the test clock: members see it, developers move it, and it says what fired."""

import pytest

from yibao.kernel import outbox
from yibao.kernel.models import Tenant
from yibao.portal.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/dev/sandbox/clock/"


def offset(vendor):
    return Tenant.objects.get(pk=vendor.tenant_id).clock_offset_seconds


def test_moves_by_steps_to_a_day_and_back(browser_of, vendor):
    http = browser_of()
    first = http.get(PAGE).content.decode()
    assert "就绪" in first and 'class="yb-step"' not in first
    assert http.post(f"{PAGE}move/", {"step": "day"}).status_code == 302
    assert offset(vendor) == 86400
    assert "正在前进" in http.get(PAGE).content.decode()
    while outbox.work_off(200):
        continue
    page = http.get(PAGE).content.decode()
    assert "就绪" in page and "没有到点的事情" in page
    for day in ("", "2000-01-01", "2999-01-01"):
        answer = http.post(f"{PAGE}move/", {"step": "date", "day": day})
        assert answer.status_code == 422 and offset(vendor) == 86400
    http.post(f"{PAGE}move/", {"step": "back"})
    assert offset(vendor) == 0


def test_is_moved_by_developers_only_and_hidden_from_strangers(browser_of, vendor, client):
    viewer = browser_of(Member.Role.VIEWER)
    assert viewer.get(PAGE).status_code == 200
    assert viewer.post(f"{PAGE}move/", {"step": "day"}).status_code == 403
    assert client.get(PAGE).status_code == 302 and offset(vendor) == 0
