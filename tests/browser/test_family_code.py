"""A relative's code from the phone to the till, and its end from either side (P78–P81, T40)."""

import pytest
from playwright.sync_api import expect

from . import audit, people

pytestmark = pytest.mark.browser
HOLDER, MEMBER, _ = people.of(__name__)
SMALL = {"width": 320, "height": 640}


class TestFamilyCode:
    def test_is_shown_scanned_and_ended_at_once(self, phone, till, stack):
        citizen, mother = phone(viewport=SMALL), phone()
        citizen.audit = mother.audit = audit.citizen
        citizen.log_in(HOLDER)
        self._show(citizen)
        self._scan(citizen, till())
        self._look_around(citizen)
        mother.log_in(MEMBER)
        mother.page.goto("/messages/")
        expect(mother.page.locator("main")).to_contain_text("出示了您的医保码")
        self._end_while_on_screen(citizen, mother, till())
        assert not citizen.findings + mother.findings, audit.listed(
            citizen.findings + mother.findings
        )

    def _show(self, citizen):
        """From the family page: the holder's own password, the member's code, a banner."""
        citizen.page.goto("/family/")
        card = citizen.page.locator("li.yb-card", has_text="贺*贞")
        card.get_by_role("link", name="出示医保码").click()
        citizen.unlock(HOLDER)
        citizen.at("贺*贞的医保码")
        expect(citizen.page.locator(".yb-acting")).to_contain_text("您正在出示 贺*贞（母亲）")
        expect(citizen.page.locator(".yb-pills a[aria-current]")).to_have_text("母亲")
        citizen.tap("扫不出来")
        citizen.at("贺*贞的医保码")
        citizen.tap("换回二维码")
        citizen.page.locator(".yb-pills a", has_text="妻子").click()
        citizen.at("雷*英的医保码")
        citizen.page.locator(".yb-pills a", has_text="母亲").click()
        citizen.at("贺*贞的医保码")
        before = citizen.digits()
        citizen.press("立即换新码")
        citizen.wait_for_another_code(before)

    def _scan(self, citizen, clerk):
        """The till reads who shows it; the phone goes to the receipt by itself."""
        clerk.open("clinic1")
        clerk.scan(citizen.digits())
        clerk.at("确认谁在场")
        assert "由家人出示：儿子" in clerk.text() and "请确认患者" in clerk.text()
        clerk.page.get_by_label("患者本人在场").check()
        clerk.press("确认，下一步")
        clerk.at("登记就诊")
        citizen.page.wait_for_url("**/code/scanned/*/", timeout=10_000)
        citizen.at("已被扫码")
        clerk.press("下一位")

    def _look_around(self, citizen):
        """Details, usage, what may be seen, a password that is not reset."""
        citizen.goto("/family/")
        card = citizen.page.locator("li.yb-card", has_text="贺*贞")
        card.get_by_role("link", name="详情").click()
        citizen.at("贺*贞（母亲）")
        assert "家人没有开放" in citizen.text()
        member = citizen.page.url
        citizen.tap("使用记录")
        citizen.at("贺*贞的使用记录")
        assert "旌阳演示社区卫生服务中心" in citizen.text()
        citizen.page.goto(f"{member}pin/")
        citizen.at("刷脸，重设贺*贞的密码")
        citizen.page.goto(member.replace("/family/", "/m/") + "balance/")
        citizen.at("贺*贞的余额和花费")
        assert "家人没有开放" in citizen.text()
        citizen.page.goto(f"{member}remove/")
        citizen.at("解除和贺*贞的绑定")
        citizen.tap("先不解除")
        citizen.at("贺*贞（母亲）")

    def _end_while_on_screen(self, citizen, mother, clerk):
        """The mother ends it while the code is on the son's screen: the till refuses (T40)."""
        citizen.tap("出示医保码")
        citizen.unlock(HOLDER)
        citizen.at("贺*贞的医保码")
        digits = citizen.digits()
        mother.page.goto("/family/bound-by/")
        mother.at("谁绑定了我")
        mother.page.get_by_role("link", name="解除").first.click()
        mother.at("解除薛*田的绑定")
        mother.press("解除绑定")
        mother.at("谁绑定了我")
        assert "没有人绑定您" in mother.text()
        clerk.open("clinic1")
        clerk.scan(digits)
        expect(clerk.page.locator("main")).to_contain_text("voucher.code.not_for_you")
        # The son's screen says it by itself.
        expect(citizen.page.locator("main")).to_contain_text("绑定已解除", timeout=10_000)
        assert citizen.picture().count() == 0
