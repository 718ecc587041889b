"""A face on the phone: the camera with its steps, real photos against the register (V7, T20)."""

import io
import os

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.scanning import read_qr
from yibao.sandbox.demo.faces import FOLDER

from . import people
from .audit import citizen
from .conftest import FLAGS, PHONE, SMALL_PHONE, WAIT_MS, chromium_path
from .phone import Phone

WHO, SCRIPTED, PLAIN = people.of(__name__)
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def filmed(playwright, stack):
    """A phone whose camera shows a test pattern without a face."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *CAMERA])
    habits = {"locale": "zh-CN", "reduced_motion": "reduce"}
    page = browser.new_context(base_url=stack.url, viewport=PHONE, **habits).new_page()
    page.set_default_timeout(WAIT_MS)
    yield Phone(page, stack, audit=citizen)
    browser.close()


@pytest.mark.browser
class TestFace:
    def test_films_coaches_refuses_a_stranger_and_knows_the_person(self, filmed):
        page = filmed.page
        filmed.log_in(WHO, proved=False)
        page.goto("/vouchers/password/reset/")
        filmed.at("刷脸")
        expect(page.get_by_role("heading", name="不刷脸也能办")).to_be_visible()
        if page.get_by_label("我已看过").count():
            page.get_by_label("我已看过").check()
        filmed.press("打开摄像头")
        expect(page.get_by_role("button", name="准备好了，开始")).to_be_visible()
        shoot(page, "camera")
        filmed.press("准备好了，开始")
        expect(page.locator("main")).to_contain_text("没有看到脸", timeout=WAIT_MS)
        shoot(page, "coached")
        self.send(filmed, "stranger.jpg")
        expect(page.locator("main")).to_contain_text("这次没认出来")
        shoot(page, "failed")
        self.send(filmed, "man-today.jpg")
        filmed.at("设置医保码密码")
        assert filmed.findings == []

    def send(self, phone, name):
        phone.page.get_by_label("选一张照片").set_input_files(str(FOLDER / name))
        phone.press("开始比对")


@pytest.mark.browser
class TestOtherPhone:
    """T20, P189: the page waits, another phone scans its code and shows the face."""

    @pytest.mark.parametrize(
        ("who", "javascript"), [(SCRIPTED, True), (PLAIN, False)], ids=["script", "no-script"]
    )
    def test_does_the_check_for_the_page_that_waits(self, phone, who, javascript):
        wishes = {"viewport": SMALL_PHONE, "javascript": javascript}
        # Axe is a script itself.
        audit = citizen if javascript else None
        page, other = phone(audit=audit, **wishes), phone(audit=audit, **wishes)
        page.log_in(who, proved=False)
        page.page.goto("/code/unlock/face/?next=/me/")
        page.at("刷脸")
        if page.page.get_by_label("我已看过").count():
            page.page.get_by_label("我已看过").check()
        page.press("换一台手机，扫码刷脸")
        page.at("刷脸")
        shoot(page.page, f"waiting-{javascript}")
        other.page.goto(read_code(page.page))
        other.at("用这部手机刷脸")
        shoot(other.page, "other-begin")
        other.press("是我在办，继续")
        other.at("核对两个屏幕")
        shoot(other.page, "other-number")
        if not javascript:
            page.tap("手机扫好了，看核对数字")
        number = page.page.locator(".yb-code__digits").inner_text()
        shoot(page.page, "number")
        other.page.get_by_label("4 位数字").fill(number)
        other.press("继续")
        other.at("用这部手机刷脸")
        other.page.get_by_label("演示：通过").check()
        other.press("开始比对")
        other.at("刷好了")
        shoot(other.page, "other-done")
        if not javascript:
            page.press("我在手机上刷好了")
        page.at("我的")
        assert page.findings + other.findings == []


def read_code(page) -> str:
    """What a phone's camera reads on the screen."""
    shot = page.get_by_label("换手机刷脸的二维码").screenshot()
    return read_qr(Image.open(io.BytesIO(shot))).text


def shoot(page, name) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
