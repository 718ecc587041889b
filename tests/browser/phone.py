"""What a citizen does on the phone."""

import time
from datetime import UTC, datetime

from playwright.sync_api import Locator, expect

from yibao.dev.processes import wait_until

from .screen import Screen


class Phone(Screen):
    """One phone; every action ends on the page that it leads to."""

    def register(self, key: str) -> None:
        """First time: from the first page to the activated voucher."""
        person = self.stack.person(key)
        self.page.goto("/")
        self.at("开始使用医保服务")
        self.page.locator("main a[href*='/accounts/register/']").first.click()
        self.prove_phone(person["phone"])
        self.at("您的姓名和身份证号")
        self.page.get_by_label("姓名").fill(person["name"])
        self.page.get_by_label("身份证号").fill(person["certno"])
        self.press("继续")
        self.at("请核对您的信息")
        assert person["certno"] not in self.page.content()
        self.press("确认无误")
        self.at("刷脸前请看")
        self.page.get_by_label("我已看过").check()
        self.press("同意并开始")
        self.at("刷脸")
        self.page.get_by_label("演示：通过").check()
        self.press("开始比对")
        self.at("验证通过")
        self.tap("继续")
        self.at("您的参保信息")
        self.press("这是我的，继续")
        self.page.get_by_label("我已看过").check()
        self.page.locator("main button").first.click()
        self.at("设置医保码密码")
        self.page.get_by_label("密码", exact=True).fill(person["pin"])
        self.page.get_by_label("再输一次").fill(person["pin"])
        self.press("设置密码")
        self.at("医保码已激活")

    def log_in(self, key: str, *, proved: bool = True) -> None:
        """Again, with a text message; ``proved``: and the password, once on this new device."""
        self.page.goto("/accounts/login/")
        self.prove_phone(self.stack.person(key)["phone"])
        self.at("您好")
        if proved and self.page.get_by_role("link", name="验证是我本人").count():
            self.tap("验证是我本人")
            self.unlock(key)
            self.at("您好")

    def wait_for_next_code(self, number: str) -> None:
        """One code a minute goes to a number; other tests may have used it just now (T15)."""
        sent = [one["sent_at"] for one in self.stack.messages(number) if one["code"]]
        if sent:
            passed = datetime.now(UTC) - datetime.fromisoformat(max(sent))
            time.sleep(min(62.0, max(0.0, 62.0 - passed.total_seconds())))

    def prove_phone(self, number: str) -> None:
        """Number, then the code of the message."""
        known = len(self.stack.messages(number))
        self.wait_for_next_code(number)
        self.page.get_by_label("手机号").fill(number)
        self.press("获取验证码")
        self.at("请输入短信验证码")
        # The message leaves through the worker.
        assert wait_until(lambda: len(self.stack.messages(number)) > known, 30, 0.2)
        self.type_code(number)

    def type_code(self, number: str) -> None:
        """The newest code that went to the number, on the page that asks for it."""
        self.at("请输入短信验证码")
        codes = [one["code"] for one in self.stack.messages(number) if one["code"]]
        self.page.get_by_label("6 位验证码").fill(codes[0])
        self.press("继续")

    def show_code(self, key: str) -> str:
        """Open the code page, prove the password where asked; returns the digits shown."""
        self.page.goto("/code/")
        self.unlock(key)
        self.at("医保码")
        return self.digits()

    def unlock(self, key: str) -> None:
        """Type the password where the page asks for it."""
        if "/unlock/" in self.page.url:
            self.page.get_by_label("医保码密码").fill(self.stack.person(key)["pin"])
            self.press("验证")
            self.page.wait_for_url(lambda address: "/unlock/" not in address)

    def keep_photo(self) -> None:
        """Answer the three questions about a photo and keep it."""
        for question in ("四个角都拍进去了吗", "字都看得清吗", "没有反光吧"):
            group = self.page.get_by_role("group", name=question)
            group.get_by_label("是", exact=True).check()
        self.press("就用这张")

    def digits(self) -> str:
        """The 28 digits under the picture."""
        return "".join(self.page.locator(".yb-code__digits").inner_text().split())

    def wait_for_another_code(self, before: str) -> None:
        """Until the digits are others than these."""
        self.page.wait_for_function(
            "old => document.querySelector('.yb-code__digits')"
            ".textContent.replace(/\\s/g, '') !== old",
            arg=before,
        )

    def picture(self) -> Locator:
        """The square or the bars."""
        return self.page.locator(".yb-code__pic")

    def choose_size(self, word: str) -> None:
        """Press the size button of the top bar until the page has the size of this word."""
        sizes = {"标准版": "standard", "大字版": "large", "长辈版": "elder"}
        for _ in sizes:
            if self.size() == sizes[word]:
                return
            before = self.size()
            self.page.locator(".yb-top__acts button").click()
            expect(self.page.locator("html")).not_to_have_attribute("data-size", before)
        assert self.size() == sizes[word]

    def size(self) -> str:
        """The size that the server set on the page."""
        return self.page.locator("html").get_attribute("data-size") or ""
