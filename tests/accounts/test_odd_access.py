"""The daily list of odd looking, and its inbox (T94)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.errors import OddAccessNoted, OddAccessNoteMissing, OddAccessOwn
from accounts.models import OddAccess
from accounts.rules import odd_access as rules
from accounts.services import looking, odd_access
from accounts.tasks import find_odd_access
from tests.admin.conftest import console  # noqa: F401 — the fixture
from tests.factories import reviews as desk
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def look(number=1, **more) -> rules.Look:
    facts = {"staff": "a", "subject": f"p:{number}", "at": NOON, "index": f"i{number}"}
    return rules.Look(**facts | {"has_reason": True, "is_page": True} | more)


def kinds(looks, **officer) -> dict[str, int]:
    return {one.kind: one.count for one in rules.find(looks, {"a": rules.Officer(**officer)})}


class TestRules:
    def test_find_nothing_in_a_day_s_work(self):
        work = [look(n, district="510603") for n in range(rules.MANY - 1)]
        assert kinds(work, areas=frozenset({"510600"})) == {}

    def test_count_people_not_pages(self):
        assert kinds([look(1)] * 500) == {}
        assert kinds([look(n) for n in range(rules.MANY)]) == {"MANY": rules.MANY}

    def test_know_oneself_and_kin(self):
        found = kinds([look(1), look(2), look(2)], own=frozenset({"i1"}), kin=frozenset({"i2"}))
        assert found == {"OWN": 1, "KIN": 2}

    @pytest.mark.parametrize(
        ("areas", "district", "has_case", "is_odd"),
        [
            ({"510603"}, "510603", False, False),
            ({"510600"}, "510681", False, False),
            ({"510603"}, "510681", False, True),
            ({"510603"}, "510681", True, False),
            (set(), "510681", False, False),
            ({"510603"}, "", False, False),
        ],
    )
    def test_know_the_own_districts(self, areas, district, has_case, is_odd):
        found = kinds([look(district=district, has_case=has_case)], areas=frozenset(areas))
        assert ("AREA" in found) is is_odd

    @pytest.mark.parametrize(
        ("hour", "is_odd"),
        [("21:59", False), ("22:00", True), ("05:59", True), ("06:00", False)],
    )
    def test_know_the_night_of_shanghai(self, hour, is_odd):
        at = datetime.fromisoformat(f"2026-03-04T{hour}:00+08:00").astimezone(UTC)
        assert ("NIGHT" in kinds([look(at=at)])) is is_odd

    def test_ask_after_a_cause(self):
        without = [look(n, has_reason=False) for n in range(rules.NO_CAUSE)]
        assert kinds(without) == {"CAUSE": rules.NO_CAUSE}
        assert kinds([look(n, has_reason=False, has_case=True) for n in range(9)]) == {}
        assert kinds(without[1:]) == {}


@pytest.mark.django_db
class TestDay:
    @pytest.fixture
    def reviewer(self, console):  # noqa: F811
        return console.user("reviewer")

    def test_writes_each_line_once(self, tenant, reviewer):
        person = world.insured(tenant).person
        desk.declare(reviewer, person.certno)
        looking.note_view(by=reviewer, person=person)
        today = clock.today()
        assert odd_access.find_day(by=None, day=today) >= 1
        looking.note_view(by=reviewer, person=person)
        odd_access.find_day(by=None, day=today)
        row = OddAccess.objects.get(kind="KIN")
        assert (row.staff, row.day, row.count) == (reviewer, today, 2)
        assert row.subjects == [f"accounts.person:{person.pk}"]

    def test_hears_of_searches_and_never_of_citizens(self, tenant, reviewer):
        who = world.insured(tenant)
        desk.declare(reviewer, own=who.person.certno)
        looking.find(by=reviewer, tenant=tenant, text=who.person.psn_no, reason="核对参保")
        looking.note_view(by=who.user, person=who.person)
        odd_access.find_day(by=None, day=clock.today())
        row = OddAccess.objects.get(kind="OWN")
        assert (row.staff, row.count) == (reviewer, 1)

    def test_of_yesterday_is_counted_in_the_morning(self, tenant, reviewer, monkeypatch):
        days = []
        monkeypatch.setattr(odd_access, "find_day", lambda *, by, day: days.append(day))
        find_odd_access()
        assert days[0] == clock.today() - timedelta(days=1)

    def test_stays_empty_without_looks(self, db):
        assert odd_access.find_day(by=None, day=date(2020, 1, 1)) == 0


@pytest.mark.django_db
class TestInbox:
    @pytest.fixture
    def row(self, tenant, console):  # noqa: F811
        person = world.insured(tenant).person
        reviewer = desk.declare(console.user("reviewer"), person.certno)
        looking.note_view(by=reviewer, person=person)
        odd_access.find_day(by=None, day=clock.today())
        return OddAccess.objects.get(kind="KIN")

    def test_shows_the_looks_masked_to_leads_and_auditors(self, row, console):  # noqa: F811
        for role in ("lead", "auditor"):
            browser = console.browser(role)
            page = browser.get(f"/admin/accounts/oddaccess/{row.pk}/change/").content.decode()
            assert "查看亲属" in page and "打开资料页" in page
            assert "待核对的异常查看" in browser.get("/admin/").content.decode()

    def test_takes_a_lead_s_word_once(self, row, console):  # noqa: F811
        browser, path = console.browser("lead"), f"/admin/accounts/oddaccess/{row.pk}/do/note/"
        assert "请选择" in browser.post(path, {}).content.decode()
        said = {"is_in_order": "no", "note": ""}
        assert "写明哪里不符合" in browser.post(path, said, follow=True).content.decode()
        browser.post(path, {**said, "note": "私事"})
        row.refresh_from_db()
        assert (row.is_in_order, row.note) == (False, "私事")
        with pytest.raises(OddAccessNoted):
            odd_access.note(by=console.user("lead"), row_id=row.pk, is_in_order=True)
        odd_access.find_day(by=None, day=row.day)
        assert AuditEvent.objects.filter(verb="accounts.odd_access.noted").count() == 1

    def test_takes_no_word_of_the_one_concerned(self, row):
        with pytest.raises(OddAccessOwn):
            odd_access.note(by=row.staff, row_id=row.pk, is_in_order=True)

    def test_wants_words_where_it_was_wrong(self, row, console):  # noqa: F811
        with pytest.raises(OddAccessNoteMissing):
            odd_access.note(by=console.user("lead"), row_id=row.pk, is_in_order=False)
