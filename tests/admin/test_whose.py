"""Every list of the console: rows of one person only for a reason, and with a trace (T94)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.models import Person
from tests.factories import world
from tests.factories.accounts import TenantFactory
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases

from .pages import base_of, registered

pytestmark = pytest.mark.django_db
WHY = {"reason": "来电核对记录"}
BILLS = base_of("settlement.settlement")


def of_people() -> list[str]:
    """The lists whose rows name people."""
    return [label for label in registered() if page_of(label).ways_to_people]


def page_of(label: str):
    """The registered page of a model."""
    return registered()[label]


def leads_to_person(page, lookup: str) -> bool:
    """Whether a look-up ends at a column of a person."""
    model = page.model
    for part in lookup.split("__")[:-1]:
        model = model._meta.get_field(part).related_model
    return model is Person


class TestEveryList:
    def test_knows_its_ways_to_people(self):
        """A look-up by any column of a person is one that wants a reason."""
        bare = [
            (label, lookup)
            for label in registered()
            for lookup in page_of(label).plain_search
            if leads_to_person(page_of(label), lookup)
        ]
        assert bare == []
        assert len(of_people()) >= 20

    def test_finds_nobody_by_an_address(self, city, console):
        browser, number = console.browser("root"), city.who.person.psn_no
        for label in registered():
            answer = browser.get(base_of(label), {"q": number})
            assert answer.status_code == 200, label
            if page_of(label).exact_search:
                assert answer.context["cl"].result_count == 0, label
        assert not AuditEvent.objects.filter(verb="accounts.person.found").exists()

    @pytest.mark.parametrize("name", ["find", "by key"])
    def test_asks_why_before_it_shows(self, city, console, name):
        browser, person = console.browser("root"), city.who.person
        for label in of_people():
            if name == "find":
                answer = browser.post(base_of(label), {"text": person.psn_no})
                assert (answer.status_code, "请写明原因" in answer.content.decode()) == (422, True)
            else:
                answer = browser.get(base_of(label), {"of": str(person.pk)})
                assert "为什么查这个人" in answer.content.decode(), label
            assert "cl" not in (answer.context or {}), label
        assert not AuditEvent.objects.filter(verb="accounts.person.viewed").exists()

    def test_shows_for_a_reason_and_writes_it_down(self, city, console):
        browser, person = console.browser("root"), city.who.person
        for label in of_people():
            answer = browser.post(base_of(label), {"text": person.psn_no, **WHY})
            where = answer.headers["Location"]
            assert parse_qs(urlsplit(where).query) == {"of": [str(person.pk)]}, label
            shown = browser.get(where)
            assert shown.status_code == 200 and "cl" in shown.context, label
        found = AuditEvent.objects.filter(verb="accounts.person.found")
        assert found.count() == len(of_people())
        assert {one.data["reason"] for one in found} == {WHY["reason"]}
        viewed = AuditEvent.objects.filter(verb="accounts.person.viewed")
        assert viewed.count() == len(of_people())

    def test_takes_no_column_of_its_reader_s_choice(self, city, console):
        """What the list does not offer to filter by is refused, not found in silence."""
        browser, person = console.browser("root"), city.who.person
        for label in of_people():
            for way in page_of(label).ways_to_people:
                for query in ({f"{way}__psn_no": person.psn_no}, {way: str(person.pk)}):
                    answer = browser.get(base_of(label), query)
                    assert answer.status_code == 400, (label, query)
        answer = browser.get(base_of("accounts.person"), {"psn_no__startswith": person.psn_no[:4]})
        assert answer.status_code == 400


class TestRowsOfOne:
    def test_are_that_person_s_alone(self, city, console):
        other = world.insured(city.tenant, balance="50.00")
        till = world.Till(world.institution(city.tenant))
        setl_id = till.bill(other, ("1", "XA01", "1", "10.00"))["setl_id"]
        browser = console.browser("finance")
        answer = browser.post(BILLS, {"text": other.person.psn_no, **WHY}, follow=True)
        page = answer.content.decode()
        assert setl_id in page and city.bill.setl_id not in page
        assert other.person.psn_no not in answer.request["QUERY_STRING"]

    def test_are_asked_for_once(self, city, console):
        """Half an hour of one reason serves every list."""
        browser, person = console.browser("finance"), city.who.person
        listed = f"{BILLS}?of={person.pk}"
        short = browser.post(listed, {"reason": "x"})
        assert short.status_code == 422
        assert browser.post(listed, WHY, follow=True).context["cl"].result_count >= 1
        visits = browser.get(base_of("settlement.visit"), {"of": str(person.pk)})
        assert "cl" in visits.context

    def test_need_no_reason_with_a_case_in_hand(self, city, console):
        case = cases.open_case(
            by=None, tenant_id=city.tenant.pk, case_type="report", summary="举报",
            subject=str(city.who.person.pk),
        )  # fmt: skip
        cases.take(by=console.user("reviewer"), ref=case.ref)
        browser = console.browser("reviewer")
        answer = browser.post(BILLS, {"text": city.who.person.psn_no}, follow=True)
        assert f"{city.bill.pk}/change/" in answer.content.decode()
        found = AuditEvent.objects.get(verb="accounts.person.found")
        assert found.data == {"kind": "psn_no", "case": case.ref}

    def test_of_another_tenant_are_nobody_s(self, city, console):
        stranger = world.insured(TenantFactory(code="other")).person
        browser = console.browser("finance")
        assert browser.get(BILLS, {"of": str(stranger.pk)}).status_code == 404
        said = browser.post(BILLS, {"text": stranger.psn_no, **WHY}, follow=True)
        assert "没有查到" in said.content.decode()
        for odd in ("x", "\x00", "1" * 90):
            assert browser.get(BILLS, {"of": odd}).status_code == 404

    def test_are_refused_without_the_right_to_the_list(self, city, console):
        browser = console.browser("admin")
        assert browser.post(BILLS, {"text": "1", **WHY}).status_code == 403
        assert not AuditEvent.objects.filter(verb="accounts.person.searched").exists()

    def test_links_of_the_person_page_carry_no_number(self, city, console):
        page = f"/admin/accounts/person/{city.who.person.pk}/change/"
        text = console.browser("root").post(page, WHY, follow=True).content.decode()
        for label in ("settlement.settlement", "vouchers.scan"):
            assert f"{base_of(label)}?of={city.who.person.pk}" in text
        assert f"={city.who.person.psn_no}" not in text

    def test_are_not_needed_for_the_number_of_a_bill(self, city, console):
        answer = console.browser("finance").post(BILLS, {"text": city.bill.setl_id})
        assert answer.headers["Location"] == f"{BILLS}?q={city.bill.setl_id}"
        assert not AuditEvent.objects.filter(verb="accounts.person.searched").exists()
