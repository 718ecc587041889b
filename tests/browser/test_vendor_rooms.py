"""The rooms of a vendor's sandbox: its till, its officers, its messages (ux.md 9, pages.md C)."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from . import audit
from .conftest import DESK, SMALL_PHONE
from .vendor import Developer

pytestmark = pytest.mark.browser
ROOMS = ("/dev/sandbox/data/", "/dev/sandbox/review/", "/dev/sandbox/outbox/")
WORDS = "参保地写错了，请改成旌阳区。"


@pytest.fixture
def developer(context, stack):
    """A browser of somebody of a vendor."""

    def make(look=None, **wishes) -> Developer:
        return Developer(context(**({"viewport": DESK} | wishes)).new_page(), stack, look)

    return make


def test_a_test_person_asks_and_the_vendor_decides(developer):
    """The request of a test person waits in the vendor's own room; the answer is in its inbox."""
    owner = developer(audit.citizen)
    owner.register("广汉演示软件", f"{uuid4().hex[:12]}@walk.example")
    first = owner.page.get_by_role("listitem").filter(has_text="沙箱备好")
    owner.look_until(first, "完成")
    owner.go("模拟审核")
    owner.at("模拟审核")
    expect(owner.page.locator("main")).to_contain_text("没有等着办的申请")
    _ask(owner, developer())
    owner.go("模拟审核")
    owner.at("模拟审核")
    row = owner.page.get_by_role("region", name="等着办的").locator("tbody tr")
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    owner.at("更正参保信息")
    expect(owner.page.locator("main")).to_contain_text(WORDS)
    owner.press("不通过")
    owner.at("更正参保信息")
    expect(owner.page.locator("main")).to_contain_text("请填写给当事人的话")
    owner.press("通过")
    owner.at("更正参保信息")
    expect(owner.page.locator("main")).to_contain_text("模拟审核员甲：已通过。")
    owner.go("短信收件箱")
    owner.at("短信")
    owner.look_until(owner.page.locator("main"), "更正申请已通过", 60)
    assert not owner.findings, audit.listed(owner.findings)
    _fit_on_a_small_phone(owner)


def _ask(owner, phone) -> None:
    """As the first test person with a phone."""
    owner.go("沙箱")
    owner.at("沙箱")
    expect(owner.page.locator("main")).to_contain_text("清理时间")
    owner.page.get_by_role("button", name=re.compile("^打开手机")).first.click()
    owner.at("沙箱")
    link = owner.page.get_by_role("link", name="打开", exact=True).get_attribute("href")
    phone.page.goto(link)
    phone.at("模拟手机")
    phone.press("进入")
    phone.at("您好")
    phone.page.goto("/me/correct/")
    phone.at("更正参保信息")
    phone.page.locator("main input[type=radio]").first.check()
    phone.page.locator("main textarea").fill(WORDS)
    phone.press("提交申请")
    expect(phone.page.locator("main")).to_contain_text("您的申请")


def _fit_on_a_small_phone(owner) -> None:
    owner.page.set_viewport_size(SMALL_PHONE)
    found = []
    for address in ROOMS:
        owner.page.goto(address)
        found += audit.citizen(owner.page)
    assert not found, audit.listed(found)


def test_the_till_of_a_member_plays_its_own_places(developer):
    """A code of a test person is settled at the till of the same sandbox; the log has the calls."""
    owner = developer(audit.citizen)
    owner.register("绵竹演示软件", f"{uuid4().hex[:12]}@walk.example")
    first = owner.page.get_by_role("listitem").filter(has_text="沙箱备好")
    owner.look_until(first, "完成")
    owner.go("沙箱")
    owner.page.get_by_role("button", name=re.compile("^出示医保码")).first.click()
    owner.at("沙箱")
    code = owner.page.locator("#code").inner_text()
    owner.go("模拟收费窗口")
    owner.at("收费窗口")
    expect(owner.page.locator("main")).to_contain_text("这是您自己沙箱里的机构")
    owner.page.locator("select[name=counter]").select_option("hospital3/T01/0007")
    owner.press("开始收费")
    owner.page.get_by_label("医保码数字").fill(code)
    owner.press("识别")
    owner.at("登记就诊")
    owner.page.goto("/dev/logs/")
    owner.at("请求记录")
    expect(owner.page.locator("main")).to_contain_text("/api/v1/scans/")
    assert not owner.findings, audit.listed(owner.findings)
