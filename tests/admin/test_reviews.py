"""Requests and cases as history in the console: who reads them, and that nothing acts (T41)."""

import pytest
from django.forms.models import model_to_dict

from family.models import BindingRequest
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.casepages import take
from yibao.audit.models import AuditEvent
from yibao.cases.models import Case, Declaration, WorkArea
from yibao.kernel.models import CalendarDay

from .test_buttons import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    return make.make_member(tenant, name="王小宝")


@pytest.fixture
def row(holder, child):
    return desk.in_review(holder.person, child)


@pytest.fixture
def reviewer(console):
    desk.declare(console.user("reviewer"))
    return console.browser("reviewer")


@pytest.fixture
def lead(console):
    desk.declare(console.user("lead"))
    return console.browser("lead")


def columns() -> dict[str, str]:
    """Every column of the one request."""
    row = BindingRequest.objects.values().get()
    return {name: str(getattr(value, "token", value)) for name, value in row.items()}


def page(row: BindingRequest) -> str:
    return f"/admin/family/bindingrequest/{row.pk}/change/"


def open_page(browser, row) -> str:
    return browser.get(page(row)).content.decode()


class TestPage:
    def test_masks_the_member_and_shows_no_picture(self, row, child, reviewer):
        text = open_page(reviewer, row)
        assert "王*宝" in text
        for secret in (child.name, child.certno, child.birth_date.isoformat()):
            assert secret not in text
        assert "系统预检" in text and "承诺时间" in text
        take(reviewer, row.case)
        assert row.documents.get().ref not in open_page(reviewer, row)

    def test_leads_to_the_review_page(self, row, reviewer):
        assert f"/admin/review/case/{row.case.ref}/" in open_page(reviewer, row)
        text = reviewer.get(f"/admin/cases/case/{row.case.pk}/change/").content.decode()
        assert f"/admin/review/case/{row.case.ref}/" in text and "亲情账户-新增" in text

    def test_records_every_look(self, row, reviewer):
        open_page(reviewer, row)
        assert AuditEvent.objects.filter(verb="family.request.viewed").count() == 1

    @pytest.mark.parametrize("who", ["holder", "child"])
    def test_of_the_own_matter_is_not_there_t32(self, row, console, holder, child, who):
        number = (holder.person if who == "holder" else child).certno
        for role, kin in (("reviewer", [number]), ("lead", [])):
            own = "" if kin else number
            desk.declare(console.user(role), *kin, own=own)
            browser = console.browser(role)
            assert row.number not in browser.get("/admin/family/bindingrequest/").content.decode()
            assert browser.get(page(row)).status_code == 302
            assert row.case.ref not in browser.get("/admin/cases/case/").content.decode()
        assert Case.objects.get().reviewer is None

    def test_of_another_district_is_not_there(self, row, console):
        desk.declare(console.user("reviewer"), areas=("510681",))
        browser = console.browser("reviewer")
        assert row.number not in browser.get("/admin/family/bindingrequest/").content.decode()
        assert browser.get(page(row)).status_code == 302
        assert row.case.ref not in browser.get("/admin/cases/case/").content.decode()
        desk.declare(console.user("reviewer"), areas=("510603",))
        assert row.number in browser.get("/admin/family/bindingrequest/").content.decode()

    def test_is_an_auditors_to_read_everywhere(self, row, console):
        assert row.number in open_page(console.browser("auditor"), row)

    def test_keeps_a_first_word_closed_until_the_second(self, row, reviewer, lead, tenant):
        desk.reject(desk.make_officer(tenant), row)
        for path in (page(row), f"/admin/cases/case/{row.case.pk}/change/"):
            text = lead.get(path).content.decode()
            assert "等另一位决定后显示" in text and "初审：不通过" not in text
        desk.reject(desk.make_officer(tenant), row)
        assert "不是您填写的关系" in open_page(lead, row)


class TestButtons:
    @pytest.mark.parametrize("name", ["take", "approve", "return", "reject", "put-back", "unmask"])
    def test_that_judge_are_not_here(self, row, reviewer, name):
        take(reviewer, row.case)
        words = {"reason": "NO_RELATION", "checks": ["identity"]}
        do(reviewer, f"family/bindingrequest/{row.pk}/do/{name}", words)
        do(reviewer, f"cases/case/{row.case.pk}/do/{name}", words)
        assert desk.fresh(row).state == "IN_REVIEW"
        assert Case.objects.get().state == "IN_REVIEW"

    def test_to_find_the_member_is_the_holders_of_the_case_only(self, holder, child, console, lead):
        row = desk.in_review(holder.person, child)
        BindingRequest.objects.update(member=None)
        desk.declare(console.user("reviewer"))
        browser = console.browser("reviewer")
        take(browser, row.case)
        assert "对上参保人" in open_page(browser, row)
        assert "对上参保人</a>" not in open_page(lead, row)


class TestPostingEveryField:
    """T41."""

    def test_changes_nothing(self, row, console, reviewer):
        take(reviewer, row.case)
        desk.declare(console.user("root"))
        before = columns()
        data = dict.fromkeys(model_to_dict(row), "999") | {
            field.name: "APPROVED" for field in BindingRequest._meta.concrete_fields
        }
        for browser in (reviewer, console.browser("lead"), console.browser("root")):
            base = "/admin/family/bindingrequest/"
            for path in (f"{base}{row.pk}/change/", f"{base}add/", f"{base}{row.pk}/delete/"):
                answer = browser.post(path, {**data, "post": "yes", "_save": "1"})
                assert answer.status_code in (302, 403), path
            browser.post(base, {"action": "delete_selected", "_selected_action": [str(row.pk)]})
            browser.post(base, {**data, "form-TOTAL_FORMS": "1", "_save": "1"})
        assert columns() == before
        assert Case.objects.get().state == "IN_REVIEW"


class TestStaffPage:
    def test_sets_areas_and_kin_without_keeping_numbers(self, console, tenant, row, child):
        from tests.factories.accounts import RegionFactory

        RegionFactory()
        officer = console.user("reviewer")
        admin = console.browser("admin")
        base = f"accounts/user/{officer.pk}/do"
        do(admin, f"{base}/areas", {"areas": ["510600"], "reason": "分工"})
        assert WorkArea.objects.get().region_code == "510600"
        do(admin, f"{base}/kin", {"own": child.certno, "kin": "x", "reason": "登记"})
        assert not Declaration.objects.exists()
        do(admin, f"{base}/kin", {"own": child.certno, "kin": "", "reason": "登记"})
        assert Declaration.objects.get().person_index == child.certno_index
        log = str(list(AuditEvent.objects.filter(verb="cases.kin.declared").values()))
        assert child.certno not in log

    def test_is_not_for_the_own_account(self, console):
        admin = console.user("admin")
        do(console.browser("admin"), f"accounts/user/{admin.pk}/do/areas", {"reason": "自己"})
        assert not WorkArea.objects.exists()


class TestCalendar:
    def test_moves_open_promises(self, row, console):
        admin, due = console.browser("admin"), row.case.due_at
        admin.post(
            "/admin/kernel/calendarday/add/",
            {"day": due.date().isoformat(), "note": "停电", "_save": "1"},
        )
        assert not CalendarDay.objects.get().is_working
        row.case.refresh_from_db()
        assert row.case.due_at > due
