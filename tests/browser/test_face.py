"""A face on the phone: the camera with its steps, real photos against the register (V7, T20)."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from yibao.sandbox.demo.faces import FOLDER

from .audit import citizen
from .conftest import FLAGS, PHONE, WAIT_MS, chromium_path
from .phone import Phone

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def filmed(stack):
    """A phone whose camera shows a test pattern without a face."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *CAMERA])
        page = browser.new_context(base_url=stack.url, viewport=PHONE, locale="zh-CN").new_page()
        page.set_default_timeout(WAIT_MS)
        yield Phone(page, stack, audit=citizen)
        browser.close()


@pytest.mark.browser
class TestFace:
    def test_films_coaches_refuses_a_stranger_and_knows_the_person(self, filmed):
        page = filmed.page
        filmed.log_in("outsider", proved=False)
        page.goto("/vouchers/password/reset/")
        filmed.at("刷脸")
        expect(page.get_by_role("heading", name="不刷脸也能办")).to_be_visible()
        if page.get_by_label("我已看过").count():
            page.get_by_label("我已看过").check()
        filmed.press("打开摄像头")
        expect(page.get_by_role("button", name="准备好了，开始")).to_be_visible()
        self.shoot(page, "camera")
        filmed.press("准备好了，开始")
        expect(page.locator("main")).to_contain_text("没有看到脸", timeout=WAIT_MS)
        self.shoot(page, "coached")
        self.send(filmed, "stranger.jpg")
        expect(page.locator("main")).to_contain_text("这次没认出来")
        self.shoot(page, "failed")
        self.send(filmed, "man-today.jpg")
        filmed.at("设置医保码密码")
        assert filmed.findings == []

    def send(self, phone, name):
        phone.page.get_by_label("选一张照片").set_input_files(str(FOLDER / name))
        phone.press("开始比对")

    def shoot(self, page, name):
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
