"""医保码管理 on a phone: password, stop and take back, re-issue, look back, begin to close."""

import pytest

from . import people

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
OTHER_PIN = "604817"


class TestVoucherOnThePhone:
    """P17, P27, P33, P36–P38: every primary action of the pages behind 医保码管理."""

    def test_is_managed_from_end_to_end(self, phone, stack):
        citizen = phone(viewport={"width": 320, "height": 640})
        citizen.log_in(WHO)
        pin = stack.person(WHO)["pin"]
        citizen.show_code(WHO)
        assert "参保地" in citizen.text() and "正常" in citizen.text()
        citizen.page.goto("/code/manage/")
        citizen.at("医保码管理")
        self._change_pin(citizen, pin, OTHER_PIN)
        self._change_pin(citizen, OTHER_PIN, pin)
        self._stop_and_take_back(citizen, pin)
        self._reissue(citizen, WHO)
        citizen.page.goto("/code/history/")
        citizen.at("使用记录")
        assert "您自己出示" in citizen.text()
        citizen.press("查看")
        citizen.at("使用记录")
        self._begin_to_close(citizen)

    def _change_pin(self, citizen, old, new):
        citizen.tap("修改密码")
        if "/unlock/" in citizen.page.url:
            citizen.page.get_by_label("医保码密码").fill(old)
            citizen.press("验证")
        citizen.at("修改医保码密码")
        citizen.page.get_by_label("旧密码").fill(old)
        citizen.page.get_by_label("新密码", exact=True).fill(new)
        citizen.page.get_by_label("新密码再输一次").fill(new)
        citizen.press("修改密码")
        citizen.at("医保码管理")
        assert "密码已修改" in citizen.text()

    def _stop_and_take_back(self, citizen, pin):
        """From a page that has nothing to do with the code, as after a loss."""
        citizen.page.goto("/bills/")
        citizen.page.locator(".yb-help a", has_text="停用医保码").click()
        citizen.at("停用医保码")
        citizen.press("停用")
        assert "没有人能用它扫码" in citizen.text()
        citizen.page.goto("/code/manage/")
        citizen.tap("恢复使用")
        citizen.at("恢复使用医保码")
        citizen.page.get_by_label("医保码密码").fill(pin)
        citizen.press("恢复使用")
        citizen.picture().wait_for()

    def _reissue(self, citizen, who):
        before = citizen.show_code(who)
        citizen.page.goto("/code/manage/")
        citizen.tap("换发医保码")
        citizen.at("换发医保码")
        citizen.press("换发")
        citizen.at("医保码管理")
        assert "医保码已换发" in citizen.text()
        citizen.page.goto("/code/")
        assert "/unlock/" in citizen.page.url
        citizen.unlock(who)
        assert citizen.digits() != before

    def _begin_to_close(self, citizen):
        """The face is asked before anything ends; here the person thinks again."""
        citizen.page.goto("/code/close/")
        citizen.at("注销医保码")
        citizen.press("刷脸，继续注销")
        citizen.at("刷脸")
        citizen.page.goto("/code/manage/")
        assert "正常" in citizen.text()
