"""模拟审核: a vendor decides the requests of its own test people, by the rules of officers."""

import re

import pytest

from family.models import Binding
from tests.factories import family as make
from tests.factories import queue
from tests.factories import reviews as desk
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.models import Case, Decision
from yibao.kernel.models import Tenant
from yibao.portal.models import Member, Vendor
from yibao.sandbox import tenants
from yibao.sandbox.reviewing import officers, room

pytestmark = pytest.mark.django_db
LIST = "/dev/sandbox/review/"


@pytest.fixture(autouse=True)
def sandbox(city):
    """The city is the vendor's sandbox."""
    city.kind = "SANDBOX"
    city.save(update_fields=["kind"])


@pytest.fixture
def row(city):
    """A father's request for his son, on the officers' desk."""
    return desk.in_review(make.make_holder(city).person, make.make_member(city), papers=2)


@pytest.fixture
def browser(browser_of):
    """A developer of the vendor."""
    return browser_of(Member.Role.DEVELOPER)


def of(row):
    """The address of the request's matter."""
    return f"{LIST}{desk.fresh(row).case.ref}/"


def token_of(browser, address):
    """What the page shows, sealed; empty where nothing can be said."""
    found = re.search(r'name="token" value="([^"]*)"', browser.get(address).content.decode())
    return found[1] if found else ""


def say(browser, row, kind, *, token=None, **more):
    """One word; the page that follows it."""
    address = of(row)
    sealed = token_of(browser, address) if token is None else token
    body = {"kind": kind, "token": sealed, **more}
    return browser.post(f"{address}say/", body, follow=True)


def words(answer):
    """The words of a page."""
    return answer.content.decode()


class TestAWord:
    def test_passes_a_request_and_says_who_decided(self, browser, row):
        listed = words(browser.get(LIST))
        assert row.number in listed and "亲情账户-新增" in listed
        shown = words(browser.get(of(row)))
        assert "现在轮到模拟审核员甲" in shown and "王*" in shown
        assert row.member_name not in shown
        assert "模拟审核员甲：已通过。" in words(say(browser, row, "APPROVE"))
        assert desk.fresh(row).state == "APPROVED"
        assert Binding.objects.filter(holder=row.holder, state="ACTIVE").exists()
        decision = Decision.objects.get(case=desk.fresh(row).case)
        assert decision.decider.display_name == "模拟审核员甲"
        assert all(decision.checklist.values()) and len(decision.evidence) == 2
        event = AuditEvent.objects.get(verb=room.PRESSED)
        assert event.data == {"kind": "APPROVE", "officer": decision.decider.username}
        assert event.actor == f"user:{Member.objects.get().user_id}"
        assert "已通过" in words(browser.get(LIST))

    def test_asks_again_for_a_named_paper_p177(self, browser, row):
        want = f"{desk.SLOT}|GLARE"
        refused = say(browser, row, "RETURN")
        assert refused.status_code == 422 and "请至少选一处要补的" in words(refused)
        done = words(say(browser, row, "RETURN", **{"return-wants": want}))
        assert "模拟审核员甲：已退回" in done and "补好再交" in done
        assert desk.fresh(row).state == "RETURNED"
        assert token_of(browser, of(row)) == ""  # the person's turn

    def test_refuses_only_by_two_p181(self, browser, row):
        body = {"reject-refusal": "NO_RELATION"}
        first = words(say(browser, row, "REJECT", **body))
        assert "等另一位同事复核后生效" in first and "现在轮到模拟审核员乙" in first
        assert desk.fresh(row).state == "IN_REVIEW"
        assert "模拟审核员乙：已记为不通过" in words(say(browser, row, "REJECT", **body))
        assert desk.fresh(row).state == "REJECTED"
        deciders = Decision.objects.filter(case=desk.fresh(row).case).values_list("decider")
        assert deciders.distinct().count() == 2

    def test_of_two_who_disagree_goes_to_the_third_p181(self, browser, row):
        say(browser, row, "REJECT", **{"reject-refusal": "NO_RELATION"})
        assert "现在轮到模拟审核员丙" in words(say(browser, row, "APPROVE"))
        say(browser, row, "APPROVE")
        assert desk.fresh(row).state == "APPROVED"

    def test_from_an_old_page_does_nothing_t36(self, browser, row):
        token = token_of(browser, of(row))
        body = {"reject-refusal": "NO_RELATION"}
        say(browser, row, "REJECT", token=token, **body)
        again = say(browser, row, "REJECT", token=token, **body)
        assert "这一页" in words(again) and "没有记下" in words(again)
        assert desk.fresh(row).state == "IN_REVIEW" and Decision.objects.count() == 1
        assert "没有记下" in words(say(browser, row, "APPROVE", token="made-up"))

    def test_on_changed_papers_does_nothing_t35(self, browser, row):
        token = token_of(browser, of(row))
        desk.add_paper(row, page=3)
        assert "材料" in words(say(browser, row, "APPROVE", token=token))
        assert Decision.objects.count() == 0
        assert AuditEvent.objects.filter(verb="cases.case.refused").exists()
        say(browser, row, "APPROVE")  # by the page as it is now
        assert desk.fresh(row).state == "APPROVED"

    def test_on_a_plain_matter_needs_a_sentence_to_refuse_with(self, browser, city):
        case = queue.open_case(city)
        address = f"{LIST}{case.ref}/"
        body = {"kind": "REJECT", "token": token_of(browser, address)}
        assert browser.post(f"{address}say/", body).status_code == 422
        numbers = {**body, "reject-text": "请看 510600199001010011"}
        assert "不要写证件号" in words(browser.post(f"{address}say/", numbers))
        browser.post(f"{address}say/", {**body, "reject-text": "没有这样的记录。"})
        assert Case.objects.get(pk=case.pk).state == "REJECTED"
        assert browser.post(f"{address}say/", {**body, "kind": "DELETE"}).status_code == 404


