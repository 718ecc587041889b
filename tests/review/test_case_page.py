"""The page of a case: who reads what, all of it without a script (wireframe 9)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import casepages as case_page
from tests.factories import reviews as desk
from tests.factories.accounts import RegionFactory
from tests.factories.casepages import address, take, text_of
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases

pytestmark = pytest.mark.django_db
#: Who is asking and what they may do, and the line in the audit log: the same on every page.
ABOUT_THE_READER = (
    "django_session", "accounts_user", "accounts_authenticator", "auth_permission", "auth_group",
    "django_content_type", "audit_auditevent", "SAVEPOINT", "kernel_tenant",
)  # fmt: skip


@pytest.fixture
def row(holder, child):
    return desk.in_review(holder.person, child, papers=2)


@pytest.fixture
def reviewer(console):
    console.user("reviewer")
    return console.browser("reviewer")


@pytest.fixture
def lead(console):
    console.user("lead")
    return console.browser("lead")


class TestReading:
    def test_masks_people_and_shows_no_picture_before_it_is_taken(self, row, reviewer, child):
        text = reviewer.get(address(row.case)).content.decode()
        assert row.number in text and "亲情账户-新增" in text and "领取" in text
        for secret in (child.name, child.certno, child.birth_date.isoformat()):
            assert secret not in text
        assert all(one.ref not in text for one in desk.papers(row))
        assert "领取以后才能看材料" in text and 'name="kind"' not in text

    def test_puts_form_and_register_beside_each_other(self, row, reviewer):
        text = text_of(reviewer.get(address(row.case)))
        assert "填王*" in text and "库王*" in text and "✓ 一致" in text

    def test_marks_what_differs(self, row, reviewer):
        row.member_name = "王大宝"
        row.save(update_fields=["member_name"])
        assert "! 不一致" in text_of(reviewer.get(address(row.case)))

    def test_says_who_holds_it_and_for_how_long(self, row, reviewer, lead):
        take(reviewer, row.case)
        text = text_of(lead.get(address(row.case)))
        assert "x-reviewer 正在处理，还有 14:" in text and "您只能看" in text
        assert "接手" in text
        page = lead.get(address(row.case)).content.decode()
        assert 'name="kind"' not in page and desk.papers(row)[0].ref not in page

    def test_shows_the_lease_and_everything_for_a_word_to_its_holder(self, row, reviewer):
        take(reviewer, row.case)
        page = reviewer.get(address(row.case)).content.decode()
        for words in ("由您领取，还有", "续", "放回", "核对清单", "提交并看下一件", "不通过的理由"):
            assert words in page
        for one in desk.papers(row):
            assert f"verdict-{one.ref}" in page and f"why-{one.ref}" in page

    def test_is_written_down_each_time(self, row, reviewer):
        reviewer.get(address(row.case))
        reviewer.get(address(row.case))
        assert AuditEvent.objects.filter(verb="cases.case.viewed").count() == 2

    def test_announces_the_second_officer_before_anything_is_sent(
        self, row, holder, child, reviewer, lead, tenant
    ):
        take(reviewer, row.case)
        assert "不通过要两位同事都同意" in text_of(reviewer.get(address(row.case)))
        cases.ask_for_second(by=None, ref=row.case.ref)
        assert "需要两个人" in text_of(reviewer.get(address(row.case)))

    def test_never_tells_the_second_what_the_first_said_t33(self, row, reviewer, lead, tenant):
        officer = desk.make_officer(tenant)
        desk.reject(officer, row)
        take(reviewer, row.case)
        for path in ("", "log/"):
            text = text_of(reviewer.get(address(row.case, path)))
            assert "等另一位决定后显示" in text
            assert "初审：不通过" not in text and "不是所填的关系（" not in text
        assert "已有同事下过结论" in text_of(reviewer.get(address(row.case)))

    @pytest.mark.parametrize(
        ("state", "words"), [("WITHDRAWN", "已经撤回"), ("CLOSED", "按规则结束")]
    )
    def test_says_in_words_that_it_is_over(self, row, reviewer, holder, state, words):
        take(reviewer, row.case)
        if state == "WITHDRAWN":
            cases.withdraw(by=holder, ref=row.case.ref)
        else:
            cases.close_by_rule(by=None, ref=row.case.ref, note="CONSENT_REFUSED")
        page = reviewer.get(address(row.case))
        assert words in text_of(page) and b'name="kind"' not in page.content


class TestWhoMayRead:
    @pytest.mark.parametrize("who", ["holder", "child"])
    @pytest.mark.parametrize("path", ["", "log/", "compare/", "preview/", "do/take/"])
    def test_not_the_people_of_the_case_t32(self, row, console, holder, child, who, path):
        number = (holder.person if who == "holder" else child).certno
        desk.declare(console.user("reviewer"), own=number)
        assert console.browser("reviewer").get(address(row.case, path)).status_code == 404

    def test_not_officers_of_other_districts(self, row, console):
        desk.declare(console.user("reviewer"), areas=("510681",))
        assert console.browser("reviewer").get(address(row.case)).status_code == 404

    def test_auditors_everywhere_and_without_any_button(self, row, console):
        text = text_of(console.browser("auditor").get(address(row.case)))
        assert row.number in text and "领取以后才能看材料" in text
        browser = console.browser("auditor")
        assert browser.get(address(row.case, "do/take/")).status_code == 403

    @pytest.mark.parametrize("role", ["clerk", "finance", "admin"])
    def test_nobody_else(self, row, console, role):
        assert console.browser(role).get(address(row.case)).status_code == 403


class TestViewer:
    def test_turns_zooms_and_inverts_by_address_alone(self, row, reviewer):
        take(reviewer, row.case)
        page = reviewer.get(
            address(row.case) + "?page=2&zoom=150&turn=90&invert=1&contrast=1"
        ).content.decode()
        assert 'class="rv-picture rv-zoom-150 rv-invert rv-contrast"' in page
        assert 'viewBox="0 0 1600 1200"' in page and "rotate(90)" in page
        assert desk.papers(row)[1].ref in page.split("<svg")[1]

    def test_puts_two_pages_side_by_side(self, row, reviewer):
        take(reviewer, row.case)
        page = reviewer.get(address(row.case) + "?page=1&side=2").content.decode()
        assert page.count("data-picture><image") == 2 and "has-side" in page

    @pytest.mark.parametrize(
        "query", ["page=99", "zoom=7", "turn=1", "side=x", "page=-1", "zoom=９０"]
    )
    def test_takes_nothing_strange(self, row, reviewer, query):
        take(reviewer, row.case)
        page = reviewer.get(address(row.case) + f"?{query}").content.decode()
        assert "rv-zoom-100" in page and 'viewBox="0 0 1200 1600"' in page


class TestCost:
    def ask(self, browser, case) -> list[str]:
        browser.get(address(case))
        with CaptureQueriesContext(connection) as ran:
            assert browser.get(address(case)).status_code == 200
        return [
            one["sql"]
            for one in ran
            if not any(f"{name}" in one["sql"].split(" WHERE ")[0] for name in ABOUT_THE_READER)
        ]

    def test_is_at_most_twelve_queries_whatever_lies_in_it(self, row, reviewer):
        RegionFactory()
        take(reviewer, row.case)
        few = self.ask(reviewer, row.case)
        for number in range(3, 9):
            desk.add_paper(row, page=number)
        for code in ("IDENTITY", "PAGES", "PICTURES", "PLACES", "NOTICE"):
            row.findings.create(round=row.round, code=code, outcome="OK", at=row.case.opened_at)
        many = self.ask(reviewer, row.case)
        assert len(many) == len(few), "\n".join(many)
        assert len(many) <= 12, "\n".join(sql[:150] for sql in many)


def test_helpers_name_every_line_of_the_checklist():
    from family.data import checklist

    assert [one.code for one in checklist.for_request(needs_consent=False)] == case_page.CHECKS
