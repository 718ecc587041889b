"""The counter in the console: find, take in, second clerk, print (feature 5, P186–P189)."""

import pytest

from tests.factories.accounts import EnrolmentFactory, PersonFactory
from tests.factories.vouchers import make_holder
from vouchers.models import CounterAct, Voucher
from vouchers.services import codes
from yibao.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DESK = "/admin/counter/"


@pytest.fixture
def clerk(console):
    return console.browser("clerk")


@pytest.fixture
def lead(console):
    return console.browser("lead")


@pytest.fixture
def person(tenant):
    found = PersonFactory(tenant=tenant)
    EnrolmentFactory(person=found)
    return found


def _find(browser, text):
    return browser.post(f"{DESK}find/", {"text": text}, follow=True)


def _begin(browser, person, kind, **more):
    said = {"papers": ["id_card"], "is_signed": "on", **more}
    return browser.post(f"{DESK}people/{person.pk}/{kind}/", said, follow=True)


class TestJourney:
    def test_opens_a_voucher_with_two_clerks(self, clerk, lead, person):
        assert "没有注册" in _find(clerk, person.certno).content.decode()
        page = _begin(clerk, person, "OPEN").content.decode()
        assert "请另一位同事用自己的账号" in page
        act = CounterAct.objects.get()
        assert act.ref in lead.get(DESK).content.decode()
        assert "居民身份证" in lead.get(f"{DESK}acts/{act.ref}/").content.decode()
        lead.post(f"{DESK}acts/{act.ref}/confirm/")
        assert Voucher.objects.get(person=person).activation_way == "COUNTER"
        sheet = clerk.get(f"{DESK}acts/{act.ref}/print/").content.decode()
        assert "本人签字" in sheet
        assert person.certno not in sheet

    def test_prints_a_slip_that_no_later_page_shows(self, tenant, clerk, lead):
        user = make_holder(tenant)
        _find(clerk, user.person.certno)
        _begin(clerk, user.person, "SLIP")
        act = CounterAct.objects.get()
        shown = lead.post(f"{DESK}acts/{act.ref}/confirm/")
        assert "YBP1." in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        assert "YBP1." not in lead.get(f"{DESK}acts/{act.ref}/").content.decode()

    def test_serves_who_shows_the_own_code(self, tenant, clerk):
        user = make_holder(tenant)
        code = codes.issue(by=user, person=user.person).code
        assert "扫了本人的医保码" in _find(clerk, code).content.decode()
        assert "过期了或已用过" in _find(clerk, code).content.decode()

    def test_the_second_clerk_may_refuse_with_a_reason(self, clerk, lead, person):
        _find(clerk, person.certno)
        _begin(clerk, person, "OPEN")
        act = CounterAct.objects.get()
        path = f"{DESK}acts/{act.ref}/refuse/"
        assert "请填写不同意的原因" in lead.post(path, {"reason": ""}).content.decode()
        lead.post(path, {"reason": "人证不符"})
        act.refresh_from_db()
        assert act.state == "REFUSED"


class TestRefusals:
    def test_the_first_clerk_cannot_confirm(self, clerk, person):
        _find(clerk, person.certno)
        _begin(clerk, person, "OPEN")
        act = CounterAct.objects.get()
        page = clerk.post(f"{DESK}acts/{act.ref}/confirm/", follow=True).content.decode()
        assert "要由另一人复核" in page
        assert not Voucher.objects.filter(person=person).exists()

    def test_missing_papers_are_told_at_once(self, clerk, person):
        _find(clerk, person.certno)
        page = _begin(clerk, person, "OPEN", papers=["social_card"]).content.decode()
        assert "要看本人的居民身份证原件" in page
        assert not CounterAct.objects.exists()

    def test_an_address_alone_opens_nobody(self, clerk, person):
        """T94: only somebody found at this desk."""
        assert clerk.get(f"{DESK}people/{person.pk}/").status_code == 404
        assert clerk.get(f"{DESK}people/{person.pk}/OPEN/").status_code == 404

    @pytest.mark.parametrize("role", ["reviewer", "auditor", "finance", "admin"])
    def test_other_roles_have_no_desk(self, console, role):
        assert console.browser(role).get(DESK).status_code == 403

    def test_visitors_are_sent_to_the_console_login(self, client):
        assert "/admin/login/" in client.get(DESK)["Location"]

    def test_every_look_is_recorded(self, clerk, person):
        _find(clerk, person.certno)
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"accounts.person.searched", "accounts.person.viewed"} <= verbs
