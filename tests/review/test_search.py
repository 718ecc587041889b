"""Looking a case up: a person only with a reason, nothing beyond the own cases (T94)."""

import pytest

from tests.factories import queue as some
from tests.factories import reviews as desk
from tests.factories.accounts import PersonFactory
from tests.factories.vouchers import make_holder
from yibao.audit.models import AuditEvent
from yibao.cases.models import Case

pytestmark = pytest.mark.django_db
SEARCH = "/admin/review/search/"


@pytest.fixture
def browser(console):
    return console.browser("reviewer")


@pytest.fixture
def request_row(holder, child):
    return desk.in_review(holder.person, child)


def find(browser, text, why="ASKED"):
    return browser.post(SEARCH, {"text": text, "why": why})


def rows(answer) -> list[str]:
    found = answer.context["found"]
    return [row.case.ref for row in found.rows]


class TestNumber:
    def test_of_a_request_leads_to_its_case(self, browser, request_row):
        for text in (request_row.number, request_row.number[-6:], request_row.case.ref):
            answer = browser.post(SEARCH, {"text": f" {text} "})
            assert answer.url == f"/admin/review/case/{request_row.case.ref}/"

    def test_finds_any_type_of_case(self, tenant, browser):
        case = some.open_case(tenant)
        assert browser.post(SEARCH, {"text": case.ref}).url.endswith(f"{case.ref}/")

    @pytest.mark.parametrize("text", ["QH2026", "' OR 1=1 --", "%", "A" * 60, "王小宝"])
    def test_that_is_not_whole_finds_nothing(self, browser, request_row, text):
        assert "没有查到" in find(browser, text).content.decode()


class TestPerson:
    def test_is_found_by_name_and_last_four_of_the_number(self, browser, request_row, child):
        assert rows(find(browser, f"{child.name} {child.certno[-4:]}")) == [request_row.case.ref]
        assert rows(find(browser, f"{child.name} 9999")) == []
        assert rows(find(browser, f"王大宝 {child.certno[-4:]}")) == []

    def test_is_found_by_name_and_last_four_of_the_telephone(self, browser, request_row, holder):
        text = f"{holder.person.name} {holder.phone[-4:]}"
        assert rows(find(browser, text)) == [request_row.case.ref]

    def test_is_found_in_every_type_of_case_that_was_asked_for(self, tenant, browser):
        user = make_holder(tenant)
        case = some.open_case(tenant, applicant=user)
        text = f"{user.person.name} {user.person.certno[-4:]}"
        assert rows(find(browser, text)) == [case.ref]

    def test_needs_a_reason_before_anything_is_looked_up(self, browser, request_row, child):
        text = f"{child.name} {child.certno[-4:]}"
        answer = browser.post(SEARCH, {"text": text})
        assert "请先选择为什么查" in answer.content.decode()
        assert not answer.context["found"].rows
        assert "请选择为什么查这个人" in find(browser, text, why="").content.decode()
        assert not AuditEvent.objects.filter(verb="cases.case.searched").exists()

    def test_stays_masked_in_what_was_found(self, browser, request_row, child, holder):
        page = find(browser, f"{child.name} {child.certno[-4:]}").content.decode()
        page = page.replace(f'value="{child.name} {child.certno[-4:]}"', "")
        assert child.name not in page
        assert child.certno not in page
        assert holder.person.name not in page

    def test_leaves_rows_that_hold_nothing_typed(self, browser, request_row, child):
        find(browser, f"{child.name} {child.certno[-4:]}")
        row = AuditEvent.objects.get(verb="cases.case.searched")
        assert row.data == {"kind": "person", "found": 1, "why": "ASKED"}
        of_case = AuditEvent.objects.get(verb="cases.case.found")
        assert of_case.subject.endswith(str(request_row.case.pk))
        of_person = AuditEvent.objects.get(verb="accounts.person.found")
        assert of_person.subject == f"accounts.person:{child.pk}"

    def test_never_gets_into_an_address_t07(self, browser, request_row, child):
        answer = browser.get(SEARCH, {"text": f"{child.name} {child.certno[-4:]}", "why": "ASKED"})
        assert answer.context["found"] is None


class TestReach:
    def test_ends_at_the_own_district(self, browser, request_row):
        Case.objects.filter(pk=request_row.case.pk).update(region_code="110100")
        assert "没有查到" in find(browser, request_row.number).content.decode()

    def test_ends_at_own_and_kin_s_matters_t32(self, console, browser, request_row, child):
        desk.declare(console.user("reviewer"), child.certno)
        text = f"{child.name} {child.certno[-4:]}"
        assert rows(find(browser, text)) == []
        assert "没有查到" in find(browser, request_row.number).content.decode()

    def test_ends_at_another_tenant(self, tenant, browser):
        stranger = PersonFactory()
        assert rows(find(browser, f"{stranger.name} {stranger.certno[-4:]}")) == []


class TestBox:
    def test_stands_on_every_page_and_says_its_key(self, browser):
        text = browser.get("/admin/review/queue/").content.decode()
        assert 'aria-keyshortcuts="Control+K"' in text
        assert 'action="/admin/review/search/"' in text
        assert "review-queue.js" in text
