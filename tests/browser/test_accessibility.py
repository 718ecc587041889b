"""Every page for everybody: axe, width, target sizes, focus, headings and titles (P188)."""

import base64
import re
import time

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from . import audit, pages, people
from .conftest import DESK, PHONE, SMALL_PHONE
from .phone import Phone

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
full = pytest.mark.full
#: Seconds of a one-time code, and the last one that each member of staff has shown.
STEP = 30
_LAST_STEP: dict[str, int] = {}
MODES = [
    pytest.param(PHONE, "标准版", "", id="375-standard"),
    pytest.param(SMALL_PHONE, "长辈版", "", id="320-elder"),
    pytest.param(SMALL_PHONE, "标准版", "", id="320-standard", marks=full),
    pytest.param(SMALL_PHONE, "大字版", "", id="320-large", marks=full),
    pytest.param(PHONE, "大字版", "", id="375-large", marks=full),
    pytest.param(PHONE, "长辈版", "", id="375-elder", marks=full),
    pytest.param(PHONE, "标准版", "high", id="375-high-contrast", marks=full),
    pytest.param(SMALL_PHONE, "长辈版", "high", id="320-elder-high-contrast", marks=full),
    pytest.param(DESK, "标准版", "", id="1280-standard", marks=full),
]

# Styles by script: the site's own policy keeps inline ones out.
BAD_PAGE = """() => {
  document.body.innerHTML = '<h1>a</h1><h1>b</h1><img src="x.png"><p>x</p>'
    + '<button class="weui-btn">o</button>';
  document.querySelector('p').style.cssText = 'min-width:900px';
  document.querySelector('button').style.cssText = 'min-height:0;height:9px;padding:0';
}"""


class Traffic:
    """What the browser fetched and complained about."""

    def __init__(self, page: Page, site: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda one: self._note(one.url, site))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self._hear(line.type, line.text))

    def _note(self, url: str, site: str) -> None:
        if not url.startswith((site, "data:", "blob:")):
            self.foreign.append(url)

    def _hear(self, kind: str, text: str) -> None:
        # A page that is not there says so in the console too.
        if kind == "error" and "404" not in text:
            self.complaints.append(text)


def dress(screen: Phone, word: str, contrast: str) -> None:
    """Choose the display by its own controls."""
    screen.page.goto("/help/")
    screen.choose_size(word)
    if contrast != (screen.page.locator("html").get_attribute("data-contrast") or ""):
        screen.page.goto("/me/display/")
        screen.page.locator(f"input[name=contrast][value='{contrast}']").check()
        screen.press("保存")
        wanted = "[data-contrast=high]" if contrast else ":not([data-contrast])"
        screen.page.locator(f"html{wanted}").wait_for()


def look_at(screen: Phone, addresses: list[str]) -> list[str]:
    """Findings of all pages, and what they fetched from elsewhere."""
    traffic = Traffic(screen.page, screen.stack.url)
    found = []
    for address in addresses:
        screen.page.goto(address)
        if "/unlock/" in screen.page.url:
            found += audit.citizen(screen.page)
            screen.unlock(WHO)
        found += audit.citizen(screen.page)
    return found + traffic.foreign + traffic.complaints


def with_entries(screen: Phone) -> list[str]:
    """The own pages and, of every list, the first entry's."""
    addresses = list(pages.OWN)
    for index, (start, parts) in pages.LISTS.items():
        screen.page.goto(index)
        first = screen.page.locator(f"main a[href^='{start}']:not([href*='?'])").first
        entry = first.get_attribute("href")
        addresses += [f"{entry}{part}" for part in parts]
    return addresses


@pytest.fixture(scope="module")
def cookies(browser, stack, tmp_path_factory):
    """Cookies of a signed-in person; one login serves all tests (texts are limited per number)."""
    context = browser.new_context(base_url=stack.url, viewport=PHONE)
    Phone(context.new_page(), stack).log_in(WHO)
    kept = tmp_path_factory.mktemp("cookies") / f"{WHO}.json"
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def employee(phone, cookies):
    """The signed-in person's phone; its new cookies are kept (the password renews the session)."""
    made = []

    def make(**wishes: object) -> Phone:
        made.append(phone(cookies=cookies, **wishes))
        return made[-1]

    yield make
    for screen in made:
        screen.page.context.storage_state(path=cookies)


