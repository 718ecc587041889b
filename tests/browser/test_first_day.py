"""A person's first day: from no account to a bill that was paid back, seen on both screens."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from tests.scanning import read_qr

from . import audit, people
from .phone import Phone
from .screen import amounts
from .till import Till

pytestmark = pytest.mark.browser
WHO, GRANDMOTHER = people.of(__name__)


def read_picture(phone: Phone) -> str:
    """What a scanner reads off the screen."""
    picture = Image.open(io.BytesIO(phone.picture().screenshot()))
    return read_qr(picture).text


def sell(till: Till, digits: str) -> None:
    """Scan, open a visit at the hospital and put three items on the bill."""
    till.open("hospital3")
    till.scan(digits)
    till.open_visit()
    till.add("血常规（五分类）")
    till.add("连花清瘟胶囊", "2")
    till.add("胸部CT平扫")


def balance(citizen: Phone) -> Decimal:
    """What is left on the own account, by its page."""
    citizen.page.goto("/balance/")
    return amounts(citizen.page.locator(".yb-amount").inner_text())[0]


class TestFirstDay:
    """Register, activate, show, pay, read the bill, get the money back."""

    def test_from_no_account_to_the_refund(self, phone, till):
        citizen, clerk = phone(audit=audit.citizen), till(audit=audit.citizen)
        citizen.register(WHO)
        citizen.tap("出示医保码")
        citizen.at("医保码")
        digits = citizen.show_code(WHO)
        assert len(digits) == 28
        assert read_picture(citizen) == digits
        sell(clerk, digits)
        quoted = clerk.quote()
        assert clerk.settle() == quoted
        self.sees_the_scan_and_the_bill(citizen, quoted)
        assert balance(citizen) == Decimal("600.00") - quoted["own"]
        self.gets_the_money_back(citizen, clerk, quoted)
        assert balance(citizen) == Decimal("600.00")
        self.takes_the_account_along(citizen)
        found = citizen.findings + clerk.findings
        assert not found, audit.listed(found)

    def test_the_same_without_javascript(self, phone, till):
        citizen, clerk = phone(javascript=False), till(javascript=False)
        citizen.register(GRANDMOTHER)
        sell(clerk, citizen.show_code(GRANDMOTHER))
        quoted = clerk.quote()
        assert clerk.settle() == quoted
        citizen.press("立即换新码")
        self.sees_the_scan_and_the_bill(citizen, quoted)
        self.gets_the_money_back(citizen, clerk, quoted)

    def sees_the_scan_and_the_bill(self, citizen: Phone, quoted: dict) -> None:
        """The phone went to the scan by itself; the bill says what the till said, to the fen."""
        citizen.at("已被扫码")
        citizen.goto(citizen.page.url)
        citizen.tap("看账单")
        citizen.at("德阳演示人民医院")
        assert citizen.split() == quoted
        citizen.tap("为什么是这个数")
        citizen.at("为什么是这个数")
        assert citizen.split() == quoted
        assert quoted["total"] in amounts(citizen.page.locator(".yb-lead").inner_text())
        citizen.page.go_back()

    def takes_the_account_along(self, citizen: Phone) -> None:
        """What came in and went out, as a file; and what was paid in, month by month."""
        with citizen.page.expect_download() as file:
            citizen.page.get_by_role("link", name="下载明细").click()
        assert file.value.suggested_filename.endswith(".csv")
        citizen.page.goto("/contributions/")
        citizen.at("缴费记录")

    def gets_the_money_back(self, citizen: Phone, clerk: Till, quoted: dict) -> None:
        """One box of medicine first, then the rest; nothing is left and the account is whole."""
        citizen.page.goto("/bills/")
        citizen.tap("德阳演示人民医院")
        number = clerk.number()
        first = clerk.refund_line(number, "连花清瘟胶囊", "1")
        citizen.page.reload()
        assert "这笔账退过一部分" in citizen.text()
        rest = clerk.refund_rest(number)
        assert first[0] + rest[0] == quoted["total"]
        citizen.page.reload()
        assert "这笔账已全部退费" in citizen.text()
        citizen.tap("退费进度")
        citizen.at("退费进度")
        seen = citizen.text()
        for sheet in (first, rest):
            assert f"退 {sheet[0]:,} 元" in seen
