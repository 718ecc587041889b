"""亲情账户: the list, the comparison, 谁能为谁做什么 (wireframe 3, settled 1, feature 25)."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from family.models import Grant
from family.selectors import graph
from family.services import grants
from family.web import drawing
from tests.factories import accounts as people
from tests.factories import bindings as bound
from tests.factories import family as make
from tests.factories.aid import make_grant
from yibao.kernel import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADULT = date(1956, 3, 12)


@pytest.fixture
def holder(tenant):
    people.RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=ADULT)


@pytest.fixture
def browser(client, holder):
    client.force_login(holder, backend=BACKEND)
    return client


def grant(payer, member, *, relation="PARENT", days=30, **more):
    """The payer lets the relative use the account."""
    until = clock.today(payer.tenant) + timedelta(days=days)
    return make_grant(payer, member, relation, until=until, **more)


def text(answer):
    return answer.content.decode()


class TestList:
    def test_explains_the_two_rights_to_somebody_without_relatives(self, browser):
        page = text(browser.get("/family/"))
        assert "最多 5 人，还没有添加" in page and "还没有添加家人" in page
        assert "出示是出示" in page and "用钱是用钱" in page
        assert "没有人绑定您" in page and 'href="/family/add/"' in page

    def test_puts_the_code_on_the_card(self, browser, holder, mother):
        binding = bound.make_binding(holder.person, mother.person, "PARENT")
        page = text(browser.get("/family/"))
        assert "李*英" in page and "李秀英" not in page
        assert f'href="/code/m/{binding.ref}/"' in page and f'href="/family/{binding.ref}/"' in page
        assert "已有 1 人" in page

    def test_shows_each_request_with_its_own_action_and_date(self, tenant, browser, holder):
        request = make.make_submitted(holder.person, make.make_member(tenant), state="RETURNED")
        page = text(browser.get("/family/"))
        assert f'href="/family/requests/{request.ref}/fix/"' in page and "补材料" in page
        assert request.number in page and "前补好" in page

    def test_turns_the_button_into_words_at_five_of_five(self, tenant, browser, holder):
        """Text 11."""
        for _ in range(5):
            bound.make_binding(holder.person, make.make_member(tenant))
        page = text(browser.get("/family/"))
        assert "已满，先解除一位才能添加" in page and 'href="/family/add/"' not in page

    def test_leads_to_the_draft(self, tenant, browser, holder):
        make.make_draft(holder.person, make.make_member(tenant))
        assert "还没交完的申请" in text(browser.get("/family/"))

    def test_names_who_bound_me(self, browser, holder, mother):
        bound.make_binding(mother.person, holder.person)
        assert re.search(r"李\*英（(父亲|母亲)）", text(browser.get("/family/")))

    def test_offers_no_code_where_the_display_is_out_of_order(self, browser, holder, mother):
        """Feature 29: a silent end looks like a fault."""
        binding = bound.make_binding(
            holder.person, mother.person, "PARENT", state="UNBOUND", ending="MEMBER",
            ended_silently=True, hidden_from=clock.now() + timedelta(days=30),
        )  # fmt: skip
        page = text(browser.get("/family/"))
        assert "暂时不能出示" in page and f"/code/m/{binding.ref}/" not in page
        assert "解除了" not in page and "已解除" not in page

    @pytest.mark.parametrize("path", ["/family/", "/family/compare/", "/family/graph/"])
    def test_is_for_people_with_a_name(self, client, tenant, path):
        assert client.get(path).url.startswith("/accounts/login/")
        client.force_login(people.UserFactory(tenant=tenant), backend=BACKEND)
        assert client.get(path).url == "/accounts/real-name/"
        client.force_login(people.StaffFactory(tenant=tenant), backend=BACKEND)
        assert client.get(path).status_code == 403


class TestFirstPage:
    """Wireframe 1: one tap to a relative's code, what waits, the family among the most used."""

    def test_leads_to_the_code_of_a_relative(self, browser, holder, mother):
        binding = bound.make_binding(holder.person, mother.person, "PARENT")
        page = text(browser.get("/"))
        assert "给家人出示" in page and f'href="/code/m/{binding.ref}/"' in page
        assert 'href="/family/"' in page

    def test_offers_none_that_would_be_refused(self, browser, holder, mother):
        bound.make_binding(holder.person, mother.person, "PARENT", state="SUSPENDED")
        assert "给家人出示" not in text(browser.get("/"))

    def test_reminds_of_what_was_not_sent(self, tenant, browser, holder):
        make.make_draft(holder.person, make.make_member(tenant))
        assert "添加家人的申请还没交完" in text(browser.get("/"))


