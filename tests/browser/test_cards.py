"""A bank card from binding to unbinding: it pays at the till and gets its money back."""

import re
from decimal import Decimal

import pytest

from yibao.dev.processes import wait_until

from . import audit, people
from .screen import amounts

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
#: Of the acted cards of the sandbox: payments succeed.
NUMBER = "6217 9951 0600 0300 000"


class TestCard:
    """P166–P174: every primary action of the pages of bank cards."""

    def test_is_bound_pays_is_refunded_and_unbound(self, phone, till, stack):
        citizen, clerk = phone(audit=audit.citizen), till()
        citizen.log_in(WHO)
        self._bind(citizen, stack)
        self._set_limits(citizen)
        cash = self._pay(citizen, clerk)
        self._see_the_bill(citizen, clerk, cash)
        self._get_it_back(citizen, clerk)
        self._unbind(citizen)
        assert not citizen.findings, audit.listed(citizen.findings)

    def _proved(self, citizen):
        if "/unlock/" in citizen.page.url:
            citizen.page.get_by_label("医保码密码").fill(citizen.stack.person(WHO)["pin"])
            citizen.press("验证")

    def _bind(self, citizen, stack):
        citizen.page.goto("/me/")
        self._proved(citizen)
        citizen.tap("银行卡")
        citizen.at("银行卡")
        assert "8812" in citizen.text() and "3307" in citizen.text()
        citizen.tap("添加银行卡")
        self._proved(citizen)
        citizen.at("添加银行卡")
        citizen.page.get_by_label("卡号").press_sequentially(NUMBER)
        assert "邮储银行 储蓄卡" in citizen.page.locator("#card-bank").inner_text()
        number = stack.person(WHO)["phone"]
        citizen.page.get_by_label("银行预留手机号").fill(number)
        citizen.page.get_by_label("我已看过").check()
        known = len(stack.messages(number))
        citizen.press("获取验证码")
        citizen.at("请输入银行验证码")
        assert NUMBER.replace(" ", "") not in citizen.page.content()
        assert wait_until(lambda: len(stack.messages(number)) > known, 30, 0.2)
        code = next(one["code"] for one in stack.messages(number) if one["code"])
        citizen.page.get_by_label("6 位验证码").fill(code)
        citizen.press("绑定")
        citizen.at("银行卡")
        assert "邮储银行(0000)已绑定" in citizen.text()

    def _card(self, citizen, tail):
        """Open the page of the card with this tail."""
        citizen.page.goto("/cards/")
        block = citizen.page.locator("section.yb-card").filter(has_text=tail)
        block.get_by_role("link", name=re.compile("看详情")).click()
        citizen.at(tail)

    def _set_limits(self, citizen):
        self._card(citizen, "0000")
        citizen.tap("设为默认")
        self._proved(citizen)
        citizen.at("以后从这张卡扣")
        citizen.press("设为默认卡")
        self._card(citizen, "0000")
        citizen.tap("改限额")
        citizen.at("改限额")
        citizen.page.get_by_label("单笔最多").fill("600")
        citizen.page.get_by_label("每天最多").fill("1200.00")
        citizen.press("保存限额")
        citizen.at("0000")
        assert "600.00 元" in citizen.text()

    def _pay(self, citizen, clerk) -> Decimal:
        digits = citizen.show_code(WHO)
        clerk.open("hospital3")
        clerk.scan(digits)
        clerk.open_visit()
        clerk.add("口腔洁治（全口）")
        clerk.add("血常规（五分类）")
        cash = clerk.quote()["cash"]
        clerk.page.get_by_label("就诊人绑定的银行卡").check()
        clerk.settle()
        sheet = clerk.page.locator(".yb-sheet").inner_text()
        assert f"邮储银行(0000) 付 {cash:,} 元" in sheet
        return cash

    def _see_the_bill(self, citizen, clerk, cash):
        citizen.goto(f"/bills/{clerk.number()}/")
        citizen.at("德阳演示人民医院")
        assert citizen.split()["card"] == cash
        assert "银行卡 邮储银行(0000)" in citizen.text()

    def _get_it_back(self, citizen, clerk):
        number = clerk.number()
        clerk.refund_rest(number)

        def is_back() -> bool:
            citizen.page.goto(f"/bills/{number}/refund/")
            return "银行已退回邮储银行(0000)" in citizen.text()

        assert wait_until(is_back, 60, 1)
        citizen.at("退费进度")
        assert amounts(citizen.text())

    def _unbind(self, citizen):
        self._card(citizen, "0000")
        citizen.tap("解绑")
        self._proved(citizen)
        citizen.at("解绑邮储银行(0000)")
        citizen.press("解绑")
        citizen.at("银行卡")
        assert "邮储银行(0000)已解绑" in citizen.text()
