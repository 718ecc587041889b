"""断网码: taken at home, shown without a network, billed in a cellar, checked, ended (row 21)."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.scanning import read_qr
from yibao.dev.processes import wait_until

from . import audit, people

pytestmark = pytest.mark.browser
(OWNER,) = people.of(__name__)
SMALL = {"width": 320, "height": 640}


class TestOfflinePass:
    """In large letters on a small phone; the clerk's list is from before the outage."""

    def test_is_kept_shown_billed_and_ended(self, phone, till):
        owner, clerk = phone(viewport=SMALL, audit=audit.citizen), till()
        owner.log_in(OWNER)
        owner.choose_size("长辈版")
        text = self._is_taken(owner)
        self._stands_where_there_is_no_network(owner)
        self._is_billed(clerk, text)
        self._leads_to_a_bill(owner)
        self._is_ended(owner)
        assert not owner.findings, audit.listed(owner.findings)

    def _is_taken(self, owner) -> str:
        """From the help page on; returns what a scanner reads."""
        owner.page.goto("/help/outage/")
        owner.at("医院断网了怎么办")
        owner.page.locator("main").get_by_role("link", name="断网码").click()
        owner.unlock(OWNER)
        owner.at("断网码")
        owner.press("取一张断网码")
        expect(owner.page.get_by_text("断网码取好了")).to_be_visible()
        expect(owner.page.get_by_text("已经存在这台手机上")).to_be_visible()
        return _scanned(owner)

    def _stands_where_there_is_no_network(self, owner):
        owner.page.wait_for_function(
            "navigator.serviceWorker.ready.then(one => one.active.state === 'activated')"
        )
        owner.page.context.set_offline(True)
        owner.page.goto("/code/")
        owner.at("现在没有网络")
        assert "的断网码" in owner.text() and "一天最多先记" in owner.text()
        owner.page.context.set_offline(False)

    def _is_billed(self, clerk, text):
        clerk.open("hospital2")
        clerk.tap("断网模式")
        clerk.at("断网模式")
        clerk.page.get_by_label("断网码").fill(text)
        clerk.page.get_by_label("数量").fill("1")
        clerk.page.get_by_label("单价").fill("20.00")
        clerk.page.get_by_label("现在确实没有网络").check()
        clerk.press("记账")
        clerk.press("网络好了，上传 1 张（20.00 元）")
        assert wait_until(lambda: _is_checked(clerk), 60, 1)

    def _leads_to_a_bill(self, owner):
        owner.page.goto("/bills/")
        owner.page.locator("main .weui-cells a").first.click()
        assert "断网时先记账，已核对" in owner.text()

    def _is_ended(self, owner):
        """From then on nothing is shown without a network."""
        owner.page.goto("/code/offline/")
        owner.unlock(OWNER)
        owner.press("全部作废")
        assert "断网码都作废了" in owner.text()
        owner.page.context.set_offline(True)
        owner.page.goto("/code/")
        owner.at("现在没有网络")
        assert "的断网码" not in owner.page.locator("main").inner_text()
        owner.page.context.set_offline(False)


def _scanned(owner) -> str:
    image = Image.open(io.BytesIO(owner.page.locator("#offline-pass svg").screenshot()))
    wide = image.resize((image.width * 3, image.height * 3))
    read = read_qr(wide)
    assert read.text.startswith("YBO1.")
    return read.text


def _is_checked(clerk) -> bool:
    clerk.page.goto("/dev/sandbox/terminal/offline/")
    return "结算号" in clerk.text()
