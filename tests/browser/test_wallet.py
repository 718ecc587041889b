"""The wallet on two phones: opened by both, given, seen at home, taken (P99)."""

import pytest

from yibao.kernel import clock

from . import audit, people

pytestmark = pytest.mark.browser
GIVER, TAKER = people.of(__name__)
SMALL = {"width": 320, "height": 640}


class TestWallet:
    """At night the walk ends where the page says when it opens again."""

    def test_is_opened_by_both_given_and_taken(self, phone):
        giver, taker = phone(viewport=SMALL), phone()
        giver.audit = audit.once(audit.citizen)
        self._open(taker, TAKER)
        self._open(giver, GIVER)
        if self._give(giver):
            self._take(taker)
        assert not giver.findings, audit.listed(giver.findings)

    def _open(self, one, key):
        one.log_in(key)
        one.page.goto("/wallet/")
        one.unlock(key)
        one.at("医保钱包")
        one.tap("开通医保钱包")
        one.at("开通医保钱包")
        one.press("开通")
        one.at("医保钱包")
        assert "钱包余额" in one.text()

    def _give(self, giver) -> bool:
        """To whom, how much, the check; False at night."""
        giver.tap("转给家人")
        giver.at("转给谁")
        giver.page.get_by_label("洪*").check()
        giver.press("继续")
        giver.at("转多少")
        giver.page.get_by_label("转多少").fill("2000.01")
        giver.press("继续")
        night = not 6 <= clock.local(clock.now()).hour < 22
        assert ("06:00 以后再转" if night else "一次最多转 2,000.00 元") in giver.text()
        if night:
            return False
        giver.page.get_by_label("转多少").fill("150")
        giver.press("继续")
        giver.unlock(GIVER)
        giver.at("核对后转账")
        giver.press("确认转")
        giver.at("转给洪*")
        assert "等对方接收" in giver.text()
        return True

    def _take(self, taker):
        """The first page says that something waits; one press takes it."""
        taker.page.goto("/")
        taker.tap("有人转给您，请接收")
        taker.at("麦*河转给您")
        taker.press("接收 150.00 元")
        assert "已接收" in taker.text()
        taker.page.goto("/wallet/")
        assert "家人转来" in taker.text() and "150.00" in taker.text()
