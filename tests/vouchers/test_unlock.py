"""One page for every proof: what opens what (P22, T28, settled 14)."""

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.factories import vouchers as make
from yibao.kernel import proof
from yibao.notices.models import SmsMessage

pytestmark = pytest.mark.django_db
UNLOCK = "/code/unlock/"
READING = "?next=/bills/&reading=1"


def login(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def without_pin(tenant):
    return make.make_holder(tenant, pin="")


class TestTextMessage:
    def _proved(self, user):
        browser = login(user)
        page = f"{UNLOCK}phone/{READING}"
        assert "短信已发出" in browser.post(page, {"action": "send"}).content.decode()
        code = re.search(r"\d{6}", SmsMessage.objects.latest("created_at").text)[0]
        wrong = f"{(int(code) + 1) % 1000000:06d}"
        assert "验证码不对" in browser.post(page, {"code": wrong}).content.decode()
        assert browser.post(page, {"code": f"{code[:3]} {code[3:]}"}).url == "/bills/"
        return browser

    def test_proves_for_reading_where_there_is_no_password(self, without_pin):
        browser = self._proved(without_pin)
        assert browser.session["unlocked_by"] == "phone"

    def test_never_opens_the_code(self, without_pin):
        browser = self._proved(without_pin)
        assert browser.get("/code/").status_code == 302
        assert browser.get("/code/barcode/").status_code == 302

    def test_never_lets_something_be_changed_t28(self, without_pin):
        browser = self._proved(without_pin)
        assert browser.post("/me/phone/", {"phone": "13911112222"}).status_code == 403

    def test_is_not_offered_to_who_has_a_password(self, holder):
        browser = login(holder)
        assert "/unlock/phone/" not in browser.get(f"{UNLOCK}{READING}").content.decode()
        assert browser.get(f"{UNLOCK}phone/{READING}").url.startswith(UNLOCK)

    def test_is_not_offered_where_something_is_changed(self, without_pin):
        browser = login(without_pin)
        assert browser.get(f"{UNLOCK}phone/?next=/me/phone/").url.startswith(UNLOCK)


class TestProof:
    """``needs_proof`` in both strengths."""

    def _ask(self, way, *, for_reading, method="get"):
        @proof.needs_proof(300, for_reading=for_reading)
        def view(request):
            return HttpResponse("open")

        request = getattr(RequestFactory(), method)("/x/")
        request.session, request.user = {}, object()
        request.session |= {"unlocked_at": proof._moment(), "unlocked_by": way}
        return view(request)

    @pytest.mark.parametrize("way", ["password", "passkey", "face"])
    def test_strong_ones_open_both(self, way):
        assert self._ask(way, for_reading=False).status_code == 200
        assert self._ask(way, for_reading=True).status_code == 200

    def test_a_message_opens_reading_only(self):
        assert self._ask("phone", for_reading=True).status_code == 200
        assert self._ask("phone", for_reading=False).status_code == 302


class TestFace:
    def test_opens_the_code(self, holder):
        browser = login(holder)
        page = f"{UNLOCK}face/?next=/code/"
        assert browser.post(page, {"agree": "on", "acted": "pass"}).url == "/code/"
        assert browser.get("/code/").status_code == 200
        assert holder.face_checks.get().purpose == "UNLOCK"

    def test_is_spent_at_once(self, holder):
        login(holder).post(f"{UNLOCK}face/?next=/me/", {"agree": "on", "acted": "pass"})
        check = holder.face_checks.get()
        assert check.purpose == "STEP_UP" and check.used_at is not None

    def test_is_not_for_children(self, tenant):
        child = make.make_holder(tenant, born=date(2016, 5, 1))
        assert login(child).get(f"{UNLOCK}face/?next=/me/").url.startswith(UNLOCK)

    def test_leads_to_no_other_site(self, holder):
        page = f"{UNLOCK}face/?next=https://evil.example/"
        answer = login(holder).post(page, {"agree": "on", "acted": "pass"})
        assert answer.url == "/code/"
