"""居民医保缴费 on the phone: place and year first, then the money, and the receipt."""

import pytest

from . import audit, people

pytestmark = pytest.mark.browser
PAYER, _MEMBER = people.of(__name__)
SMALL = {"width": 320, "height": 640}


class TestPremiums:
    """P120, P172."""

    def test_a_daughter_pays_her_mothers_from_her_account(self, phone):
        daughter = phone(viewport=SMALL, audit=audit.citizen)
        daughter.log_in(PAYER)
        self._looks_around(daughter)
        self._is_told_that_she_pays_her_own_at_work(daughter)
        self._pays(daughter)
        assert not daughter.findings, audit.listed(daughter.findings)

    def _looks_around(self, daughter):
        """What she paid for her father stands there already."""
        daughter.page.goto("/me/")
        daughter.tap("居民医保缴费")
        daughter.at("居民医保缴费")
        assert "您参加的是职工医保" in daughter.text() and "晏*顺" in daughter.text()
        daughter.tap("去缴费")
        daughter.at("给谁缴居民医保费")

    def _is_told_that_she_pays_her_own_at_work(self, daughter):
        daughter.page.get_by_label("我自己").check()
        daughter.press("继续")
        daughter.at("现在不能缴")
        assert "参加的是职工医保" in daughter.text()
        daughter.tap("给另一个人缴")

    def _pays(self, daughter):
        daughter.page.get_by_label("简*珍").check()
        daughter.press("继续")
        daughter.at("请核对参保地和年度")
        assert "德阳市" in daughter.text() and "400.00 元" in daughter.text()
        daughter.press("没错，继续")
        daughter.unlock(PAYER)
        daughter.at("核对后付款")
        assert "您的个人账户" in daughter.text()
        daughter.press("付 400.00 元")
        assert "已缴费" in daughter.text()
        daughter.tap("打印缴费凭证")
        daughter.at("居民医保缴费凭证")
