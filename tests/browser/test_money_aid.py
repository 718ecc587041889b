"""Mutual aid for a mother who is not bound: named, put first in her order, refused, taken back."""

import pytest
from playwright.sync_api import expect

from . import audit, people

pytestmark = pytest.mark.browser
SON, MOTHER, _DAUGHTER = people.of(__name__)
SMALL = {"width": 320, "height": 640}
HIS = "阮*林"


class TestAid:
    """P103, P104, P111."""

    def test_is_given_by_name_ordered_refused_and_taken_back(self, phone, stack, tmp_path):
        son, mother = phone(), phone(viewport=SMALL)
        son.audit = mother.audit = audit.once(audit.citizen)
        son.log_in(SON)
        self._give(son, stack.person(MOTHER))
        mother.log_in(MOTHER)
        mother.page.goto("/me/")
        mother.choose_size("长辈版")
        self._order(mother)
        self._refuse(mother)
        kept = tmp_path / "cookies.json"
        mother.page.context.storage_state(path=kept)
        self._take_back(phone(javascript=False, cookies=kept))
        found = son.findings + mother.findings
        assert not found, audit.listed(found)

    def _give(self, son, her) -> None:
        """Not bound: by name and number, after a wrong name was refused in words."""
        son.page.goto("/mutual-aid/new/who/")
        son.unlock(SON)
        son.at("授权给谁")
        son.tap("授权给没有绑定的家人")
        son.at("授权给没有绑定的家人")
        son.page.get_by_label("家人的姓名").fill("费玉兰")
        son.page.get_by_label("家人的身份证号").fill(her["certno"])
        son.page.get_by_role("radio", name="父母", exact=True).check()
        son.press("继续")
        expect(son.page.get_by_role("alert").first).to_contain_text("对不上")
        son.at("授权给没有绑定的家人")
        son.page.get_by_label("家人的姓名").fill(her["name"])
        son.page.get_by_label("家人的身份证号").fill(her["certno"])
        son.press("继续")
        son.at("最多用多少")
        assert her["certno"] not in son.page.content()
        son.page.get_by_label("一年最多").fill("600")
        son.press("继续")
        son.at("授权书")
        son.page.get_by_label("我已看过").check()
        son.press("同意并继续")
        son.unlock(SON)
        son.at("核对后授权")
        son.press("确认授权")
        son.at("费*芬")

    def _order(self, mother) -> None:
        """Her daughter pays first; she puts the son before her."""
        mother.page.goto("/pay-order/")
        mother.at("付钱的顺序")
        payers = mother.page.locator("ol.yb-cards h3")
        expect(payers).to_have_count(2)
        expect(payers.first).to_contain_text("阮*秀")
        his = mother.page.locator("ol.yb-cards > li").filter(has_text=HIS)
        his.get_by_role("button", name="往前").click()
        expect(mother.page.locator("main")).to_contain_text("顺序已改")
        mother.at("付钱的顺序")
        expect(payers.first).to_contain_text(HIS)

    def _refuse(self, mother) -> None:
        mother.page.goto("/mutual-aid/received/")
        mother.at("家人给我的授权")
        his = mother.page.locator("ol.yb-cards > li").filter(has_text=HIS)
        his.get_by_role("link", name="不要").click()
        mother.at(f"不用{HIS}的个人账户")
        mother.page.get_by_label("以后也不收对方的授权").check()
        mother.press("不要这份授权")
        mother.at("家人给我的授权")
        assert f"不再用{HIS}的个人账户，以后也不收" in mother.text()
        assert "您不收的" in mother.text()

    def _take_back(self, mother) -> None:
        """Without JavaScript; the old grant stays ended."""
        mother.page.goto("/mutual-aid/received/")
        mother.press("恢复")
        mother.at("家人给我的授权")
        assert "已恢复，可以再收对方的授权" in mother.text()
        assert "您不收的" not in mother.text()
        assert mother.page.locator("ol.yb-cards > li").filter(has_text=HIS).count() == 0
