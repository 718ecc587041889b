"""A place for pictures on the phone: progress, a broken line, retake; also without script."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.factories import papers

from . import audit, people
from .conftest import SMALL_PHONE

pytestmark = pytest.mark.browser
WHO, CHILD, PLAIN, PLAIN_CHILD = people.of(__name__)
SLOT = re.compile("您的户口本本人页")
HEADING = "拍您的户口本本人页"


def photo(name="paper.jpg", data=None, seed=7):
    """A photo of 12 million pixels, unless bytes are given."""
    if data is None:
        data = papers.saved(papers.paper(width=3000, height=2200, seed=seed), quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


class TestUpload:
    """ux 6: one labelled place, one photo, nothing lost."""

    def test_survives_a_bad_line_and_a_bad_photo_in_large_letters(self, phone, stack):
        wishes = {"viewport": SMALL_PHONE, "service_workers": "block"}
        citizen = phone(audit=audit.citizen, **wishes)
        page = citizen.page
        citizen.log_in(WHO)
        citizen.choose_size("长辈版")
        self._to_place(citizen, WHO, stack.person(CHILD))
        shoot(page, "empty")
        self._breaks_and_heals(citizen)
        citizen.at(HEADING)
        kept = page.locator("img.yb-photo")
        assert (kept.get_attribute("width"), kept.get_attribute("height")) == ("2000", "1467")
        assert kept.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
        shoot(page, "preview")
        self._judges(citizen)
        self._refuses(citizen)
        self._cancels(citizen)
        citizen.press("删除")
        citizen.at(HEADING)
        expect(kept).to_have_count(0)
        self._is_chosen_before_the_script_came(citizen)
        assert not citizen.findings, audit.listed(citizen.findings)

    def test_works_without_script(self, phone, stack):
        citizen = phone(javascript=False)
        page = citizen.page
        citizen.log_in(PLAIN)
        self._to_place(citizen, PLAIN, stack.person(PLAIN_CHILD))
        shoot(page, "plain")
        citizen.press("上传")
        expect(page.locator(".yb-errors")).to_contain_text("请先选一张照片")
        shoot(page, "plain-nothing")
        page.get_by_label("从相册选", exact=True).set_input_files(photo(data=b"<svg/>"))
        citizen.press("上传")
        expect(page.locator(".yb-errors")).to_contain_text("只能用照片或 PDF")
        page.get_by_label("拍照", exact=True).set_input_files(photo())
        citizen.press("上传")
        citizen.at(HEADING)
        citizen.tap("刷新看进度")
        expect(page.locator("img.yb-photo")).to_be_visible()
        citizen.press("就用这张")
        expect(page.locator(".yb-errors")).to_contain_text("有 3 处需要修改")
        citizen.keep_photo()
        assert "已上传" in citizen.text()

    def _is_chosen_before_the_script_came(self, citizen):
        page, held = citizen.page, []
        page.route("**/js/upload*.js", lambda route: held.append(route))
        page.goto(page.url, wait_until="commit")
        page.get_by_label("从相册选", exact=True).set_input_files(photo())
        while not held:
            page.wait_for_timeout(100)
        held.pop().continue_()
        expect(page.locator("img.yb-photo")).to_be_visible()
        page.unroute_all()

    def _to_place(self, citizen, who, child):
        citizen.page.goto("/family/add/")
        citizen.at("添加家人前请看")
        citizen.tap("开始")
        citizen.page.wait_for_url(lambda address: not address.endswith("/family/add/"))
        citizen.unlock(who)
        citizen.at("家庭成员添加告知书")
        citizen.page.get_by_label("我已看完").check()
        citizen.press("同意并继续")
        citizen.page.get_by_label("家人的姓名").fill(child["name"])
        citizen.page.get_by_label("家人的身份证号").fill(child["certno"])
        citizen.page.get_by_label("子女").check()
        citizen.press("继续")
        citizen.at("家人的参保地")
        citizen.press("继续")
        citizen.at("用什么方式证明关系")
        citizen.page.get_by_label("双方户口本").check()
        citizen.press("继续")
        citizen.at("需要 3 张照片")
        citizen.page.locator("main a.weui-cell", has_text=SLOT).click()
        citizen.at(HEADING)

    def _breaks_and_heals(self, citizen):
        """Tries die on the way until the line is back; every one carries the same upload id."""
        page, seen, line = citizen.page, [], {"is_down": True}

        def pass_on(route):
            if route.request.method != "POST":
                route.continue_()
                return
            seen.append(re.search(r"U[2-9A-Z]{24}", route.request.post_data or "").group())
            route.abort() if line["is_down"] else route.continue_()

        page.route("**/family/add/documents/*/", pass_on)
        page.get_by_label("从相册选", exact=True).set_input_files(photo())
        expect(page.locator("[data-said]")).to_contain_text("联网后会自己接着传")
        line["is_down"] = False
        shoot(page, "broken")
        expect(page.locator("img.yb-photo")).to_be_visible()
        page.unroute("**/family/add/documents/*/")
        assert len(seen) > 1 and len(set(seen)) == 1

    def _judges(self, citizen):
        """Advice, never a stop."""
        page = citizen.page
        page.get_by_role("group", name="字都看得清吗").get_by_label("不是").check()
        citizen.press("就用这张")
        citizen.at(HEADING)
        assert "重拍一张会更快" in citizen.text()
        blurred = papers.saved(papers.blurred(), quality=80)
        page.get_by_label("拍照", exact=True).set_input_files(photo(data=blurred))
        expect(page.locator("main")).to_contain_text("照片有点模糊")
        citizen.at(HEADING)
        shoot(page, "advice")

    def _refuses(self, citizen):
        page = citizen.page
        page.get_by_label("从相册选", exact=True).set_input_files(
            photo(data=b"\xff\xd8\xffnothing")
        )
        expect(page.locator("[data-said]")).to_contain_text("这个文件打不开")
        shoot(page, "refused")
        expect(page.locator("img.yb-photo")).to_be_visible()

    def _cancels(self, citizen):
        page = citizen.page
        page.route("**/family/add/documents/*/", lambda route: None)
        page.get_by_label("从相册选", exact=True).set_input_files(photo(seed=9))
        expect(page.get_by_role("button", name="取消")).to_be_visible()
        citizen.press("取消")
        expect(page.locator("[data-said]")).to_contain_text("已取消")
        page.unroute("**/family/add/documents/*/")


def shoot(page, name) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
