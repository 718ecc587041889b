"""The pictures of the README, taken from a running demo city: `python -m tests.browser.shots`.

Writes code.png, till.png, receipt.png, manage.png, portal-national.png and portal-try.png into
docs/images. Starts a site of its own, or
uses the one that SITE_FOLDER and SITE_PORT name (see conftest.py).
"""

import os
from pathlib import Path
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from .conftest import DESK, FLAGS, PHONE, WAIT_MS, chromium_path
from .phone import Phone
from .stack import ROOT, Stack
from .till import Till
from .vendor import Developer

FOLDER = ROOT / "docs" / "images"
COLOURS = 128


def main() -> None:
    """Take all pictures."""
    folder = os.environ.get("SITE_FOLDER")
    site = Stack(Path(folder), int(os.environ["SITE_PORT"])) if folder else Stack.start().wait()
    expect.set_options(timeout=WAIT_MS)
    FOLDER.mkdir(exist_ok=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            phone, digits = take_code(browser, site, FOLDER / "code.png")
            take_till(browser, site, digits, FOLDER / "till.png")
            take_receipt(phone, FOLDER / "receipt.png")
            take_page(phone, "/code/manage/", FOLDER / "manage.png")
            take_portal(browser, site)
    finally:
        site.stop()


def take_code(browser: Browser, site: Stack, path: Path) -> tuple[Phone, str]:
    """The code page on a phone; returns the phone and the digits."""
    page = browser.new_page(base_url=site.url, viewport=PHONE, device_scale_factor=2)
    phone = Phone(page, site)
    phone.log_in("retired_father")
    digits = phone.show_code("retired_father")
    page.screenshot(path=path)
    shrink(path)
    return phone, digits


def take_receipt(phone: Phone, path: Path) -> None:
    """What the owner sees of the scan that the till has just made."""
    take_page(phone, "/code/scanned/", path)


def take_page(phone: Phone, address: str, path: Path) -> None:
    """The upper part of a page."""
    phone.page.goto(address)
    phone.page.screenshot(path=path)
    shrink(path)


def take_till(browser: Browser, site: Stack, digits: str, path: Path) -> None:
    """The quote at the till."""
    till = Till(browser.new_page(base_url=site.url, viewport=DESK), site)
    till.open("hospital3")
    till.scan(digits)
    till.open_visit()
    till.add("副主任医师门诊诊察费")
    till.add("心脏彩色多普勒超声")
    till.add("阿托伐他汀钙片", "4")
    till.add("口腔洁治（全口）")
    till.quote()
    till.page.screenshot(path=path)
    shrink(path)


def take_portal(browser: Browser, site: Stack) -> None:
    """One transaction of the national interface, and the page that tries the REST API."""
    owner = Developer(browser.new_page(base_url=site.url, viewport=DESK), site, None)
    owner.register("德阳图片软件", f"{uuid4().hex[:12]}@shots.example")
    for name, address in (("national", "/dev/national/2207/"), ("try", "/dev/try/")):
        owner.page.goto(address)
        path = FOLDER / f"portal-{name}.png"
        owner.page.screenshot(path=path)
        shrink(path)


def shrink(path: Path) -> None:
    """Fewer colours: the pages have few, and the file is a third."""
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
