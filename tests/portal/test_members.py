"""Into the portal, and what each role may do there: one vendor's way, then what is refused."""

import re
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP

from accounts.models import Authenticator, ClientKey, Operator, PartnerClient, Terminal, User
from tests.factories import world
from tests.settlement.conftest import city  # noqa: F401
from yibao.conformance import cases
from yibao.conformance.models import ConformanceRun
from yibao.kernel import clock, working_days
from yibao.portal.data import LIVE_DAYS, LiveWish
from yibao.portal.errors import InvitationOver, LastOwner, NoGreenReport, VendorStateRefused
from yibao.portal.models import Member, Vendor
from yibao.portal.services import going_live, team, vendors

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ALL = len(cases.ALL)
WISH = LiveWish(contact_name="林工", contact_phone="13900000001", networks="203.0.113.8")
APPLICATION = {
    "name": "德阳演示软件",
    "kind": "HIS",
    "place": "四川德阳",
    "purpose": "门诊收费系统接医保结算",
    "contact_name": "林工",
    "contact_phone": "13900000001",
    "email": "Owner@dev.example",
    "password": PASSWORD,
    "again": PASSWORD,
}


def token_of(user: User, *, ahead: int = 0) -> str:
    """What the authenticator shows; ``ahead`` steps later."""
    source = TOTP(Authenticator.objects.get(user=user).bin_key)
    source.time = clock.now().timestamp() + 30 * ahead
    return f"{source.token():06d}"


def registered() -> tuple[Client, Member]:
    """The owner of a new vendor, signed in with both factors."""
    browser = Client()
    assert browser.post("/dev/register/", APPLICATION).url == "/dev/second-factor/"
    member = Member.objects.get(user__username="owner@dev.example")
    assert browser.get("/dev/keys/").url == "/dev/second-factor/"
    assert "二维码" in browser.get("/dev/second-factor/").content.decode()
    done = browser.post("/dev/second-factor/", {"token": token_of(member.user)})
    assert done.url == "/dev/console/"
    return browser, member


@pytest.fixture
def owner():
    return registered()


@pytest.fixture
def partner(owner):
    """An application of the owner's sandbox."""
    return world.client_of(world.institution(owner[1].vendor.tenant))


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def reported(vendor, *, passed=ALL, days=0):
    """A report of so many days ago."""
    ended = clock.now() - timedelta(days=days)
    return ConformanceRun.objects.create(
        tenant=vendor.tenant, state="REPORTED", started_at=ended, ended_at=ended, passed=passed,
        report={}, signature="s", kid="k",
    )  # fmt: skip