class TestCompare:
    def test_has_four_rows_in_plain_words_p94(self, browser):
        page = text(browser.get("/family/compare/"))
        assert page.count('<th scope="row"') == 4
        assert "被绑定人" not in page and "用不了您的余额" in page


class TestRights:
    def test_stand_apart_in_both_directions_settled_1(self, holder, mother):
        me, her = holder.person, mother.person
        bound.make_binding(me, her, "PARENT")
        bound.make_binding(her, me, "CHILD")
        grant(me, her)
        grant(her, me, relation="CHILD", per_payment_cap_fen=20000)
        (relative,) = graph.of(me)
        assert [(edge.kind, edge.way) for edge in relative.edges] == [
            ("show", "out"), ("spend", "out"), ("show", "in"), ("spend", "in"),
        ]  # fmt: skip
        assert "每次最多 200.00 元" in relative.edges[3].scopes

    def test_between_others_are_nobody_elses_business(self, tenant, holder, mother):
        other = make.make_holder(tenant)
        bound.make_binding(other.person, mother.person, "PARENT")
        grant(other.person, mother.person)
        assert graph.of(holder.person) == []

    def test_end_with_the_grant(self, holder, mother):
        ended = grant(holder.person, mother.person)
        grants.end(by=holder, ref=ended.ref)
        over = grant(holder.person, mother.person)
        today = clock.today()
        Grant.objects.filter(pk=over.pk).update(period=(today - timedelta(9), today - timedelta(1)))
        assert graph.of(holder.person) == []

    def test_say_the_last_day_of_a_grant(self, holder, mother):
        """The period excludes its end."""
        grant(holder.person, mother.person, days=30)
        (relative,) = graph.of(holder.person)
        assert relative.edges[0].until == clock.today() + timedelta(days=29)

    def test_rest_while_the_binding_is_paused(self, holder, mother):
        bound.make_binding(holder.person, mother.person, "PARENT", state="SUSPENDED")
        (relative,) = graph.of(holder.person)
        assert relative.edges[0].pause and "暂停" in relative.edges[0].label

    def test_count_the_bills_as_a_scope_of_showing(self, holder, mother):
        bound.make_binding(holder.person, mother.person, "PARENT", sees_bills=True)
        (relative,) = graph.of(holder.person)
        assert relative.edges[0].scopes == ("出示医保码", "看账单")


class TestGraphPage:
    def test_draws_and_says_the_same(self, browser, holder, mother):
        binding = bound.make_binding(holder.person, mother.person, "PARENT")
        bound.make_binding(mother.person, holder.person, "CHILD")
        grant(holder.person, mother.person)
        page = text(browser.get("/family/graph/"))
        assert 'role="img"' in page and "<title id=" in page and "<desc id=" in page
        assert page.count('<line class="yb-graph__line') == 3 + 2  # and two in the legend
        assert "您能出示母亲的医保码" in page or "您能出示父亲的医保码" in page
        assert "能用您的个人账户" in page
        assert f'href="/family/{binding.ref}/remove/"' in page
        assert 'href="/family/bound-by/"' in page

    def test_says_that_nobody_may_do_anything(self, browser):
        page = text(browser.get("/family/graph/"))
        assert "还没有授权" in page and '<svg class="yb-graph"' not in page


class TestDrawing:
    def _edge(self, way):
        today = date(2026, 10, 1)
        return graph.Edge("show", way, "B1", today, None, ("出示医保码",))

    def test_points_at_who_is_helped(self):
        relative = graph.Relative("李*英", "母亲", [self._edge("out"), self._edge("in")])
        out, back = drawing.draw([relative]).boxes[0].lines
        assert out.head.startswith(f"{out.x2},") and back.head.startswith(f"{back.x1},")

    def test_shortens_a_relation_that_does_not_fit(self):
        relative = graph.Relative("张*华", "祖父母、外祖父母", [self._edge("out")])
        assert drawing.draw([relative]).boxes[0].relation == "祖父母"

    def test_keeps_boxes_and_words_apart(self):
        edges = [self._edge("out"), self._edge("in"), self._edge("out"), self._edge("in")]
        picture = drawing.draw([graph.Relative("李*英", "母亲", edges)] * 4)
        for above, below in pairwise(picture.boxes):
            assert above.y + above.height < below.y
        last = picture.boxes[-1]
        assert last.y + last.height < picture.height
        for box in picture.boxes:
            assert all(box.y < line.words_y and line.y < box.y + box.height for line in box.lines)
