"""A child's bill and the own: shown together, doubted, taken back; an exchange at a till."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from . import audit, people
from .partner import Partner

pytestmark = pytest.mark.browser
FATHER, _CHILD = people.of(__name__)
SMALL = {"width": 320, "height": 640}
ITEM = "普通门诊诊察费"


class TestBills:
    """A5 for a relative's bill (T31), and the exchange of lines (T64) with where the money went."""

    def test_of_a_child_and_of_oneself(self, phone, till, stack, tmp_path):
        father, clerk = phone(viewport=SMALL), till()
        father.audit = audit.once(audit.citizen)
        father.log_in(FATHER)
        father.page.goto("/me/")
        father.choose_size("长辈版")
        number = self._pay_for_the_child(father, clerk)
        self._look_at_everybody(father, number)
        self._read(father, number)
        address = self._doubt(father)
        kept = tmp_path / "cookies.json"
        father.page.context.storage_state(path=kept)
        self._take_back(phone(javascript=False, cookies=kept), address)
        self._swap(father, stack)
        assert not father.findings, audit.listed(father.findings)

    def _pay_for_the_child(self, father, clerk) -> str:
        father.page.goto("/family/")
        card = father.page.locator("li.yb-card", has_text="石*川")
        card.get_by_role("link", name="出示医保码").click()
        father.unlock(FATHER)
        father.at("石*川的医保码")
        clerk.open("clinic1")
        clerk.scan(father.digits())
        clerk.at("确认谁在场")
        clerk.page.get_by_label("患者本人在场").check()
        clerk.press("确认，下一步")
        clerk.open_visit()
        clerk.add(ITEM)
        clerk.quote()
        clerk.settle()
        return clerk.number()

    def _look_at_everybody(self, father, number) -> None:
        """From the own bills, which are none yet, to everybody's."""
        father.goto("/bills/")
        father.at("账单")
        assert "还没有账单" in father.text()
        father.page.locator(".yb-pills").get_by_role("link", name="全部").click()
        father.at("账单")
        expect(father.page.locator(".yb-pills a[aria-current]")).to_have_text("全部")
        father.page.locator(f"main a[href$='/bills/{number}/']").click()
        father.at("旌阳演示社区卫生服务中心")
        assert father.page.url.endswith(f"/bills/{number}/") and "/m/" in father.page.url

    def _read(self, father, number) -> None:
        """Why and on paper, always below the child's address."""
        split = father.split()
        father.tap("为什么是这个数")
        father.at("为什么是这个数")
        assert father.split() == split
        father.page.go_back()
        father.tap("打印结算单")
        father.at("医疗保障结算单")
        assert number in father.text()
        father.page.go_back()

    def _doubt(self, father) -> str:
        father.tap("我对这笔账有疑问")
        father.at("对这笔账有疑问")
        father.press("提交")
        father.at("对这笔账有疑问")
        expect(father.page.get_by_role("alert")).to_contain_text("请选哪里不对")
        father.page.get_by_label("数量或单价不对").check()
        father.page.get_by_label("想说明的话").fill("只看了一次医生")
        father.press("提交")
        father.at("账单疑问")
        assert "医保局正在核查" in father.text()
        return father.page.url

    def _take_back(self, father, address) -> None:
        """The same person without JavaScript: one press, and it may be asked again."""
        father.page.goto(address)
        father.press("撤回疑问")
        father.at("账单疑问")
        assert "撤回" in father.text()
        assert father.page.get_by_role("button", name="撤回疑问").count() == 0

    def _swap(self, father, stack) -> None:
        """The dearer dressing instead of the other: 12.50 more in cash, on both bills."""
        shop = Partner(stack, "clinic1")
        old = shop.settle(*shop.quoted(FATHER, "30.00"))["setl_id"]
        new = self._exchange(shop, old)
        father.page.goto(f"/bills/{old}/")
        father.at("旌阳演示社区卫生服务中心")
        assert "退掉的项目换成了另一张账单，补了现金 12.50 元" in father.text()
        father.tap("退费进度")
        father.at("退费进度")
        assert "换一种敷料" in father.text() and "退 30.00 元" in father.text()
        father.page.go_back()
        father.tap("看换成的账单")
        father.page.wait_for_url(f"**/bills/{new}/")
        father.at("旌阳演示社区卫生服务中心")
        assert "这张账单是换货时开的" in father.text() and "42.50" in father.text()
        father.tap("看原来的账单")
        father.page.wait_for_url(f"**/bills/{old}/")

    def _exchange(self, shop, old) -> str:
        """Heard first, then confirmed; the number of the new bill."""
        line = {
            "feedetl_sn": "1",
            "medins_list_codg": "OWN2",
            "medins_list_name": "自制敷料（大）",
            "cnt": "1",
            "pric": "42.50",
            "det_item_fee_sumamt": "42.50",
            "fee_ocur_time": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
        }
        body = {
            "lines": [{"feedetl_sn": "1", "cnt": "1"}],
            "items": [line],
            "reason": "换一种敷料",
        }
        path = f"settlements/{old}/exchanges/"
        status, heard = shop.stack.call(
            "POST", f"/api/v1/{path}", body, token=shop.token, key=f"swap-{old}"
        )
        assert (status, heard["code"]) == (409, "exchange.confirm_needed"), heard
        assert (heard["collect"], heard["hand_back"]) == ("12.50", "0.00")
        made = shop.post(path, body | {"collect": heard["collect"], "hand_back": "0.00"})
        return made["settlement"]["setl_id"]
