"""A person's rights, pressed through: take a consent back, take the data along, leave (T92)."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from yibao.dev.processes import wait_until

from . import people
from .audit import citizen as audit
from .audit import once

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)


class TestRights:
    def test_lead_from_a_consent_to_the_last_page(self, phone, stack):
        citizen = phone(audit=once(audit))
        page = citizen.page
        citizen.log_in(WHO)

        page.goto("/code/unlock/face/?next=/me/privacy/")
        citizen.at("刷脸，证明是您本人")
        _show_face(citizen)
        citizen.at("个人信息和授权")
        assert "没有工作人员看过您的资料" in citizen.text()
        page.get_by_role("link", name=re.compile("看全文.*刷脸")).click()
        citizen.at("授权：刷脸")
        citizen.tap("撤回")
        citizen.at("撤回授权：刷脸")
        assert "待遇一样" in citizen.text()
        citizen.press("撤回授权")
        citizen.at("个人信息和授权")
        assert "已撤回“刷脸”的授权" in citizen.text()

        citizen.tap("下载我的信息")
        citizen.at("下载我的信息")
        citizen.press("申请下载")
        citizen.at("下载我的信息")
        assert wait_until(lambda: _is_ready(page), 60, 1)
        citizen.at("下载我的信息")
        with page.expect_download() as download:
            citizen.press("下载")
        with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
            copy = json.loads(archive.read("data.json"))["sections"]
        assert copy["person"]["rows"][0]["certno"] == stack.person(WHO)["certno"]
        assert [row["kind"] for row in copy["consents"]["rows"]].count("FACE") == 1

        page.goto("/me/close/")
        citizen.at("注销账号")
        citizen.press("继续，刷脸注销")
        citizen.at("刷脸注销账号")
        _show_face(citizen)
        citizen.at("账号已注销")
        page.goto("/me/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        assert citizen.findings == []


def _show_face(citizen) -> None:
    """Agree to it where that is asked, and act a check that passes."""
    if citizen.page.get_by_label("我已看过").count():
        citizen.page.get_by_label("我已看过").check()
    citizen.page.get_by_label("演示：通过").check()
    citizen.press("开始比对")


def _is_ready(page) -> bool:
    page.goto("/me/privacy/export/")
    return page.get_by_text("备好了，可以下载").count() > 0
