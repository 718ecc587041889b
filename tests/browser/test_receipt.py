"""From till to phone and back (feature 17): scan, receipt, 不是我, stopped everywhere."""

import pytest
from playwright.sync_api import expect

from . import people
from .test_accessibility import sign_in

pytestmark = pytest.mark.browser
PERSON, PLAIN = people.of(__name__)
SOON = 2  # the phone asks every second; a busy machine's own slowness is not ours


class TestReceipt:
    def test_reaches_the_phone_in_two_seconds_and_stops_everything(self, phone, till, stack):
        citizen, clerk = phone(), till()
        citizen.log_in(PERSON)
        digits = citizen.show_code(PERSON)
        asked = self._questions(citizen)
        clerk.open("clinic1")
        clerk.scan(digits)
        clerk.at("登记就诊")
        asked.clear()
        citizen.page.wait_for_url("**/code/scanned/*/", wait_until="commit")
        assert len(asked) <= SOON, "the second question at the latest has the answer"
        citizen.at("已被扫码")
        for words in ("旌阳演示社区卫生服务中心", "收费窗口", "收费员小冯", "结算"):
            expect(citizen.page.locator("main")).to_contain_text(words)
        scan_page = citizen.page.url
        citizen.page.goto("/messages/")
        expect(citizen.page.locator("main")).to_contain_text("医保码被扫")
        citizen.page.goto(scan_page)
        citizen.tap("不是我，停用")
        citizen.at("不是您本人在用")
        citizen.page.get_by_label("想说明的话").fill("我在家里，没有去")
        citizen.press("不是我，停用医保码")
        expect(citizen.page.locator("main")).to_contain_text("已经拦下")
        reference = citizen.page.locator(".yb-ref").first.inner_text().strip()
        # The till hears it by itself, and is refused in the same words.
        expect(clerk.page.locator("#told")).to_contain_text("患者说不是本人", timeout=10_000)
        clerk.press("登记，去录费用")
        expect(clerk.page.locator("main")).to_contain_text("voucher.scan.disowned")
        # The next code is refused.
        citizen.page.goto("/code/")
        expect(citizen.page.locator("main")).to_contain_text("医保码已停用")
        assert citizen.picture().count() == 0
        # The case waits for a reviewer.
        office = till().page
        office.goto("/admin/")
        sign_in(office, stack, "lead")
        office.goto(f"/admin/cases/case/?q={reference}")
        expect(office.locator("#content")).to_contain_text("高风险：本人否认")
        # The holder takes the voucher back into use, for the tests that follow.
        citizen.tap("恢复使用")
        citizen.page.get_by_label("密码").first.fill(stack.person(PERSON)["pin"])
        citizen.press("恢复")
        citizen.at("医保码")

    def _questions(self, citizen) -> list[str]:
        """Every question from here on, whether the code was scanned."""
        asked: list[str] = []
        page = citizen.page
        path = page.locator("[data-status-url]").get_attribute("data-status-url")
        page.on("request", lambda one: asked.append(one.url) if one.url.endswith(path) else None)
        return asked

    def test_shows_the_result_without_script(self, phone, till, stack):
        citizen, clerk = phone(javascript=False), till()
        citizen.log_in(PLAIN)
        digits = citizen.show_code(PLAIN)
        clerk.open("clinic1")
        clerk.scan(digits)
        clerk.at("登记就诊")
        citizen.tap("看扫码结果")
        citizen.at("已被扫码")
        citizen.press("是我")
        expect(citizen.page.locator("main")).to_contain_text("您已确认是本人")