class TestTheRoom:
    def test_shows_nothing_of_another_sandbox(self, browser_of, row, city):
        other = Tenant.objects.create(code="vother", name="别人", kind=Tenant.Kind.SANDBOX)
        stranger = browser_of(of=_vendor(other))
        assert row.number not in words(stranger.get(LIST))
        assert stranger.get(of(row)).status_code == 404
        assert stranger.post(f"{of(row)}say/", {"kind": "APPROVE"}).status_code == 404
        assert Decision.objects.count() == 0

    def test_lets_a_viewer_only_look(self, browser_of, row):
        viewer = browser_of(Member.Role.VIEWER)
        assert 'name="token"' not in words(viewer.get(of(row)))
        assert viewer.post(f"{of(row)}say/", {"kind": "APPROVE"}).status_code == 403

    def test_reads_well_when_empty(self, browser):
        assert "没有等着办的申请" in words(browser.get(LIST))

    def test_takes_no_case_out_of_the_hands_of_staff(self, browser, row, city):
        officer = desk.make_officer(city)
        cases.take(by=officer, ref=desk.fresh(row).case.ref)
        say(browser, row, "APPROVE")
        assert Decision.objects.count() == 0
        assert Case.objects.get(pk=desk.fresh(row).case_id).reviewer == officer


class TestOfficers:
    def test_are_made_once_and_sign_in_nowhere(self, city, client):
        found = officers.of(city)
        assert [one.display_name for one in found] == list(officers.NAMES)
        assert [one.pk for one in officers.of(city)] == [one.pk for one in found]
        assert all(one.tenant_id == city.pk and not one.is_superuser for one in found)
        for password in ("", found[0].username):
            assert not found[0].check_password(password)

    def test_are_not_made_in_the_live_world(self, city, settings):
        city.kind = "LIVE"
        with pytest.raises(tenants.SandboxClosed):
            officers.of(city)
        city.kind, settings.SANDBOX_ENABLED = "SANDBOX", False
        with pytest.raises(tenants.SandboxClosed):
            officers.of(city)


def _vendor(tenant):
    return Vendor.objects.create(
        tenant=tenant, name="另一家", kind=Vendor.Kind.HIS, contact_name="周工",
        contact_phone="13900000002", purpose="接入", place="绵阳", created_at=tenant.created_at,
    )  # fmt: skip