class TestAVendor:
    def test_registers_makes_keys_and_invites(self, owner, partner):
        browser, member = owner
        assert member.vendor.tenant.is_sandbox
        assert "五步接通" in text_of(browser.get("/dev/console/"))
        said = {"client": partner.client_id, "name": "测试服务器", "networks": "203.0.113.0/24"}
        secret = re.search(r"yb_test_[0-9a-f]{48}", text_of(browser.post("/dev/keys/new/", said)))
        assert secret is not None
        page = text_of(browser.get("/dev/keys/"))
        assert secret[0] not in page and secret[0][-4:] in page
        key = ClientKey.objects.get(client=partner)
        assert "作废" in text_of(browser.get(f"/dev/keys/{key.ref}/revoke/"))
        browser.post(f"/dev/keys/{key.ref}/revoke/")
        assert browser.get(f"/dev/keys/{key.ref}/revoke/").status_code == 404
        self._registers_tills(browser, partner.institution)
        self._invites(browser, member)
        assert "还没有全部通过" in text_of(browser.get("/dev/go-live/"))
        browser.post("/dev/go-live/")
        member.vendor.refresh_from_db()
        assert member.vendor.state == "TRYING"

    def _registers_tills(self, browser, place):
        for kind, model in (("terminal", Terminal), ("operator", Operator)):
            said = {"kind": kind, "place": place.fixmedins_code, "code": "T9", "name": "一楼"}
            assert browser.post("/dev/terminals/", said).status_code == 302
            row = model.objects.get(institution=place, code="T9")
            browser.post(f"/dev/terminals/{kind}/{row.pk}/switch/")
            row.refresh_from_db()
            assert not row.is_active
            assert "已经有编号" in text_of(browser.post("/dev/terminals/", said))

    def _invites(self, browser, member):
        said = {"email": "Dev@dev.example", "role": "VIEWER"}
        link = re.search(r"/dev/join/[\w-]+/", text_of(browser.post("/dev/team/", said)))[0]
        other = Client()
        assert "dev@dev.example" in text_of(other.get(link))
        join = {"password": PASSWORD, "again": PASSWORD}
        assert other.post(link, join).url == "/dev/second-factor/"
        assert Client().get(link).status_code == 410
        user = User.objects.get(username="dev@dev.example")
        other.post("/dev/second-factor/", {"token": token_of(user)})
        assert "新建密钥" not in text_of(other.get("/dev/keys/"))
        assert other.get("/dev/keys/new/").status_code == 403
        viewer = Member.objects.get(user=user)
        assert other.post(f"/dev/team/{viewer.pk}/", {"role": "OWNER"}).status_code == 403
        browser.post(f"/dev/team/{viewer.pk}/", {"role": "DEVELOPER"})
        assert other.get("/dev/keys/new/").status_code == 200
        browser.post(f"/dev/team/{viewer.pk}/", {"role": "REMOVE"})
        assert other.get("/dev/keys/").status_code == 302
        with pytest.raises(LastOwner):
            team.remove(by=member, member_id=member.pk)

    def test_signs_in_with_password_and_token_only(self, owner):
        browser, member = owner
        browser.post("/dev/logout/")
        Authenticator.objects.update(confirmed=False)
        said = {"username": "owner@dev.example", "password": PASSWORD}
        assert browser.post("/dev/login/", said).url == "/dev/second-factor/"
        assert browser.get("/dev/keys/").url == "/dev/second-factor/"
        Authenticator.objects.update(confirmed=True)
        assert browser.get("/dev/second-factor/").url == "/dev/login/"
        assert "不对" in text_of(browser.post("/dev/login/", said))
        assert browser.get("/dev/console/").url == "/dev/login/?next=%2Fdev%2Fconsole%2F"
        said = {"username": "Owner@dev.example", "password": PASSWORD, "otp_token": "000000"}
        assert "不对" in text_of(browser.post("/dev/login/", said))
        Authenticator.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
        said["otp_token"] = token_of(member.user, ahead=1)
        for after, led in (("//evil.example/", "/dev/console/"), ("/dev/team/", "/dev/team/")):
            Authenticator.objects.update(last_t=-1)
            assert browser.post(f"/dev/login/?next={after}", said).url == led
        assert browser.get("/admin/").status_code == 302

    def test_sees_nothing_of_another(self, owner, partner, city):  # noqa: F811
        browser, _ = owner
        foreign = world.client_of(world.institution(city))
        assert foreign.client_id not in text_of(browser.get("/dev/keys/"))
        said = {"client": foreign.client_id, "name": "x"}
        assert "yb_test_" not in text_of(browser.post("/dev/keys/new/", said))
        till = Terminal.objects.create(institution=foreign.institution, code="X1")
        assert browser.post(f"/dev/terminals/terminal/{till.pk}/switch/").status_code == 404

    def test_changes_nothing_while_it_is_suspended(self, owner, partner):
        browser, member = owner
        vendors.suspend(by=None, vendor=member.vendor, answer="暂停接入")
        partner.refresh_from_db()
        assert not partner.is_enabled
        assert "已经停用" in text_of(browser.get("/dev/console/"))
        said = {"client": partner.client_id, "name": "x"}
        assert browser.post("/dev/keys/new/", said).status_code == 409
        assert not ClientKey.objects.exists()
        vendors.resume(by=None, vendor=member.vendor, answer="")
        partner.refresh_from_db()
        assert partner.is_enabled

    def test_takes_nobody_in_while_it_is_suspended(self, owner):
        _, member = owner
        _, word = team.invite(by=member, email="new@dev.example", role=Member.Role.OWNER)
        vendors.suspend(by=None, vendor=member.vendor, answer="暂停接入")
        with pytest.raises(InvitationOver):
            team.join(by=None, word=word, password="four words for a test")
        vendors.resume(by=None, vendor=member.vendor, answer="")
        assert team.join(by=None, word=word, password="four words for a test").user is not None

    def test_gets_back_only_what_ran_before(self, owner, partner):
        """A client that was off before the suspension stays off."""
        _, member = owner
        other = world.client_of(world.institution(member.vendor.tenant))
        PartnerClient.objects.filter(pk=other.pk).update(is_enabled=False)
        vendors.suspend(by=None, vendor=member.vendor, answer="暂停接入")
        vendors.resume(by=None, vendor=member.vendor, answer="查清了")
        on = PartnerClient.objects.filter(tenant=member.vendor.tenant, is_enabled=True)
        assert list(on) == [partner]

    @pytest.mark.parametrize(
        ("passed", "days", "lets"),
        [(ALL, 0, True), (ALL - 1, 0, False), (ALL, 91, False)],
    )
    def test_asks_with_a_green_report_of_these_days(self, owner, passed, days, lets):
        browser, member = owner
        reported(member.vendor, passed=passed, days=days)
        assert ("已通过" in text_of(browser.get("/dev/go-live/"))) is lets
        said = text_of(browser.post("/dev/go-live/", asdict(WISH), follow=True))
        assert ("已经提交" in said) is lets
        assert (Vendor.objects.get().state == "LIVE_ASKED") is lets
        if not lets:
            with pytest.raises(NoGreenReport):
                going_live.ask(by=member.user, vendor=member.vendor, wish=WISH)

    def test_is_not_let_live_after_a_newer_report_that_is_not_green(self, owner):
        _, member = owner
        first = reported(member.vendor, days=1)
        going_live.ask(by=member.user, vendor=member.vendor, wish=WISH)
        assert Vendor.objects.get().live_report == first.ref
        reported(member.vendor, passed=3)
        with pytest.raises(NoGreenReport):
            going_live.grant(by=None, vendor=member.vendor, answer="可以上线")
        assert Vendor.objects.get().state == "LIVE_ASKED"

    def test_says_from_where_it_calls_and_where_notices_go(self, owner, receiver):
        """The address for notices must send the challenge back; a wrong one asks nothing."""
        browser, member = owner
        reported(member.vendor)
        wish = {**asdict(WISH), "callback": receiver.url}
        refused = text_of(browser.post("/dev/go-live/", {**wish, "networks": "everywhere"}))
        assert "来访地址" in refused and Vendor.objects.get().state == "TRYING"
        for answer in ((204, {}), (500, {}), (200, {}, b"ok")):
            receiver.answers = [answer]
            assert "通知地址没有答对" in text_of(browser.post("/dev/go-live/", wish))
        assert Vendor.objects.get().state == "TRYING"
        receiver.echo = "challenge"
        said = text_of(browser.post("/dev/go-live/", wish, follow=True))
        row = Vendor.objects.get()
        assert row.state == "LIVE_ASKED" and row.live_networks == ["203.0.113.8/32"]
        assert "答对了" in said and "203.0.113.8/32" in said and "最迟" in said
        assert working_days.due_at(row.live_asked_at, LIVE_DAYS) == row.live_due_at
        assert "现在不能这样办" in text_of(browser.post("/dev/go-live/", wish))

    def test_may_not_be_called_back_inside_our_own_network(self, owner, settings):
        """T80."""
        settings.WEBHOOK_ALLOW_NETS = []
        reported(owner[1].vendor)
        wish = {**asdict(WISH), "callback": "https://127.0.0.1/hook"}
        page = text_of(owner[0].post("/dev/go-live/", wish))
        assert Vendor.objects.get().state == "TRYING" and "field--bad" in page

    def test_is_answered_when_it_asks_to_go_live(self, owner):
        _, member = owner
        vendor = member.vendor
        reported(vendor)
        going_live.ask(by=member.user, vendor=vendor, wish=WISH)
        going_live.give_back(by=None, vendor=vendor, answer="请补联系人")
        with pytest.raises(VendorStateRefused):
            going_live.grant(by=None, vendor=vendor, answer="")
        going_live.ask(by=member.user, vendor=vendor, wish=WISH)
        going_live.grant(by=None, vendor=vendor, answer="可以上线")
        assert Vendor.objects.get().state == "LIVE"
