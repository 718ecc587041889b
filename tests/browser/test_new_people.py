"""A vendor makes a test person with a parent, who shows the child's code (ux.md 9, feature 57)."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from . import audit
from .conftest import DESK, SMALL_PHONE
from .vendor import Developer

pytestmark = pytest.mark.browser


class TestVendor:
    """One vendor; nobody else comes to its sandbox."""

    email = f"{uuid4().hex[:12]}@people.example"

    def test_makes_people_of_its_own(self, context, stack, tmp_path):
        owner = Developer(context(viewport=SMALL_PHONE).new_page(), stack, audit.citizen)
        owner.register("德阳人员软件", self.email)
        owner.page.goto("/dev/sandbox/people/")
        owner.at("测试人员")
        owner.page.get_by_label("年龄").fill("70")
        owner.press("生成新人")
        owner.at("生成新人")
        expect(owner.page.get_by_role("alert")).to_contain_text("在职职工的年龄应为 18–59 岁")
        cookies = tmp_path / "cookies.json"
        owner.page.context.storage_state(path=cookies)
        plain = context(viewport=DESK, javascript=False, cookies=cookies)
        self._makes_a_child(Developer(plain.new_page(), stack))
        self._sees_the_family(owner)
        assert not owner.findings, audit.listed(owner.findings)

    def _makes_a_child(self, member) -> None:
        member.page.goto("/dev/sandbox/people/")
        member.at("测试人员")
        member.page.get_by_label("什么人").select_option("child")
        member.page.get_by_label("年龄").fill("5")
        member.press("生成新人")
        member.at("沙箱")
        expect(member.page.locator("main")).to_contain_text("made1-parent")

    def _sees_the_family(self, owner) -> None:
        owner.page.goto("/dev/sandbox/people/")
        owner.at("测试人员")
        parent = owner.page.locator("[id='made1-parent']")
        expect(parent).to_contain_text("（made1）出示医保码")
        parent.get_by_role("button", name="出示医保码").click()
        owner.at("沙箱")
        assert len(owner.page.locator("#code").inner_text()) == 28
