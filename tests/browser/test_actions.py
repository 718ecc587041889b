"""Primary actions that no other journey presses: the table of them is ``actions.py``."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from . import audit, people
from .phone import Phone

pytestmark = pytest.mark.browser
WHO, TYPIST = people.of(__name__)
# One text message a minute goes to a number.
A_MINUTE = 62


class TestOwn:
    """Signed in, page by page, and at last from another device."""

    def test_do_what_they_say(self, phone):
        own = phone(audit=audit.once(audit.citizen))
        began = time.monotonic()
        own.log_in(WHO)
        self.shows_the_code(own)
        self.reads_a_message(own)
        self.saves_the_display(own)
        self.has_nothing_to_do(own)
        assert not own.findings, audit.listed(own.findings)
        time.sleep(max(0.0, A_MINUTE - (time.monotonic() - began)))
        self.ends_the_other_device(own, phone())

    def shows_the_code(self, own: Phone) -> None:
        own.page.goto("/")
        own.page.locator("main").get_by_role("link", name="出示医保码").first.click()
        own.unlock(WHO)
        own.at("医保码")
        before = own.digits()
        own.press("立即换新码")
        own.wait_for_another_code(before)
        own.page.goto("/code/barcode/")
        own.at("条形码")
        own.tap("换回二维码")
        own.at("医保码")
        own.picture().wait_for()
        assert own.page.url.endswith("/code/")

    def reads_a_message(self, own: Phone) -> None:
        own.page.goto("/messages/")
        own.at("消息")
        first = own.page.locator("main .weui-cell__title").first
        title = first.inner_text()
        first.click()
        own.at(title)
        address = own.page.url
        own.page.locator("main .yb-actions a").first.click()
        own.page.wait_for_url(lambda now: now != address)

    def saves_the_display(self, own: Phone) -> None:
        for word, size in (("大字", "large"), ("标准", "standard")):
            own.page.goto("/me/display/")
            own.at("大字版和显示")
            own.page.get_by_label(word, exact=True).check()
            own.press("保存")
            own.page.locator(f"html[data-size={size}]").wait_for()

    def has_nothing_to_do(self, own: Phone) -> None:
        own.page.goto("/me/todos/")
        own.at("等您处理")
        own.page.locator("main a").first.click()
        own.page.wait_for_url(lambda now: "/me/todos/" not in now)

    def ends_the_other_device(self, own: Phone, other: Phone) -> None:
        other.log_in(WHO)
        other.page.goto("/me/security/")
        other.at("登录和设备")
        other.press("退出其他设备")
        other.at("登录和设备")
        assert "没有别的设备在登录" in other.text()
        own.page.goto("/me/")
        own.at("登录")


class TestHelp:
    """Nobody is signed in; every page of help leads on."""

    def test_leads_on_from_every_page(self, phone):
        asker = phone()
        asker.page.add_init_script("window.print = () => document.title = 'printed'")
        asker.page.goto("/help/activate/")
        asker.page.locator("main .yb-actions a, main a.weui-btn").first.click()
        asker.page.wait_for_url(lambda now: "/help/activate/" not in now)
        asker.page.goto("/help/contacts/")
        asker.at("各地医保经办机构电话")
        calls = asker.page.locator("main .weui-cells a[href^='tel:']")
        assert calls.count() >= 9 and calls.first.get_attribute("href") == "tel:12393"
        asker.page.goto("/help/counter/")
        asker.at("去窗口办理")
        asker.page.locator("main a[href^='/help/forms/']").first.click()
        asker.press("打印")
        expect(asker.page).to_have_title("printed")
        asker.page.goto("/help/face/")
        asker.tap("再试一次")
        asker.page.wait_for_url(lambda now: "/help/face/" not in now)
        asker.page.goto("/help/card-or-code/")
        asker.tap("查哪里能扫码")
        asker.at("查医院和药店")
        expect(asker.page).to_have_url(re.compile("code=on"))


class TestStay:
    """Two minutes before the end of a form a dialog asks; nothing that was typed is lost (T28)."""

    def test_keeps_what_was_typed(self, phone):
        own = phone()
        own.log_in(TYPIST)
        own.page.clock.install()
        own.page.goto("/cards/add/")
        own.unlock(TYPIST)
        own.at("添加银行卡")
        assert "前提交" in own.text()
        own.page.get_by_label("卡号").fill("6217 9951")
        dialog = own.page.locator("dialog.yb-dialog")
        expect(dialog).to_be_hidden()
        # Standing still from here on: this clock is now ahead of the site's, by which one stays.
        own.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=181))
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="继续使用").click()
        expect(dialog).to_be_hidden()
        own.page.clock.fast_forward("06:00")
        expect(dialog).to_contain_text("要再验证一次")
        with own.page.expect_popup() as opened:
            dialog.get_by_role("link", name="再验证一次").click()
        assert "/code/unlock/" in opened.value.url
        assert own.page.get_by_label("卡号").input_value().startswith("6217")
        opened.value.goto("/accounts/stay/")
        expect(opened.value.get_by_role("heading", level=1)).to_contain_text("验证好了")
