"""The wallet on two phones: opened by both, given, taken, not taken, taken back (P99)."""

import re

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
            self._refuse(giver, taker)
            self._take_back(giver, taker)
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
        self._choose(giver)
        giver.page.get_by_label("转多少").fill("2000.01")
        giver.press("继续")
        now = clock.local(clock.now())
        night = not 6 <= now.hour < 22
        assert ("06:00 以后再转" if night else "一次最多转 2,000.00 元") in giver.text()
        if night or (now.hour, now.minute) >= (21, 55):  # three transfers have to fit before it
            return False
        self._send(giver, "150")
        return True

    def _choose(self, giver):
        giver.tap("转给家人")
        giver.at("转给谁")
        giver.page.get_by_label("洪*").check()
        giver.press("继续")
        giver.at("转多少")

    def _send(self, giver, amount: str):
        giver.page.get_by_label("转多少").fill(amount)
        giver.press("继续")
        giver.unlock(GIVER)
        giver.at("核对后转账")
        giver.press("确认转")
        giver.at("转给洪*")
        assert "等对方接收" in giver.text()

    def _take(self, taker):
        """The first page says that something waits; one press takes it."""
        taker.page.goto("/")
        taker.tap("有人转给您，请接收")
        taker.at("麦*河转给您")
        taker.press("接收 150.00 元")
        assert "已接收" in taker.text()
        taker.page.goto("/wallet/")
        assert "家人转来" in taker.text() and "150.00" in taker.text()

    def _again(self, giver, amount: str):
        giver.page.goto("/wallet/")
        self._choose(giver)
        self._send(giver, amount)

    def _refuse(self, giver, taker):
        """What is not wanted goes back to the account that it came from."""
        self._again(giver, "60")
        taker.page.goto("/")
        taker.tap("有人转给您，请接收")
        taker.tap("不接收")
        taker.at("不接收")
        taker.press("不接收")
        taker.at("转给您")
        assert "没有接收，已退回" in taker.text()
        giver.page.reload()
        assert "没有接收，已退回" in giver.text()

    def _take_back(self, giver, taker):
        """Until it is taken the giver may change his mind; the other one keeps what was there."""
        self._again(giver, "70")
        giver.tap("取消转账")
        giver.at("取消")
        giver.press("取消转账")
        giver.at("转给洪*")
        assert "转出人取消了，已退回" in giver.text()
        taker.page.goto("/wallet/")
        assert "已取消，已退回" in taker.text()
        assert "钱包余额\n150.00 元" in re.sub(r"\s*\n\s*", "\n", taker.text())
