"""居民医保缴费 for somebody by name and number, by card: the own account is not activated yet."""

import pytest
from playwright.sync_api import expect

from . import audit, people

pytestmark = pytest.mark.browser
SON, MOTHER = people.of(__name__)
SMALL = {"width": 320, "height": 640}


class TestPremium:
    """P120, P172."""

    def test_is_told_how_to_activate_and_what_is_missing(self, phone, stack):
        son = phone(viewport=SMALL, audit=audit.citizen)
        son.log_in(SON)
        son.page.goto("/me/")
        son.choose_size("长辈版")
        self._name(son, stack.person(MOTHER))
        self._account(son)
        assert not son.findings, audit.listed(son.findings)

    def _name(self, son, her) -> None:
        son.page.goto("/premiums/new/who/")
        son.at("给谁缴居民医保费")
        son.tap("给别人缴")
        son.at("给别人缴居民医保费")
        son.page.get_by_label("姓名").fill("俞秀兰")
        son.page.get_by_label("身份证号").fill(her["certno"])
        son.press("继续")
        expect(son.page.get_by_role("alert").first).to_contain_text("没有查到")
        son.at("给别人缴居民医保费")
        son.page.get_by_label("姓名").fill(her["name"])
        son.page.get_by_label("身份证号").fill(her["certno"])
        son.press("继续")
        son.at("请核对参保地和年度")
        assert "俞*珍" in son.text() and her["certno"] not in son.page.content()
        son.press("没错，继续")
        son.unlock(SON)

    def _account(self, son) -> None:
        """How it is activated; without it and without a card, how much is missing and where to."""
        son.at("您的个人账户还没有启用")
        assert "怎么启用" in son.text()
        son.press("先不用账户，用银行卡缴")
        son.at("核对后付款")
        assert "钱不够付" in son.text() and "400.00" in son.text()
        son.tap("去看银行卡")
        son.at("银行卡")
