"""A vendor's sandbox in the portal: data, codes, a person's phone, starting over (feature 57)."""

import re

import pytest
from django.test import Client

from accounts.models import User
from yibao.kernel import outbox
from yibao.sandbox import tenants
from yibao.sandbox.seeding import places, policy

from .test_members import registered

pytestmark = pytest.mark.django_db


class TestSandbox:
    def test_is_filled_shows_codes_and_phones_and_starts_over(self, tenant):
        browser, member = registered()
        assert "沙箱正在准备" in browser.get("/dev/sandbox/data/").content.decode()
        places.regions()
        policy.items()
        assert tenants.fill_next(by=None)
        page = browser.get("/dev/sandbox/data/").content.decode()
        assert "沙箱正在准备" not in page and "employee" in page
        shown = browser.post("/dev/sandbox/data/employee/code/").content.decode()
        assert re.search(r"\b\d{28}\b", shown)
        assert browser.post("/dev/sandbox/data/gardener/code/").status_code == 404
        assert browser.post("/dev/sandbox/data/child8/phone/").status_code == 409
        link = browser.post("/dev/sandbox/data/employee/phone/").content.decode()
        path = re.search(r"/dev/sandbox/enter/[\w:.-]+/", link)[0]
        phone = Client()
        assert "王建国" in phone.get(path).content.decode()
        assert phone.post(path).url == "/"
        assert Client().post(path).status_code == 410  # a link opens once
        assert phone.get("/me/").status_code == 200
        shown_as = User.objects.get(pk=phone.session["_auth_user_id"])
        assert (shown_as.tenant_id, shown_as.person.name) == (member.vendor.tenant_id, "王建国")
        assert Client().get(path[:-4] + "abc/").status_code == 410
        assert browser.post("/dev/sandbox/data/reset/").url == "/dev/sandbox/data/"
        assert tenants.is_resetting(tenant=member.vendor.tenant)
        while outbox.work_off():
            pass
        assert not tenants.is_resetting(tenant=member.vendor.tenant)
        assert User.objects.filter(tenant=member.vendor.tenant, person__isnull=False).exists()
