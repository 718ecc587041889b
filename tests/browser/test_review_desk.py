"""A day at the review console: a lead, an officer and an administrator (features 30–42, T94)."""

import re

import pytest
from playwright.sync_api import Page, expect

from . import audit
from .conftest import DESK, PHONE
from .test_accessibility import one_time_code, sign_in

pytestmark = pytest.mark.browser
SCENE = "from tests.factories import scenes;print('seeded', scenes.desk_day())"
REASON = "/admin/review/reasons/family.request/UNSIGNED/"


@pytest.fixture
def letters(stack) -> list[str]:
    """Numbers of three letters that wait for an answer."""
    said = stack.manage("shell", "-v", "0", "-c", SCENE)
    return re.search(r"^seeded (\S+)$", said, re.MULTILINE)[1].split(",")


@pytest.fixture
def desk(context, stack):
    """A signed-in member of staff at a desk."""

    def make(username: str) -> Page:
        page = context(viewport=DESK).new_page()
        page.goto("/admin/")
        sign_in(page, stack, username)
        return page

    return make


class TestDesk:
    def test_is_led_worked_at_and_watched(self, context, desk, letters):
        found: list[str] = []
        lead, admin = desk("lead"), desk("admin")
        self.narrows_the_queue(lead, found)
        self.gives_out_and_takes_back(lead, letters, found)
        self.writes_a_reason(lead, admin, found)
        officer = desk("reviewer2")
        self.looks_a_second_time(officer, found)
        self.signs_off(officer, lead, found)
        self.reads_odd_access(lead, found)
        self.invites(admin, context, found)
        assert not found, audit.listed(found)

    def narrows_the_queue(self, page: Page, found: list[str]) -> None:
        """Filters as chips; a view of one's own, kept and dropped; the board; the manual."""
        page.goto("/admin/review/queue/?tab=all")
        page.get_by_role("link", name="只看没人领的").click()
        expect(page.get_by_role("list", name="筛选条件")).to_contain_text("没人领")
        page.get_by_label("把现在的条件存为视图").fill("早上先看")
        page.get_by_role("button", name="保存").click()
        view = page.get_by_role("link", name="早上先看")
        expect(view).to_be_visible()
        found += audit.console(page)
        page.get_by_role("button", name="删除视图 早上先看").click()
        expect(view).to_have_count(0)
        page.goto("/admin/review/staff/")
        expect(page.get_by_role("rowheader", name="审核二岗").first).to_be_visible()
        found += audit.console(page)
        page.goto("/admin/review/manual/")
        page.get_by_label("在手册里找").fill("印章")
        page.get_by_role("button", name="查找", exact=True).last.click()
        expect(page.get_by_role("status")).to_contain_text("“印章”在")
        found += audit.console(page)

    def gives_out_and_takes_back(self, page: Page, letters: list[str], found: list[str]) -> None:
        """Chosen in the queue, previewed, carried out, undone; at last on a narrow screen."""
        page.goto("/admin/review/queue/?tab=open&queue=other&sort=-opened")
        for ref in letters[:2]:
            page.locator(f'input[name=ref][value="{ref}"]').check()
        page.get_by_role("button", name="处理选中的事项").click()
        page.get_by_label("分配", exact=True).check()
        page.locator("#id_to").select_option(label="审核二岗")
        page.locator("#id_reason").fill("今天由二岗答复来信")
        found += audit.console(page)
        page.get_by_role("button", name="预览").click()
        expect(page.get_by_text("这是预览，还没有执行")).to_be_visible()
        found += audit.console(page)
        page.get_by_role("button", name="确认分配 2 件").click()
        expect(page.get_by_text("2 件里办成 2 件")).to_be_visible()
        page.get_by_role("button", name="撤销").click()
        expect(page.get_by_text("已撤销").first).to_be_visible()
        page.set_viewport_size(PHONE)
        found += audit.console(page)
        for address in ("queue/?tab=all", "staff/", "mine/", "sampling/"):
            page.goto(f"/admin/review/{address}")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{address}: {wide} px too wide"] if wide > 0 else []
        page.set_viewport_size(DESK)

    def writes_a_reason(self, lead: Page, admin: Page, found: list[str]) -> None:
        """Drafted by one lead, activated by another; nobody does both."""
        lead.goto(f"{REASON}draft/")
        words = lead.get_by_label("要做什么")
        words.fill(words.input_value().rstrip("。") + "，签好再拍。")
        lead.get_by_role("button", name="看申请人会看到什么").click()
        expect(lead.locator(".rv-said")).to_contain_text("签好再拍")
        found += audit.console(lead)
        lead.get_by_role("button", name="存草稿").click()
        expect(lead.get_by_text("要另一位组长启用").first).to_be_visible()
        expect(lead.get_by_role("link", name="启用草稿")).to_have_count(0)
        admin.goto(REASON)
        admin.get_by_role("link", name="启用草稿").click()
        found += audit.console(admin)
        admin.get_by_role("button", name="启用").click()
        expect(admin.get_by_text("签好再拍").first).to_be_visible()

    def looks_a_second_time(self, page: Page, found: list[str]) -> None:
        """The pictures with their tools, by script; the numbers in full for a reason."""
        page.goto("/admin/review/sampling/")
        found += audit.console(page)
        page.get_by_role("button", name="取下一件").first.click()
        picture = page.locator("[data-picture]").first
        page.get_by_role("link", name="放大").click()
        expect(picture).to_have_class(re.compile("rv-zoom-125"))
        page.get_by_role("link", name="右转").click()
        expect(picture.locator("image")).to_have_attribute("transform", re.compile(r"rotate\(90\)"))
        found += audit.console(page)
        page.get_by_role("link", name="显示全号，要写理由").click()
        page.get_by_label("原因").fill("核对证件号末位")
        found += audit.console(page)
        page.get_by_role("button", name="显示全号").click()
        expect(page.get_by_text("正在显示全号")).to_be_visible()
        page.set_viewport_size(PHONE)
        found += audit.console(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} px too wide"
        page.set_viewport_size(DESK)

    def signs_off(self, officer: Page, lead: Page, found: list[str]) -> None:
        """The officer ends the ten minutes; the lead reads why and says a word."""
        officer.goto("/admin/break-glass/")
        officer.get_by_role("button", name="结束").first.click()
        expect(officer.get_by_text("等复核").first).to_be_visible()
        lead.goto("/admin/break-glass/?tab=waiting")
        found += audit.console(lead)
        row = lead.get_by_role("row").filter(has_text="核对证件号末位").first
        row.get_by_role("link").first.click()
        found += audit.console(lead)
        lead.get_by_label("符合规定", exact=True).check()
        lead.get_by_role("button", name="提交复核").click()
        expect(lead.get_by_text("复核").first).to_be_visible()

    def reads_odd_access(self, page: Page, found: list[str]) -> None:
        """A line of yesterday's list gets its word."""
        page.goto("/admin/accounts/oddaccess/")
        found += audit.console(page)
        page.locator("#result_list tbody th a").first.click()
        found += audit.console(page)
        page.get_by_role("link", name="核对").first.click()
        page.get_by_label("符合规定", exact=True).check()
        page.get_by_role("button", name="核对").click()
        expect(page.get_by_text("已核对").first).to_be_visible()

    def invites(self, admin: Page, context, found: list[str]) -> None:
        """A new colleague: the code by hand, an own password, an own authenticator."""
        admin.goto("/admin/accounts/user/invite/")
        admin.get_by_label("用户名").fill("reviewer.walk")
        admin.get_by_label("工号或岗位").fill("审核三岗")
        admin.locator("input[name=roles][value=reviewer]").check()
        admin.get_by_role("button", name="邀请").click()
        code = admin.locator("code.yc-secret").inner_text()
        found += audit.console(admin)
        page = context(viewport=DESK).new_page()
        page.goto("/admin/join/")
        found += audit.console(page)
        page.get_by_label("用户名").fill("reviewer.walk")
        page.get_by_label("邀请码").fill(code)
        page.get_by_role("button", name="下一步").click()
        secret = page.locator("p.yc-secret").inner_text()
        page.get_by_label("自己的密码").fill("walk-Of-The-desk-2718")
        page.get_by_label("再输一遍").fill("walk-Of-The-desk-2718")
        page.get_by_label("动态口令").fill(one_time_code(secret))
        found += audit.console(page)
        page.get_by_role("button", name="完成").click()
        expect(page.get_by_text("设好了")).to_be_visible()
