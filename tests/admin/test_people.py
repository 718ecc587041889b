"""People: masked by default, full numbers for a reason, every look recorded (T94, settled 29)."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Person
from tests.admin.conftest import opened
from tests.factories.glass import ten_minutes_pass
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
FIND = "/admin/accounts/person/find/"
WHY = {"reason": "来电核对参保"}


def page_of(city) -> str:
    """Address of the person's page."""
    return f"/admin/accounts/person/{city.who.person.pk}/change/"


def secrets_of(city) -> list[str]:
    """What must not be read without a reason."""
    person = city.who.person
    return [person.name, person.certno, person.card_no, city.who.user.phone]


class TestMask:
    @pytest.mark.parametrize("role", ["reviewer", "lead", "clerk", "auditor", "root"])
    def test_covers_lists_and_pages(self, city, console, role):
        browser = console.browser(role)
        opened(browser, city.who.person)
        for path in (
            "/admin/accounts/person/",
            "/admin/accounts/enrolment/",
            "/admin/vouchers/voucher/",
            "/admin/vouchers/scan/",
            "/admin/settlement/settlement/",
            f"/admin/settlement/settlement/{city.bill.pk}/change/",
            page_of(city),
        ):
            text = browser.get(path).content.decode()
            assert not [one for one in secrets_of(city) if one in text], path

    def test_page_shows_what_other_apps_know(self, city, console):
        text = opened(console.browser("root"), city.who.person)
        for word in ("参保关系", "医保码", "最近扫码", "最近结算", "账户余额", "家庭共济"):
            assert word in text
        assert city.bill.setl_id in text

    def test_page_shows_only_what_the_role_may_see(self, city, console):
        text = opened(console.browser("clerk"), city.who.person)
        assert "账户余额" not in text

    def test_opening_a_page_is_recorded(self, city, console):
        opened(console.browser("clerk"), city.who.person)
        event = AuditEvent.objects.get(verb="accounts.person.viewed")
        assert event.actor == f"user:{console.user('clerk').pk}"
        assert event.subject == f"accounts.person:{city.who.person.pk}"


class TestLink:
    """An address alone opens nobody (T94)."""

    @pytest.mark.parametrize("role", ["reviewer", "lead", "clerk", "auditor", "root"])
    def test_asks_why_and_shows_nothing_before(self, city, console, role):
        person, browser = city.who.person, console.browser(role)
        page = browser.get(page_of(city)).content.decode()
        assert "请先写明原因" in page
        assert person.masked_name not in page and person.masked_certno not in page
        assert not AuditEvent.objects.filter(verb="accounts.person.viewed").exists()

    def test_wants_words(self, city, console):
        browser = console.browser("clerk")
        for reason in ("", "x", " \x00 "):
            answer = browser.post(page_of(city), {"reason": reason})
            assert answer.status_code == 422
        assert not AuditEvent.objects.filter(verb="accounts.person.found").exists()

    def test_opens_for_half_an_hour_and_the_person_reads_it(self, city, console):
        browser, person = console.browser("clerk"), city.who.person
        assert person.masked_certno in opened(browser, person)
        found = AuditEvent.objects.get(verb="accounts.person.found")
        assert found.data == {"kind": "link", **WHY}
        assert AuditEvent.objects.get(verb="accounts.person.viewed").data == WHY
        with time_machine.travel(clock.now() + timedelta(minutes=31)):
            later = console.browser("clerk").get(page_of(city)).content.decode()
        assert "请先写明原因" in later

    def test_opens_nobody_else_and_for_nobody_else(self, city, console):
        from tests.factories import world

        other = world.insured(city.tenant).person
        opened(console.browser("clerk"), city.who.person)
        asked = console.browser("clerk").get(f"/admin/accounts/person/{other.pk}/change/")
        assert "请先写明原因" in asked.content.decode()
        colleague = console.browser("lead").get(page_of(city)).content.decode()
        assert "请先写明原因" in colleague

    def test_says_nothing_to_who_may_not_see_people(self, city, console):
        browser = console.browser("finance")
        assert browser.post(page_of(city), WHY).status_code == 403
        assert browser.get("/admin/accounts/person/x/change/").status_code in (302, 403)
        assert not AuditEvent.objects.filter(verb="accounts.person.found").exists()


