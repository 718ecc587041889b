"""Mutual aid on two phones and at the till: grant, spend, change, stop; a word for one bill."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from . import audit, people

pytestmark = pytest.mark.browser
PAYER, MEMBER = people.of(__name__)
SMALL = {"width": 320, "height": 640}
ITEMS = ("血常规（五分类）", "普通门诊诊察费")


class TestMutualAid:
    """P93–P119: the payer's money pays the mother's own share, within limits, and only then."""

    def test_is_given_spent_changed_stopped_and_asked_for(self, phone, till):
        son, mother, clerk = phone(viewport=SMALL), phone(), till()
        son.audit = mother.audit = audit.once(audit.citizen)
        son.log_in(PAYER)
        self._give(son)
        mother.log_in(MEMBER)
        paid = self._spend(mother, clerk)
        self._look(mother, son, paid)
        self._change(son)
        self._stop(son)
        self._ask(son, mother, clerk)
        self._count(son)
        found = son.findings + mother.findings
        assert not found, audit.listed(found)

    def _give(self, son):
        """Who, how much, the consent, the password: four pages."""
        son.page.goto("/me/")
        son.unlock(PAYER)
        son.tap("家庭共济")
        son.at("家庭共济")
        assert "还没有授权给家人" in son.text()
        son.tap("授权给家人")
        son.at("授权给谁")
        son.page.get_by_label("梅*芝").check()
        son.press("继续")
        son.at("最多用多少")
        son.press("继续")
        assert "请填一年最多" in son.text()
        son.page.get_by_label("一年最多").fill("500")
        son.page.get_by_label("每次最多").fill("200")
        son.press("继续")
        son.at("授权书")
        assert "500.00 元" in son.text()
        son.page.get_by_label("我已看过").check()
        son.press("同意并继续")
        son.unlock(PAYER)
        son.at("核对后授权")
        son.press("确认授权")
        son.at("梅*芝")
        assert "已授权" in son.text()

    def _visit(self, mother, clerk):
        digits = mother.show_code(MEMBER)
        clerk.open("hospital3")
        clerk.scan(digits)
        clerk.open_visit()
        for name in ITEMS:
            clerk.add(name)

    def _spend(self, mother, clerk) -> Decimal:
        """One scan is enough under a grant (P114); returns what the son's account paid."""
        self._visit(mother, clerk)
        assert clerk.quote()["aid"] > 0
        return clerk.settle()["aid"]

    def _look(self, mother, son, paid):
        """Both read the same sum; the order of payment names the son."""
        mother.goto("/mutual-aid/received/")
        mother.at("家人给我的授权")
        mother.tap("看用了哪些")
        mother.at("给我的授权")
        assert f"{paid:.2f} 元" in mother.text()
        mother.page.goto("/pay-order/")
        mother.at("付钱的顺序")
        assert "庄*诚" in mother.text()
        son.page.goto("/mutual-aid/")
        son.at("家庭共济")
        assert f"{paid:.2f} / 500.00 元" in son.text()

    def _change(self, son):
        """Lower at once; higher after a look at both numbers."""
        son.tap("改额度")
        son.at("的额度")
        son.page.get_by_label("一年最多").fill("300")
        son.press("保存")
        son.at("梅*芝")
        assert "额度已改" in son.text()
        son.tap("改额度")
        son.at("的额度")
        son.page.get_by_label("一年最多").fill("800")
        son.press("保存")
        son.unlock(PAYER)
        son.at("确认调高")
        assert "300.00 元" in son.text() and "800.00 元" in son.text()
        son.press("确认调高")
        son.at("梅*芝")

    def _stop(self, son):
        son.tap("停止授权")
        son.at("停止给")
        son.press("停止授权")
        son.at("家庭共济")
        assert "已停止" in son.text()

    def _ask(self, son, mother, clerk):
        """Without a grant the second scan asks the son for exactly this amount (P113)."""
        self._visit(mother, clerk)
        digits = son.show_code(PAYER)
        clerk.page.goto("/dev/sandbox/terminal/payer/")
        clerk.page.get_by_label("医保码数字").fill(digits)
        clerk.press("加上付款人")
        clerk.at("试算")
        assert clerk.quote()["aid"] > 0
        clerk.press("确认收")
        expect(clerk.page.locator("main")).to_contain_text("等付款人在手机上同意")
        expect(son.page.locator("main")).to_contain_text("家人看病，请您同意付款")
        son.tap("看这笔共济付款")
        son.unlock(PAYER)
        son.at("同意替家人付这笔钱吗")
        assert "德阳演示人民医院" in son.text() and "梅*芝（母亲）" in son.text()
        mother.goto("/code/scanned/")
        expect(mother.page.locator("main")).to_contain_text("等家人在手机上同意付款")
        son.press("同意付")
        expect(son.page.locator("main")).to_contain_text("您已同意")
        clerk.press("付款人点好了，接着结算")
        clerk.at("结算完成")
        assert clerk.split()["aid"] > 0
        expect(son.page.locator("main")).to_contain_text("已经付好")
        expect(mother.page.locator("main")).to_contain_text("已经结算")

    def _count(self, son):
        """The month by relative, both bills in it."""
        son.page.goto("/mutual-aid/")
        son.tap("每月对账单")
        son.at("共济对账单")
        assert len(re.findall("德阳演示人民医院", son.text())) == 2
        son.page.goto("/mutual-aid/new/who/")
        son.at("授权给谁")
