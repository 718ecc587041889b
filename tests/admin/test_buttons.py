"""Service buttons: they confirm, check again, call one service, and show refusals in Chinese."""

import pytest

from accounts.models import PartnerClient, User
from accounts.services import staff
from settlement.services import packs
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.kernel import clock, outbox
from yibao.kernel.models import OutboxMessage

from .conftest import signed_in

pytestmark = pytest.mark.django_db
REASON = {"reason": "窗口核对过了"}


def do(browser, path, data=None):
    """Confirm a button and follow to the page with the message."""
    return browser.post(f"/admin/{path}/", data or REASON, follow=True).content.decode()


class TestVoucher:
    def test_is_suspended_and_restored_with_reason(self, city, console):
        browser, voucher = console.browser("clerk"), city.who.voucher
        base = f"vouchers/voucher/{voucher.pk}/do"
        page = browser.get(f"/admin/{base}/suspend/").content.decode()
        assert "马上不能用" in page
        assert "已停用" in do(browser, f"{base}/suspend", REASON)
        voucher.refresh_from_db()
        assert (voucher.state, voucher.suspension_reason) == ("SUSPENDED", REASON["reason"])
        assert "已恢复" in do(browser, f"{base}/restore")
        voucher.refresh_from_db()
        assert voucher.state == "ACTIVE"
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"vouchers.voucher.suspended", "vouchers.voucher.restored"} <= verbs

    def test_sanction_has_an_end(self, city, console):
        path = f"vouchers/voucher/{city.who.voucher.pk}/do/sanction"
        browser = console.browser("lead")
        assert "已停用" not in do(browser, path, {**REASON, "months": "2"})
        do(browser, path, {**REASON, "months": "3"})
        voucher = city.who.voucher
        voucher.refresh_from_db()
        last = clock.local(voucher.suspended_until)
        assert (last.hour, last.minute) == (23, 59)
        assert voucher.state == "SUSPENDED"

    def test_button_that_does_not_apply_says_so(self, city, console):
        text = do(console.browser("clerk"), f"vouchers/voucher/{city.who.voucher.pk}/do/restore")
        assert "现在不能这样处理" in text

    def test_right_is_checked_again_when_confirmed(self, city, console):
        browser, clerk = console.browser("clerk"), console.user("clerk")
        path = f"/admin/vouchers/voucher/{city.who.voucher.pk}/do/suspend/"
        assert browser.get(path).status_code == 200
        clerk.groups.clear()
        assert browser.post(path, REASON).status_code == 403
        city.who.voucher.refresh_from_db()
        assert city.who.voucher.state == "ACTIVE"

    def test_unknown_button_or_row_is_404(self, city, console):
        browser = console.browser("lead")
        base = "/admin/vouchers/voucher/"
        assert browser.get(f"{base}{city.who.voucher.pk}/do/erase/").status_code == 404
        assert browser.get(f"{base}nonsense/do/suspend/").status_code == 404


class TestPack:
    @pytest.fixture
    def draft(self, city):
        packs.retire(by=None, pack_id=city.pack.pk, reason="换版本")
        text = world.PACK.read_text("utf-8").replace('"2025.2"', '"2025.9"')
        return world.proven(packs.import_pack(by=None, text=text))

    def test_two_people_put_it_in_force(self, draft, console):
        base = f"settlement/policypack/{draft.pk}/do"
        lead = console.browser("lead")
        assert "还要另一个人批准" in do(lead, f"{base}/approve-first")
        assert "第二次审批要由另一个人做" in do(lead, f"{base}/approve-second")
        assert "已启用" in do(console.browser("finance"), f"{base}/approve-second")
        draft.refresh_from_db()
        assert draft.state == "ACTIVE"

    def test_is_not_retired_by_who_approved_it(self, city, console):
        for approver in (city.pack.first_approver, city.pack.second_approver):
            with pytest.raises(packs.PackApprovalRefused):
                packs.retire(by=approver, pack_id=city.pack.pk, reason="换版本")
        path = f"settlement/policypack/{city.pack.pk}/do/retire"
        page = console.browser("lead").get(f"/admin/{path}/").content.decode()
        assert "一律按全额自费结算" in page
        refused = do(console.browser("lead"), path, {"reason": "长" * 61})
        assert "最多 60 个字" in refused
        assert "看不见的字符" in do(console.browser("lead"), path, {"reason": "换\x00本"})
        city.pack.refresh_from_db()
        assert city.pack.state == "ACTIVE"

    def test_retires(self, city, console):
        assert "已停用" in do(
            console.browser("lead"), f"settlement/policypack/{city.pack.pk}/do/retire"
        )


