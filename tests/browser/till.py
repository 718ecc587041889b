"""What the clerk does at the simulated till."""

from decimal import Decimal

from playwright.sync_api import expect

from .screen import Screen, amounts


class Till(Screen):
    """One clerk's screen."""

    def open(self, place: str) -> None:
        """Sit down at the first counter of an institution."""
        self.page.goto("/dev/sandbox/terminal/")
        counters = self.page.get_by_label("在哪个窗口")
        value = counters.locator(f"option[value^='{place}/']").first.get_attribute("value")
        counters.select_option(value)
        self.press("开始收费")
        self.at("扫就诊人的医保码")

    def scan(self, digits: str) -> None:
        """Type the digits; what comes next depends on the answer."""
        self.page.goto("/dev/sandbox/terminal/scan/")
        self.page.get_by_label("医保码数字").fill(digits)
        self.press("识别")

    def refusal(self) -> str:
        """What the till is told; the place where it hears of a disowned scan is another one."""
        return self.page.locator(".yb-notice--error[role=alert]").inner_text()

    def open_visit(self) -> None:
        """Register an ordinary visit."""
        self.at("登记就诊")
        self.press("登记，去录费用")
        self.at("费用")

    def add(self, name: str, count: str = "1") -> None:
        """Find an item of the catalogue and add it."""
        self.page.get_by_label("找药品、项目或材料").fill(name)
        self.press("查找")
        line = self.page.locator("form.sb-line").filter(has_text=name).first
        line.get_by_label("数量").fill(count)
        line.get_by_role("button", name="加入").click()
        expect(self.page.locator(".sb-total")).to_be_visible()

    def quote(self) -> dict[str, Decimal]:
        """Ask what it would cost; who pays what, by the words of the quote."""
        self.press("试算")
        self.at("试算")
        return self.split()

    def settle(self) -> dict[str, Decimal]:
        """Take the money as quoted; who paid what, by the words of the receipt."""
        self.press("确认收")
        self.at("结算完成")
        return self.split()

    def number(self) -> str:
        """The settlement's number on the receipt."""
        row = self.page.locator(".yb-sheet dl div").filter(has_text="结算号")
        return row.first.locator("dd").inner_text().strip()

    def refund_line(self, number: str, line: str, count: str) -> list[Decimal]:
        """Give back some of one line; returns the amounts on the refund's sheet."""
        self.page.goto(f"/dev/sandbox/terminal/refund/{number}/")
        self.page.get_by_label(f"退几个：{line}").fill(count)
        self.press("退费")
        self.at("退费完成")
        return amounts(self.page.locator(".yb-sheet").inner_text())

    def refund_rest(self, number: str) -> list[Decimal]:
        """Give back what is left; returns the amounts on the refund's sheet."""
        self.page.goto(f"/dev/sandbox/terminal/refund/{number}/")
        self.page.get_by_label("整单退完").check()
        self.press("退费")
        self.at("退费完成")
        return amounts(self.page.locator(".yb-sheet").inner_text())