class TestTheAudit:
    """A check that finds nothing on a bad page would prove nothing on a good one."""

    def test_finds_what_is_wrong(self, context):
        page = context().new_page()
        page.goto("/help/")
        page.evaluate(BAD_PAGE)
        found = " ".join(audit.citizen(page))
        for word in ("axe image-alt", "2 main headings", "px too wide", "too small: weui-btn"):
            assert word in found


class TestCitizenPages:
    """Signed out and signed in, in the sizes that people choose."""

    @pytest.mark.parametrize(("viewport", "word", "contrast"), MODES)
    def test_signed_out(self, phone, viewport, word, contrast):
        screen = phone(viewport=viewport)
        dress(screen, word, contrast)
        found = look_at(screen, list(pages.OPEN))
        assert not found, audit.listed(found)

    @pytest.mark.parametrize(("viewport", "word", "contrast"), MODES)
    def test_signed_in(self, employee, viewport, word, contrast):
        screen = employee(viewport=viewport)
        dress(screen, word, contrast)
        found = look_at(screen, with_entries(screen))
        assert not found, audit.listed(found)

    def test_hides_numbers_of_people(self, employee, stack):
        screen, person = employee(), stack.person(WHO)
        for address in pages.OWN:
            screen.page.goto(address)
            assert person["certno"] not in screen.page.content(), address
            assert person["phone"] not in screen.page.content(), address


class TestFormsWithMistakes:
    """Every error: summary, field, title, and the same checks."""

    @pytest.mark.parametrize(
        ("viewport", "word"), [(PHONE, "标准版"), (SMALL_PHONE, "长辈版")], ids=["375", "320"]
    )
    def test_say_what_to_change(self, phone, viewport, word):
        screen = phone(viewport=viewport)
        dress(screen, word, "")
        screen.page.goto("/accounts/register/")
        screen.page.get_by_label("手机号").fill("1380000")
        screen.press("获取验证码")
        expect(screen.page).to_have_title(re.compile("^有错误：您的手机号是多少"))
        summary = screen.page.locator(".yb-summary-errors, [role=alert]").first
        summary.locator("a").first.click()
        assert screen.page.evaluate("document.activeElement.id") == "id_phone"
        assert screen.page.get_by_label("手机号").input_value() == "1380000"
        found = audit.citizen(screen.page)
        assert not found, audit.listed(found)


class TestKeyboard:
    """The tab key shows where it is."""

    def test_shows_the_focus_everywhere(self, employee):
        screen, found = employee(), []
        for address in ("/", "/code/", "/bills/", "/me/display/", "/accounts/insured/"):
            screen.page.goto(address)
            if "/unlock/" in screen.page.url:
                found += audit.without_ring(screen.page)
                screen.unlock(WHO)
            found += audit.without_ring(screen.page)
        assert not found, audit.listed(found)

    def test_skips_to_the_text_first(self, phone):
        screen = phone()
        screen.page.goto("/help/")
        screen.page.keyboard.press("Tab")
        assert screen.page.evaluate("document.activeElement.innerText") == "跳到正文"


class TestConsole:
    """The staff console at a desk."""

    def test_has_no_violations(self, context, stack):
        page = context(viewport=DESK).new_page()
        page.goto("/admin/")
        found = audit.console(page)
        sign_in(page, stack, "admin")
        for name in pages.CONSOLE:
            page.goto(f"/admin/{name}")
            found += audit.console(page)
        assert not found, audit.listed(found)


def sign_in(page: Page, stack, username: str) -> None:
    """Password and the second factor."""
    staff = stack.staff(username)
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(staff["password"])
    page.locator("input[name=otp_token]").fill(unused_code(username, staff["totp_secret"]))
    page.locator("button[type=submit]").first.click()
    page.get_by_role("heading", level=1).filter(has_not_text="登录").wait_for()


def unused_code(username: str, secret: str) -> str:
    """A code that this member of staff has not shown yet: each serves once (T25)."""
    while (step := int(time.time()) // STEP) <= _LAST_STEP.get(username, 0):
        time.sleep(0.5)
    _LAST_STEP[username] = step
    return one_time_code(secret)


def one_time_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return f"{totp(base64.b32decode(secret), t0=0, step=30, digits=6, drift=0):06d}"
