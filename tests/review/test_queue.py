"""Queues of officers: whose cases, in which tab, in which order, page by page (feature 30)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import family as make
from tests.factories import queue as some
from tests.factories import reviews as desk
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.desk import drafts, taking
from yibao.cases.models import Case, SavedView
from yibao.cases.queues import counts, listing
from yibao.kernel.models import Tenant

pytestmark = pytest.mark.django_db
QUEUE = "/admin/review/queue/"


@pytest.fixture
def officer(console):
    return console.user("reviewer")


@pytest.fixture
def browser(console, officer):
    return console.browser("reviewer")


@pytest.fixture
def lead(console):
    return console.browser("lead")


def text_of(browser, **query) -> str:
    """The page as it is read."""
    answer = browser.get(QUEUE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def refs(browser, **query) -> list[str]:
    """Case numbers in the order of the page."""
    page = browser.get(QUEUE, query).context["page"]
    return [row.case.ref for row in page.rows]


class TestWhoseCases:
    def test_are_those_of_the_own_districts_settled_18(self, tenant, browser, holder, child):
        near = desk.in_review(holder.person, child)
        Case.objects.filter(pk=near.case_id).update(region_code="110100")
        here = some.open_case(tenant)
        assert refs(browser) == [here.ref]

    def test_are_never_own_or_kin_s_t32(self, tenant, console, browser, holder, child):
        request = desk.in_review(holder.person, child)
        assert refs(browser) == [desk.fresh(request).case.ref]
        desk.declare(console.user("reviewer"), holder.person.certno)
        assert refs(browser) == []

    def test_are_not_those_of_another_tenant_t31(self, tenant, browser):
        other = Tenant.objects.create(code="other", name="外地", kind="SANDBOX")
        some.open_case(other)
        assert refs(browser) == []

    def test_are_not_those_under_a_blind_second_look(self, tenant, browser, monkeypatch):
        case = some.open_case(tenant)
        monkeypatch.setattr(
            "yibao.cases.looks.blindness.hidden_ids", lambda reader: Case.objects.values_list("pk")
        )
        assert case.ref not in text_of(browser, tab="all")


class TestTabs:
    def test_split_the_work_as_spec_rule_9_says(self, tenant, officer, browser, console):
        other = desk.make_officer(tenant)
        late = some.open_case(tenant, due_in=timedelta(hours=-1))
        risky = some.open_case(tenant, is_risky=True)
        mine, held, theirs = (some.open_case(tenant) for _ in range(3))
        cases.take(by=officer, ref=mine.ref)
        cases.take(by=officer, ref=held.ref)
        taking.hold(by=officer, ref=held.ref, preset="HOUR", reason="等医院回电话")
        other.user_permissions.add(Permission.objects.get(codename="decide_case"))
        cases.take(by=other, ref=theirs.ref)
        assert set(refs(browser, tab="open")) == {late.ref, risky.ref}
        assert refs(browser, tab="mine") == [mine.ref]
        assert refs(browser, tab="held") == [held.ref]
        assert refs(browser, tab="late") == [late.ref]
        assert refs(browser, tab="risk") == [risky.ref]
        assert set(refs(browser, tab="all")) == {
            one.ref for one in (late, risky, mine, held, theirs)
        }

    def test_hold_what_waits_for_the_applicant_and_what_came_back(
        self, officer, browser, holder, child
    ):
        make.import_proofs()
        request = desk.in_review(holder.person, child)
        desk.send_back(officer, request)
        ref = desk.fresh(request).case.ref
        assert refs(browser, tab="waiting") == [ref]
        assert "等补正 时钟停" in text_of(browser, tab="waiting")
        cases.come_back(by=None, ref=ref)
        assert refs(browser, tab="returned") == [ref]

    def test_hide_from_the_first_officer_what_waits_for_the_second_p181(
        self, tenant, console, officer, browser
    ):
        case = some.open_case(tenant, needs_second=True)
        cases.take(by=officer, ref=case.ref)
        cases.approve(by=officer, ref=case.ref, note="看过")
        assert refs(browser, tab="second") == []
        assert refs(browser, tab="open") == []
        assert refs(console.browser("lead"), tab="second") == [case.ref]

    def test_keep_what_is_reserved_for_another_out_of_the_free_ones(
        self, tenant, console, officer, browser, lead
    ):
        case = some.open_case(tenant)
        taking.assign(by=console.user("lead"), ref=case.ref, to=officer)
        assert refs(browser, tab="open") == [case.ref]
        assert refs(lead, tab="open") == []

    def test_know_what_is_nearly_due_by_a_quarter_of_the_promise(self, tenant, browser):
        now = timezone.now()
        near = some.open_case(tenant, promised_days=5, due_in=timedelta(minutes=1))
        far = some.open_case(tenant, promised_days=1, due_in=timedelta(days=20))
        assert now and refs(browser, tab="due") == [near.ref]
        text = text_of(browser, tab="all")
        assert "临期" in text and "正常" in text
        assert far.ref in refs(browser, tab="all")


class TestColumns:
    def test_name_nobody_and_say_every_state_in_words(self, browser, holder, child):
        request = desk.in_review(holder.person, child, papers=2)
        text = text_of(browser)
        for head in (
            "类型",
            "家人年龄组",
            "参保地",
            "等待时长",
            "时限",
            "材料数",
            "风险",
            "领取人",
        ):
            assert head in text
        assert request.number in text
        assert "未满 16 岁" in text
        assert child.name not in text and child.certno not in text
        assert holder.person.name not in text

    def test_of_one_case_and_of_fifty_cost_the_same_few_statements(
        self, tenant, console, holder, child
    ):
        browser = console.browser("lead")
        desk.in_review(holder.person, child)
        browser.get(QUEUE)
        few = self.statements(browser)
        some.many(tenant, 55)
        assert self.statements(browser) == few
        assert few <= 12

    def statements(self, browser) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(QUEUE).status_code == 200
        return len(seen)


class TestCounts:
    def test_come_with_one_statement_and_are_kept_for_half_a_minute(self, tenant, officer):
        some.many(tenant, 3)
        found = counts.of(officer)
        assert found["tabs"]["open"] == 3
        assert found["queues"]["account"] == 3
        some.many(tenant, 1)
        assert counts.of(officer)["tabs"]["open"] == 3
        assert counts.of(officer, fresh=True)["tabs"]["open"] == 4

    def test_stop_counting_at_the_limit(self, tenant, officer):
        some.many(tenant, 4)
        rows = Case.objects.filter(state="OPEN")
        assert counts.capped({"a": rows, "b": rows.filter(priority=2)}, most=2) == {"a": 3, "b": 0}
        assert counts.word(1000) == "999+"

    def test_stand_in_the_bar_of_every_page(self, tenant, browser):
        some.many(tenant, 2)
        for page in (QUEUE, "/admin/review/mine/", "/admin/review/search/"):
            assert "待审 <b>2</b>" in browser.get(page).content.decode()


class TestPaging:
    @pytest.mark.parametrize("sort", ["", "due", "-due", "opened", "-opened"])
    def test_walks_every_row_once_there_and_back(self, tenant, browser, monkeypatch, sort):
        monkeypatch.setattr(listing, "SIZE", 3)
        made = {one.ref for one in some.many(tenant, 7)}
        Case.objects.filter(ref=min(made)).update(priority=2)
        seen, after, pages = [], "", []
        while True:
            page = self.page(browser, sort=sort, after=after)
            pages.append([row.case.ref for row in page.rows])
            seen += pages[-1]
            after = page.after
            if not after:
                break
        assert len(seen) == 7 and set(seen) == made
        back = self.page(browser, sort=sort, before=page.before)
        assert [row.case.ref for row in back.rows] == pages[-2]
        if not sort:
            assert seen[0] == min(made)

    def page(self, browser, **query):
        return browser.get(QUEUE, query).context["page"]

    @pytest.mark.parametrize("key", ["x", "AAAA", "W10", "9" * 999, "WyIxIl0", "[]"])
    def test_takes_a_broken_key_for_the_first_page(self, tenant, browser, key):
        made = some.open_case(tenant)
        assert refs(browser, after=key) == [made.ref]
        assert refs(browser, before=key) == [made.ref]

    def test_never_counts_rows_from_the_start(self, tenant, browser):
        some.many(tenant, 3)
        with CaptureQueriesContext(connection) as seen:
            browser.get(QUEUE)
        assert not [one for one in seen if " OFFSET " in one["sql"]]


class TestFilters:
    def test_show_as_chips_that_take_themselves_away(self, tenant, browser):
        risky = some.open_case(tenant, some.RISK, is_risky=True)
        some.open_case(tenant)
        text = text_of(browser, queue="risk", risk="1")
        assert refs(browser, queue="risk", risk="1") == [risky.ref]
        assert 'href="/admin/review/queue/?tab=open&amp;risk=1"' in text
        assert "队列：风险线索" in text and "风险：有提示" in text

    def test_split_by_district(self, tenant, browser):
        here = some.open_case(tenant, region_code="510603")
        some.open_case(tenant, region_code="510626")
        assert refs(browser, region="510603") == [here.ref]

    def test_take_no_nonsense(self, tenant, browser):
        made = some.open_case(tenant)
        for query in (
            {"tab": "x' OR 1=1"}, {"queue": "<script>"}, {"region": "5106%"},
            {"priority": "99"}, {"sort": "reviewer"}, {"holder": "x"},
        ):  # fmt: skip
            assert refs(browser, **query) == [made.ref]

    def test_let_only_the_lead_look_at_a_colleague_s_list(self, tenant, officer, browser, lead):
        case = some.open_case(tenant)
        cases.take(by=officer, ref=case.ref)
        some.open_case(tenant)
        assert refs(lead, tab="all", holder=str(officer.pk)) == [case.ref]
        assert len(refs(browser, tab="all", holder=str(officer.pk))) == 2


class TestViews:
    def test_are_kept_used_and_dropped_by_their_owner_only(self, tenant, browser, lead, officer):
        some.open_case(tenant, some.RISK, is_risky=True)
        answer = browser.post(
            f"{QUEUE}views/", {"name": "我的风险", "tab": "all", "queue": "risk"}, follow=True
        )
        assert "已保存到常用视图" in answer.content.decode()
        view = SavedView.objects.get(staff=officer)
        assert view.query == {"tab": "all", "queue": "risk"}
        assert "我的风险" in text_of(browser)
        assert "我的风险" not in text_of(lead)
        lead.post(f"{QUEUE}views/{view.pk}/drop/")
        assert SavedView.objects.filter(pk=view.pk).exists()
        browser.post(f"{QUEUE}views/{view.pk}/drop/")
        assert not SavedView.objects.filter(pk=view.pk).exists()

    def test_need_a_name_and_are_a_dozen(self, browser):
        assert (
            "请填写视图名称"
            in browser.post(f"{QUEUE}views/", {"name": ""}, follow=True).content.decode()
        )
        for number in range(13):
            answer = browser.post(f"{QUEUE}views/", {"name": f"v{number}"}, follow=True)
        assert "最多保存 12 个" in answer.content.decode()


class TestExport:
    def test_holds_no_personal_data_and_no_formula_t93(self, browser, holder, child):
        request = desk.in_review(holder.person, child)
        answer = browser.get(f"{QUEUE}csv/", {"tab": "open"})
        text = b"".join(answer.streaming_content).decode()
        assert request.number in text
        for secret in (child.name, child.certno, holder.person.name, holder.phone):
            assert secret not in text
        assert AuditEvent.objects.filter(verb="cases.queue.exported").count() == 1

    def test_has_every_row(self, tenant, browser):
        some.many(tenant, 60)
        text = b"".join(browser.get(f"{QUEUE}csv/").streaming_content).decode()
        assert len(text.strip().splitlines()) == 61


class TestNext:
    def test_gives_the_most_pressing_case_with_its_lease(self, tenant, officer, browser):
        some.many(tenant, 2)
        urgent = some.open_case(tenant, due_in=timedelta(hours=1))
        answer = browser.post("/admin/review/next/")
        assert answer.url == f"/admin/review/case/{urgent.ref}/"
        urgent.refresh_from_db()
        assert urgent.reviewer == officer

    def test_says_so_where_nothing_is_left(self, browser):
        answer = browser.post("/admin/review/next/", {"queue": "risk"}, follow=True)
        assert "风险线索" in answer.content.decode()
        assert "没有等着办的事项" in answer.content.decode()

    def test_is_no_link(self, browser):
        assert browser.get("/admin/review/next/").status_code == 405


class TestMine:
    def test_shows_what_is_in_hand_set_aside_reserved_and_typed(
        self, tenant, console, officer, browser
    ):
        leased, held, given = (some.open_case(tenant) for _ in range(3))
        cases.take(by=officer, ref=held.ref)
        taking.hold(by=officer, ref=held.ref, preset="TODAY", reason="等派出所回函")
        cases.take(by=officer, ref=leased.ref)
        taking.assign(by=console.user("lead"), ref=given.ref, to=officer)
        drafts.keep(by=officer, ref=leased.ref, words={"note": "没说完的话"})
        text = browser.get("/admin/review/mine/").content.decode()
        for words in ("在我手上（1）", "分配给我的（1）", "我搁置的（1）", "写了没提交的（1）"):
            assert words in text
        assert "等派出所回函" in text and "还剩 14 分" in text
        assert "没说完的话" not in text

    def test_costs_few_statements(self, tenant, officer, browser):
        for case in some.many(tenant, 5):
            cases.take(by=officer, ref=case.ref)
        browser.get("/admin/review/mine/")
        with CaptureQueriesContext(connection) as seen:
            browser.get("/admin/review/mine/")
        assert len(seen) <= 12
