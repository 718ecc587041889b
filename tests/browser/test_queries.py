"""What a person asks: one walk through the pages that answer, and the page without a network."""

import pytest

from yibao.dev.processes import wait_until

from . import audit, people
from .phone import Phone

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
WEB = "gunicorn"


class TestQuestions:
    """Every page's first action, as the thumb finds it."""

    def test_are_answered_without_a_login(self, phone):
        asker = phone()
        self.finds_a_place(asker)
        self.finds_a_drug(asker)
        self.finds_an_answer(asker)
        self.says_what_is_on_the_mind(asker)

    def finds_a_place(self, asker: Phone) -> None:
        asker.page.goto("/places/")
        asker.at("查医院和药店")
        asker.page.get_by_label("名称、地址或地区").fill("旌阳")
        asker.page.get_by_label("能扫医保码").check()
        asker.press("查找")
        assert "旌阳演示社区卫生服务中心" in asker.text()
        asker.tap("演示大药房旌阳店")
        asker.at("演示大药房旌阳店")
        assert (
            asker.page.get_by_role("link", name="打电话").get_attribute("href") == "tel:08380000004"
        )

    def finds_a_drug(self, asker: Phone) -> None:
        asker.page.goto("/catalogue/")
        asker.page.get_by_label("药品或项目名称").fill("连花清瘟")
        asker.press("查找")
        asker.tap("连花清瘟胶囊")
        asker.at("连花清瘟胶囊")
        assert "举个例子" in asker.text()

    def finds_an_answer(self, asker: Phone) -> None:
        asker.page.goto("/help/")
        asker.page.get_by_label("您想问什么").fill("手机丢了")
        asker.press("查找")
        asker.tap("手机丢了怎么办")
        asker.at("手机丢了怎么办")
        asker.page.goto("/help/code-not-working/")
        asker.tap("去登录")
        asker.at("登录")

    def says_what_is_on_the_mind(self, asker: Phone) -> None:
        asker.page.goto("/help/face/")
        asker.tap("提意见")
        asker.at("给我们提意见")
        asker.page.get_by_label("好用", exact=True).check()
        asker.page.get_by_label("想说的话").fill("图画得清楚")
        asker.press("提交")
        assert "收到了，谢谢您。" in asker.text()


class TestOwnPages:
    """Signed in: what was paid, what is left, what is wrong."""

    def test_lead_from_the_menu_and_back_offline(self, phone):
        own = phone(audit=audit.citizen)
        own.log_in(WHO)
        own.show_code(WHO)  # proves to be there, on this new device
        own.page.goto("/me/")
        own.tap("缴费记录")
        own.at("缴费记录")
        assert "个月没有记录" in own.text()
        own.tap("申请更正")
        own.at("更正参保信息")
        own.page.get_by_label("缴费记录").check()
        own.page.get_by_label("现在写的是什么").fill("有一个月单位缴了，这里没有。")
        own.press("提交申请")
        own.at("更正参保信息")
        assert "最迟" in own.text() and "已提交" in own.text()
        own.page.goto("/benefits/")
        own.at("今年还能报多少")
        own.tap("看今年花了多少")
        own.at("花了多少")
        own.page.goto("/help/code-not-working/")
        own.at("医保码用不了")
        assert "没查出问题" in own.text()
        self.says_without_a_network_that_the_card_works(own)
        assert not own.findings, audit.listed(own.findings)

    def says_without_a_network_that_the_card_works(self, own: Phone) -> None:
        own.page.wait_for_function(
            "navigator.serviceWorker.ready.then(one => one.active.state === 'activated')"
        )
        own.page.context.set_offline(True)
        own.page.goto("/benefits/")
        own.at("现在没有网络")
        assert "实体卡" in own.text()
        own.page.context.set_offline(False)
        own.tap("再试一次")
        own.at("今年还能报多少")
        own.stack.kill(WEB)
        own.page.goto("/benefits/")
        own.at("系统暂时打不开")
        assert "您的网络是好的" in own.text() and "实体卡" in own.text()
        assert wait_until(lambda: own.stack.processes(WEB), 60, 0.3)
        wait_until(lambda: _comes_back(own), 60, 1)
        own.at("今年还能报多少")


def _comes_back(own: Phone) -> bool:
    own.page.goto("/benefits/")
    return own.page.get_by_role("heading", level=1).inner_text() != "系统暂时打不开"