class TestUnmask:
    def unmask(self, city, browser, reason="核对证件"):
        path = f"/admin/accounts/person/{city.who.person.pk}/do/unmask/"
        return browser.post(path, {"reason": reason})

    def test_needs_a_reason(self, city, console):
        browser = console.browser("reviewer")
        assert "请写明原因" in self.unmask(city, browser, "").content.decode()
        assert city.who.person.certno not in browser.get(page_of(city)).content.decode()
        assert not AuditEvent.objects.filter(verb="accounts.person.unmasked").exists()

    def test_shows_this_person_for_ten_minutes_and_is_recorded(self, city, console, as_owner):
        browser = console.browser("reviewer")
        assert self.unmask(city, browser).status_code == 302
        text = browser.get(page_of(city)).content.decode()
        assert [one for one in secrets_of(city) if one not in text] == []
        event = AuditEvent.objects.get(verb="accounts.person.unmasked")
        assert event.data == {"reason": "核对证件"}
        assert AuditEvent.objects.filter(verb="audit.glass.shown").count() == 1
        ten_minutes_pass(as_owner)
        assert city.who.person.certno not in browser.get(page_of(city)).content.decode()

    def test_ends_with_the_login(self, city, console):
        browser = console.browser("reviewer")
        self.unmask(city, browser)
        browser.post("/admin/logout/")
        again = console.browser("reviewer")
        assert city.who.person.certno not in again.get(page_of(city)).content.decode()

    def test_opens_nobody_else(self, city, console):
        from tests.factories import world

        browser = console.browser("reviewer")
        self.unmask(city, browser)
        other = world.insured(city.tenant)
        path = f"/admin/accounts/person/{other.person.pk}/change/"
        assert other.person.certno not in browser.get(path).content.decode()

    def test_hides_numbers_that_stand_in_the_reason(self, city, console):
        self.unmask(city, console.browser("reviewer"), f"核对 {city.who.person.certno}")
        event = AuditEvent.objects.get(verb="accounts.person.unmasked")
        assert city.who.person.certno not in str(event.data)

    @pytest.mark.parametrize("role", ["clerk", "auditor"])
    def test_is_refused_to_others(self, city, console, role):
        assert self.unmask(city, console.browser(role)).status_code == 403


class TestFind:
    def test_finds_by_whole_numbers(self, city, console):
        browser, person = console.browser("clerk"), city.who.person
        tail = person.certno[-4:]
        for text, kind in (
            (person.psn_no, "psn_no"),
            (person.certno, "certno"),
            (city.who.user.phone, "phone"),
            (person.card_no, "card"),
            (f"{person.name} {tail}", "name_and_tail"),
        ):
            answer = browser.post(FIND, {"text": text, **WHY})
            assert answer.headers["Location"] == page_of(city), kind
            event = AuditEvent.objects.filter(verb="accounts.person.searched").latest("at")
            assert event.data == {"kind": kind, "found": 1, **WHY}

    def test_finds_nobody_by_half_a_number_or_a_name_alone(self, city, console):
        browser, person = console.browser("clerk"), city.who.person
        for text in (person.name, person.certno[:10], person.certno[-4:], "%", ""):
            answer = browser.post(FIND, {"text": text, **WHY})
            assert answer.status_code == 200
            assert "没有查到" in answer.content.decode()

    def test_records_no_value(self, city, console):
        console.browser("clerk").post(FIND, {"text": city.who.person.certno, **WHY})
        rows = AuditEvent.objects.filter(verb="accounts.person.searched")
        assert rows.count() == 1
        assert city.who.person.certno not in str(rows.values_list("data", flat=True))

    def test_an_address_searches_nobody(self, city, console):
        browser, person = console.browser("clerk"), city.who.person
        for typed in (person.psn_no, person.certno):
            page = browser.get("/admin/accounts/person/", {"q": typed}).content.decode()
            assert 'id="person-find"' in page and f"{person.pk}/change/" not in page
        assert browser.get("/admin/accounts/person/", {"psn_no": person.psn_no}).status_code == 400
        assert not AuditEvent.objects.filter(verb="accounts.person.searched").exists()

    @pytest.mark.parametrize("text", ["certno", "psn_no", "nobody"])
    def test_wants_a_reason_and_says_nothing_without_t94(self, city, console, text):
        """Whether there is anybody or not: the same answer, and a row in the log."""
        typed = getattr(city.who.person, text, "510600190001011234")
        page = console.browser("reviewer").post(FIND, {"text": typed}).content.decode()
        assert "请写明原因" in page and city.who.person.psn_no not in page.replace(typed, "")
        assert not AuditEvent.objects.filter(verb="accounts.person.found").exists()
        event = AuditEvent.objects.get(verb="accounts.person.searched")
        assert event.data["refused"] == "reason"

    def test_needs_none_for_people_of_a_case_in_hand_t94(self, city, console):
        case = cases.open_case(
            by=None, tenant_id=city.tenant.pk, case_type="report", summary="举报",
            subject=str(city.who.person.pk),
        )  # fmt: skip
        reviewer, browser = console.user("reviewer"), console.browser("reviewer")
        cases.take(by=reviewer, ref=case.ref)
        found = browser.post(FIND, {"text": city.who.person.certno})
        assert found.headers["Location"] == page_of(city)
        browser.get(page_of(city))
        viewed = AuditEvent.objects.get(verb="accounts.person.viewed")
        assert viewed.data == {"case": case.ref}
        assert city.who.person.certno not in browser.get(page_of(city)).content.decode()

    def test_explains_the_page_that_is_opened_next(self, city, console):
        browser = console.browser("clerk")
        browser.get(page_of(city))
        browser.post(FIND, {"text": city.who.person.psn_no, **WHY})
        browser.get(page_of(city))
        views = AuditEvent.objects.filter(verb="accounts.person.viewed").order_by("at")
        assert [one.data for one in views] == [WHY]

    def test_is_refused_without_the_right(self, city, console):
        assert console.browser("auditor").post(FIND, {"text": "1"}).status_code == 403
        assert Person.objects.count() >= 1
