"""The page of statistics: own numbers first, a table under each chart, everybody's for leads."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.review import stats_charts
from yibao.kernel import clock

from .scene import decided, drawn, say

pytestmark = pytest.mark.django_db
STATS = "/admin/review/stats/"
SLUGS = ("arrivals", "ages", "median", "promises", "first-pass", "reasons", "places")


def said(answer) -> str:
    return answer.content.decode()


def table(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def worked(desk, console):
    """The reviewer decided one case, a colleague another."""
    for officer in (console.user("reviewer"), desk.officer()):
        case = desk.case()
        cases.take(by=officer, ref=case.ref)
        cases.approve(by=officer, ref=case.ref)
    return desk


class TestPage:
    def test_shows_own_numbers_before_those_of_the_desk(self, worked, console):
        page = said(console.browser("reviewer").get(STATS))
        assert page.index("我的结论") < page.index("新来和办结")
        assert "通过 1，补正 0，不通过 0" in page

    def test_puts_a_table_and_a_file_under_every_chart(self, worked, console):
        page = said(console.browser("reviewer").get(STATS))
        for slug in SLUGS:
            part = page[page.index(f'id="chart-{slug}"') :]
            part = part[: part.index("</section>")]
            assert f"{STATS}{slug}.csv?days=30" in part
        assert page.count('role="img"') >= 4
        assert page.count("<desc>") == page.count('role="img"')

    def test_names_colleagues_to_the_lead_only(self, worked, console):
        other = worked.officer()
        case = worked.case()
        cases.take(by=other, ref=case.ref)
        assert other.username not in said(console.browser("reviewer").get(STATS))
        page = said(console.browser("lead").get(STATS))
        assert other.username in page and "每位审核员" in page

    def test_says_a_dash_where_there_is_nothing(self, console):
        page = said(console.browser("reviewer").get(STATS))
        assert "—　这段时间没有数据。" in page
        assert 'class="yc-chart"' not in page
        assert re.search(r'我的结论</span><span class="yc-card__value">—', page)

    @pytest.mark.parametrize("days", ["7", "30", "90", "5", "x", ""])
    def test_knows_its_ranges(self, worked, console, days):
        answer = console.browser("reviewer").get(f"{STATS}?days={days}")
        chosen = days if days in ("7", "30", "90") else "30"
        assert f'href="?days={chosen}" aria-current="page"' in said(answer)

    def test_costs_the_same_for_few_and_many(self, worked, console):
        browser = console.browser("lead")
        browser.get(STATS)
        costs = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                browser.get(STATS)
            costs.append(len(seen))
            for _ in range(5):
                officer, case = worked.officer(), worked.case()
                cases.take(by=officer, ref=case.ref)
                cases.approve(by=officer, ref=case.ref)
        assert costs[0] == costs[1]

    def test_tells_an_officer_how_far_others_agree(self, desk, console):
        mine = decided(desk, console.user("reviewer"))
        say(desk.officer(), drawn(mine), "APPROVE")
        page = said(console.browser("reviewer").get(STATS))
        assert "抽检 1 件，一致 1 件，件数少，只供参考" in page


class TestFile:
    @pytest.mark.parametrize("slug", SLUGS)
    def test_holds_the_table(self, worked, console, slug):
        answer = console.browser("reviewer").get(f"{STATS}{slug}.csv?days=7")
        rows = table(answer)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert all(len(row) == len(rows[0]) for row in rows)
        if slug == "arrivals":
            assert rows[-1][1:] == ["2", "2"]
        assert AuditEvent.objects.filter(verb="cases.stats.exported", data__table=slug).exists()

    def test_of_officers_is_the_lead_s(self, worked, console):
        path = reverse("review:stats-csv", args=["officers"])
        assert console.browser("reviewer").get(path).status_code == 404
        assert len(table(console.browser("lead").get(path))) == 3
        assert console.browser("lead").get(f"{STATS}nothing.csv").status_code == 404

    def test_runs_no_formula(self, worked, console):
        user = console.user("reviewer")
        type(user).objects.filter(pk=user.pk).update(display_name="=1+1")
        rows = table(console.browser("lead").get(reverse("review:stats-csv", args=["officers"])))
        assert not any(cell.startswith("=") for row in rows for cell in row)


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(0, "0 秒"), (59, "59 秒"), (60, "1 分"), (250, "4 分 10 秒"), (3600, "1 小时"),
         (3 * 3600 + 1200, "3 小时 20 分"), (86400 * 2 + 4 * 3600, "2 天 4 小时")],
    )  # fmt: skip
    def test_say_a_time_in_two_parts(self, seconds, words):
        assert stats_charts.duration(timedelta(seconds=seconds)) == words

    def test_say_a_dash_for_nothing(self):
        assert (stats_charts.duration(None), stats_charts.percent(0, 0)) == ("—", "—")
        assert stats_charts.percent(2, 3) == "67%"

    def test_name_the_range(self, worked, console):
        with time_machine.travel(clock.now() + timedelta(days=3)):
            page = said(console.browser("lead").get(f"{STATS}?days=7"))
        assert "近 7 天" in page