class TestClient:
    def test_secret_is_shown_once_and_tokens_end(self, city, console):
        from oauth2_provider.models import get_access_token_model

        browser, client = console.browser("admin"), city.till.client
        before = PartnerClient.objects.get(pk=client.pk).client_secret
        text = do(browser, f"accounts/partnerclient/{client.pk}/do/rotate")
        secret = text.split('class="yc-secret">')[1].split("<")[0]
        after = PartnerClient.objects.get(pk=client.pk).client_secret
        assert len(secret) >= 32
        assert secret not in (before, after)
        assert after != before
        assert not get_access_token_model().objects.filter(application_id=client.pk).exists()
        assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True)))

    def test_disabled_client_is_refused_at_once(self, city, console):
        browser, client = console.browser("admin"), city.till.client
        do(browser, f"accounts/partnerclient/{client.pk}/do/disable")
        assert city.till.scan(city.who).status_code == 401
        assert "已启用" in do(browser, f"accounts/partnerclient/{client.pk}/do/enable")

    def test_is_called_from_its_list_only(self, city, console):
        browser, client = console.browser("admin"), city.till.client
        path = f"accounts/partnerclient/{client.pk}/do/networks"
        assert "来访地址看不懂" in do(browser, path, {"networks": "hospital", "reason": "上线"})
        given = {"networks": "203.0.113.0/24\n2001:db8::/32", "reason": "上线"}
        assert "203.0.113.0/24、2001:db8::/32" in do(browser, path, given)
        assert city.till.scan(city.who).status_code == 403
        assert "不限" in do(browser, path, {"networks": "", "reason": "换机房"})
        assert city.till.scan(city.who).status_code == 201


class TestOutbox:
    @pytest.fixture
    def dead(self, tenant):
        outbox.emit("nothing.listens", key="k1", payload={"id": "1"})
        OutboxMessage.objects.update(state="DEAD", attempts=10)
        return OutboxMessage.objects.get()

    def test_dead_row_is_tried_again(self, dead, console):
        assert "已重新排队" in do(
            console.browser("admin"), f"kernel/outboxmessage/{dead.pk}/do/requeue"
        )
        dead.refresh_from_db()
        assert (dead.state, dead.attempts) == ("PENDING", 0)
        assert AuditEvent.objects.filter(verb="kernel.outbox.requeued").exists()

    def test_home_names_dead_rows(self, dead, console):
        assert "停止重试" in console.browser("admin").get("/admin/").content.decode()

    def test_only_dead_rows_are_given_back(self, dead):
        outbox.requeue(by=None, message_id=dead.pk, reason="x")
        with pytest.raises(outbox.NotDead):
            outbox.requeue(by=None, message_id=dead.pk, reason="x")


class TestStaff:
    def test_roles_are_set_by_another_person(self, console):
        browser, clerk = console.browser("admin"), console.user("clerk")
        do(browser, f"accounts/user/{clerk.pk}/do/roles", {**REASON, "roles": ["auditor"]})
        assert [group.name for group in clerk.groups.all()] == ["auditor"]

    def test_nobody_raises_the_own_rights(self, console):
        browser, admin = console.browser("admin"), console.user("admin")
        data = {**REASON, "roles": ["admin", "lead", "finance"]}
        assert "不能改自己的账号" in do(browser, f"accounts/user/{admin.pk}/do/roles", data)
        assert [group.name for group in admin.groups.all()] == ["admin"]

    def test_disabled_by_button_is_out(self, console):
        clerk = console.user("clerk")
        browser = signed_in(clerk)
        do(console.browser("admin"), f"accounts/user/{clerk.pk}/do/disable")
        assert browser.get("/admin/").status_code == 302

    def test_superusers_have_no_buttons(self, console):
        root = console.user("root")
        text = do(console.browser("admin"), f"accounts/user/{root.pk}/do/disable")
        assert "现在不能这样处理" in text
        assert User.objects.get(pk=root.pk).is_active

    def test_weak_password_is_refused_in_words(self, console):
        clerk = console.user("clerk")
        staff.disable(by=None, user=clerk)
        path = f"accounts/user/{clerk.pk}/do/enable"
        assert "密码太弱" in do(console.browser("admin"), path, {"password": "short"})


class TestCase:
    def test_is_judged_on_its_review_page_and_not_here(self, tenant, console):
        case = cases.open_case(
            by=None, tenant_id=tenant.pk, case_type="report", subject="x:1", summary="举报"
        )
        browser = console.browser("reviewer")
        page = browser.get(f"/admin/cases/case/{case.pk}/change/").content.decode()
        assert f"/admin/review/case/{case.ref}/" in page
        for name in ("take", "approve", "reject", "put-back"):
            do(browser, f"cases/case/{case.pk}/do/{name}", {"reason": "直接过"})
        case.refresh_from_db()
        assert case.state == "OPEN" and case.reviewer is None
