"""The page 临时提权: open and past sessions, ending, the lead's word; originals behind it (T94)."""

import pytest

from tests.factories.glass import days_pass, ten_minutes_pass
from yibao.audit import glass
from yibao.audit.models import AuditEvent, GlassSession

pytestmark = pytest.mark.django_db
LIST = "/admin/break-glass/"


@pytest.fixture
def session(console, person):
    console.browser("reviewer")
    return glass.open_session(
        by=console.user("reviewer"), subject=person, kind=glass.Kind.FULL_NUMBER, reason="核对证件"
    )


def read(browser, path=LIST) -> str:
    return browser.get(path).content.decode()


class TestList:
    def test_shows_officers_their_own_and_leads_and_auditors_all(self, console, session):
        other = console.user("lead")
        glass.open_session(by=other, subject=session.subject, kind=session.kind, reason="抽查一下")
        assert "抽查一下" not in read(signed(console, "reviewer"))
        assert "核对证件" in read(signed(console, "reviewer"))
        for role in ("auditor", "lead"):
            page = read(console.browser(role))
            assert "核对证件" in page and "抽查一下" in page

    def test_names_nobody_in_full(self, console, session, person):
        for path in (LIST, f"{LIST}{session.pk}/"):
            page = read(console.browser("auditor"), path)
            assert person.name not in page and person.certno not in page

    @pytest.mark.parametrize("tab", ["open", "waiting", "signed", "all", "nonsense"])
    def test_has_tabs(self, console, session, tab):
        page = read(console.browser("auditor"), f"{LIST}?tab={tab}")
        assert ("核对证件" in page) is (tab in ("open", "all", "nonsense"))

    def test_names_what_is_overdue_and_so_does_the_workbench(self, console, session, as_owner):
        days_pass(as_owner, 4)
        browser = console.browser("lead")
        assert "超过 3 天" in read(browser)
        assert "超过 3 天没复核" in read(browser, "/admin/")
        assert "超过 3 天" not in read(console.browser("auditor"), "/admin/")

    def test_of_another_s_session_is_not_there_for_officers(self, console, session, person):
        lead = console.user("lead")
        other = glass.open_session(
            by=lead, subject=person, kind=glass.Kind.FULL_NUMBER, reason="抽查一下"
        )
        browser = signed(console, "reviewer")
        assert browser.get(f"{LIST}{other.pk}/").status_code == 404
        assert browser.post(f"{LIST}{other.pk}/end/").status_code == 404


def signed(console, role):
    """A browser of somebody whose earlier windows have stayed open."""
    from tests.admin.conftest import signed_in

    rows = GlassSession.objects.filter(staff=console.user(role), ended_at=None)
    kept = list(rows.values_list("pk", flat=True))
    browser = signed_in(console.user(role))
    assert not kept or not rows.exists()  # a login ends them; the list still names them
    return browser


class TestEnding:
    def test_is_one_button(self, console, person):
        browser = console.browser("reviewer")
        browser.post(f"/admin/accounts/person/{person.pk}/do/unmask/", {"reason": "核对证件"})
        row = GlassSession.objects.get()
        page = f"/admin/accounts/person/{person.pk}/change/"
        assert person.certno in read(browser, page)
        assert "显示过</dt><dd>1 次" in read(browser, f"{LIST}{row.pk}/")
        browser.post(f"{LIST}{row.pk}/end/")
        assert person.certno not in read(browser, page)
        assert "等复核" in read(browser)


class TestOpening:
    def test_asks_why_and_leads_back(self, console, person):
        browser = console.browser("reviewer")
        path = f"{LIST}open/FULL_NUMBER/accounts.person:{person.pk}/?back=/admin/cases/case/"
        assert person.masked_name in read(browser, path)
        assert "请写明原因" in browser.post(path, {"reason": ""}).content.decode()
        assert browser.post(path, {"reason": "核对证件"}).url == "/admin/cases/case/"
        assert glass.is_open(console.user("reviewer"), person, glass.Kind.FULL_NUMBER)

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:1"])
    def test_never_leads_elsewhere(self, console, person, back):
        path = f"{LIST}open/FULL_NUMBER/accounts.person:{person.pk}/"
        said = {"reason": "核对证件", "back": back}
        assert console.browser("reviewer").post(path, said).url == LIST

    @pytest.mark.parametrize(
        "subject", ["accounts.person:x", "accounts.user:1", "family.document:1", "x"]
    )
    def test_of_something_unknown_is_not_there(self, console, subject):
        browser = console.browser("reviewer")
        assert browser.get(f"{LIST}open/FULL_NUMBER/{subject}/").status_code == 404
        assert browser.get(f"{LIST}open/NONSENSE/{subject}/").status_code == 404


class TestSigning:
    def test_is_done_on_the_page_with_words(self, console, session, as_owner):
        ten_minutes_pass(as_owner)
        browser, path = console.browser("lead"), f"{LIST}{session.pk}/"
        assert "提交复核" in read(browser, path)
        assert "请选择是否符合规定" in browser.post(f"{path}sign/", {}).content.decode()
        wrong = {"is_in_order": "no", "note": ""}
        assert "写明哪里不符合" in browser.post(f"{path}sign/", wrong).content.decode()
        browser.post(f"{path}sign/", {**wrong, "note": "手上没有这个人的事项"})
        page = read(browser, path)
        assert "不符合规定" in page and "手上没有这个人的事项" in page
        assert "提交复核" not in page
        assert AuditEvent.objects.get(verb="audit.glass.signed_off").data["in_order"] is False

    def test_is_not_offered_for_the_own_or_to_auditors(self, console, session, as_owner, person):
        lead = console.user("lead")
        own = glass.open_session(
            by=lead, subject=person, kind=glass.Kind.FULL_NUMBER, reason="抽查一下"
        )
        ten_minutes_pass(as_owner)
        assert "提交复核" not in read(console.browser("auditor"), f"{LIST}{session.pk}/")
        assert "提交复核" not in read(console.browser("lead"), f"{LIST}{own.pk}/")
        said = {"is_in_order": "yes", "note": ""}
        path = f"{LIST}{own.pk}/sign/"
        answer = console.browser("lead").post(path, said, follow=True)
        assert "要由另一位组长复核" in answer.content.decode()
