"""People and load: what everybody holds, what is late, who is away, what was passed by (row 40)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import queue as some
from tests.factories import reviews as desk_of
from yibao.audit.models import AuditEvent
from yibao.cases import duty
from yibao.cases import services as cases
from yibao.cases.desk import hands as desk
from yibao.cases.desk import profiles, taking
from yibao.cases.desk_errors import AwayDatesWrong
from yibao.cases.queues import tabs as queues
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
STAFF = "/admin/review/staff/"
TODAY = clock.today


@pytest.fixture
def officer(console):
    return console.user("reviewer")


@pytest.fixture
def lead(console):
    return console.user("lead")


@pytest.fixture
def browser(console, lead):
    return console.browser("lead")


def load_of(lead, officer):
    board = desk.board(queues.Reader.now(lead))
    return next(one for one in board if one.staff == officer)


class TestBoard:
    def test_says_what_everybody_holds_and_how_late(self, tenant, lead, officer):
        late, fine, given = (
            some.open_case(tenant, due_in=timedelta(hours=hours)) for hours in (-1, 99, 99)
        )
        cases.take(by=officer, ref=late.ref)
        cases.take(by=officer, ref=fine.ref)
        taking.assign(by=lead, ref=given.ref, to=officer)
        one = load_of(lead, officer)
        assert (one.held, one.late, one.kept) == (2, 1, 1)

    def test_counts_what_was_done(self, tenant, lead, officer):
        case = some.open_case(tenant)
        cases.take(by=officer, ref=case.ref)
        cases.approve(by=officer, ref=case.ref, note="属实")
        one = load_of(lead, officer)
        assert (one.held, one.today, one.week) == (0, 1, 1)

    def test_costs_the_same_for_few_and_many(self, tenant, browser, officer):
        browser.get(STAFF)
        few = self.statements(browser)
        for case in some.many(tenant, 6):
            cases.take(by=officer, ref=case.ref)
        for _ in range(3):
            desk_of.make_officer(tenant)
        assert self.statements(browser) == few

    def statements(self, browser) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(STAFF).status_code == 200
        return len(seen)

    def test_is_the_lead_s_alone(self, console, officer):
        for path in (STAFF, f"{STAFF}{officer.pk}/"):
            assert console.browser("reviewer").get(path).status_code == 403


class TestMissed:
    def test_lists_the_oldest_first_to_be_given_out(self, tenant, browser):
        newer = some.open_case(tenant, due_in=timedelta(hours=-1))
        older = some.open_case(tenant, due_in=timedelta(days=-3))
        some.open_case(tenant)
        rows = browser.get(STAFF).context["missed"]
        assert [row.case.ref for row in rows] == [older.ref, newer.ref]
        assert "超期的事项（2）" in browser.get(STAFF).content.decode()


class TestSkipped:
    def test_is_listed_with_its_reason(self, tenant, browser, officer):
        case = some.open_case(tenant)
        taking.skip(by=officer, ref=case.ref, why="OTHER", note="照片太暗看不清")
        text = browser.get(STAFF).content.decode()
        assert "照片太暗看不清" in text and case.ref in text


class TestArrangement:
    def test_is_kept_with_a_row(self, browser, officer):
        day = TODAY()
        said = {
            "queues": ["family", "risk"],
            "away_from": day.isoformat(),
            "away_until": (day + timedelta(days=3)).isoformat(),
        }
        page = browser.post(f"{STAFF}{officer.pk}/", said, follow=True).content.decode()
        assert "已保存" in page and "不在岗" in page
        profile = duty.profile_of(officer)
        assert profile.queues == ["family", "risk"]
        assert duty.is_away(profile, day)
        verbs = AuditEvent.objects.values_list("verb", flat=True)
        assert {"cases.staff.queues_set", "cases.staff.away_set"} <= set(verbs)

    def test_of_every_queue_is_none(self, lead, officer):
        assert profiles.set_queues(by=lead, staff=officer, codes=queues.QUEUES).queues == []
        assert profiles.set_queues(by=lead, staff=officer, codes=["x", "risk"]).queues == ["risk"]

    @pytest.mark.parametrize(
        ("since", "until"),
        [(None, date(2099, 1, 1)), (date(2099, 1, 2), date(2099, 1, 1)), (date(2020, 1, 1),) * 2],
    )
    def test_refuses_dates_that_cannot_be(self, lead, officer, since, until):
        with pytest.raises(AwayDatesWrong):
            profiles.set_away(by=lead, staff=officer, since=since, until=until)

    def test_may_have_no_end(self, lead, officer):
        row = profiles.set_away(by=lead, staff=officer, since=TODAY(), until=None)
        assert duty.is_away(row, date(2099, 1, 1))

    def test_says_on_the_page_what_is_wrong(self, browser, officer):
        said = {"away_until": "2020-01-01"}
        page = browser.post(f"{STAFF}{officer.pk}/", said).content.decode()
        assert "结束日期不能早于" in page


class TestOne:
    def test_shows_the_desk_to_give_on(self, tenant, browser, officer):
        case = some.open_case(tenant)
        cases.take(by=officer, ref=case.ref)
        page = browser.get(f"{STAFF}{officer.pk}/").content.decode()
        assert f'value="{case.ref}"' in page and "手上的（1）" in page

    def test_is_nobody_who_does_not_review(self, console, browser):
        assert browser.get(f"{STAFF}{console.user('clerk').pk}/").status_code == 404
