"""An officer at the review page: without a script, then by keyboard alone (wireframe 9, ux 8)."""

import re

import pytest
from playwright.sync_api import Page, expect

from . import audit, people
from .conftest import DESK, PHONE
from .test_accessibility import sign_in

pytestmark = pytest.mark.browser
HOLDER, CHILD = people.of(__name__)
SCENE = (
    "from tests.factories import scenes;print('seeded', scenes.sent({phone!r}, {no!r}).case.ref)"
)
LAPTOP = {"width": 1024, "height": 768}


@pytest.fixture
def ref(stack) -> str:
    """A case that the automatic checks have handed over."""
    words = {"phone": stack.person(HOLDER)["phone"], "no": stack.person(CHILD)["certno"]}
    said = stack.manage("shell", "-v", "0", "-c", SCENE.format(**words))
    return re.search(r"^seeded (\S+)$", said, re.MULTILINE)[1]


class Keys:
    """A keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page, self.press = page, page.keyboard.press

    def focused(self) -> str:
        """What the element with the focus is called."""
        return self.page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.innerText || e.getAttribute('aria-label') || e.id || '').trim(); }"
        )

    def tab_to(self, name: str, most: int = 80) -> None:
        """Tab until an element of this name has the focus."""
        for _ in range(most):
            self.press("Tab")
            if self.focused().startswith(name):
                return
        raise AssertionError(f"the tab key does not reach {name}")


class TestReview:
    def test_is_done_without_a_script_and_by_keyboard_alone(self, stack, context, ref):
        plain = context(viewport=DESK, javascript=False).new_page()
        plain.goto("/admin/")
        sign_in(plain, stack, "reviewer1")
        self.begins_without_a_script(plain, ref)
        page = context(viewport=DESK, cookies=plain.context.storage_state()).new_page()
        found: list[str] = []
        page.on("pageerror", lambda error: found.append(f"script: {error}"))
        page.goto(f"/admin/review/case/{ref}/")
        found += self.looks_by_keys(page)
        self.fits_every_desk(page, found)
        self.agrees_by_keys(page)
        self.puts_the_next_one_back(page)
        page.goto(f"/admin/review/case/{ref}/")
        expect(page.get_by_text("这件已经通过")).to_be_visible()
        assert page.locator("[data-picture]").count() == 0
        assert not found, audit.listed(found)

    def begins_without_a_script(self, page: Page, ref: str) -> None:
        """Take it, turn a picture by its link, keep a word for later."""
        page.goto(f"/admin/review/case/{ref}/")
        page.get_by_text("领取以后才能看材料").wait_for()
        page.get_by_role("button", name="领取").click()
        picture = page.locator("[data-picture] image").first
        answer = page.request.get(picture.get_attribute("href"))
        assert answer.status == 200 and answer.headers["content-type"] == "image/jpeg"
        page.get_by_role("link", name="右转").click()
        assert "rotate(90)" in page.locator("[data-picture] image").get_attribute("transform")
        page.get_by_role("link", name="放大").click()
        assert "rv-zoom-125" in page.locator("[data-picture]").get_attribute("class")
        page.get_by_label("内部说明").fill("先看了一遍")
        page.get_by_role("button", name="先存着").click()
        page.get_by_text("先存下了").wait_for()

    def looks_by_keys(self, page: Page) -> list[str]:
        """Size, turn, help; nothing while typing."""
        keys = Keys(page)
        expect(page.get_by_text("已经填回来了")).to_be_visible()
        picture = page.locator("[data-picture]").first
        keys.press("+")
        keys.press("]")
        expect(picture).to_have_class(re.compile("rv-zoom-125"))
        expect(picture.locator("image")).to_have_attribute("transform", re.compile(r"rotate\(90\)"))
        keys.press("0")
        keys.press("[")
        keys.press("f")
        expect(picture).to_have_class(re.compile("rv-fit"))
        keys.press("?")
        expect(page.get_by_role("cell", name="放大、缩小、原来大小")).to_be_visible()
        found = audit.console(page)
        keys.press("Escape")
        expect(page.get_by_role("cell", name="放大、缩小、原来大小")).to_be_hidden()
        page.locator("#note").focus()
        page.keyboard.type("asd")
        expect(page.locator(".rv-said").first).to_have_text("")
        page.locator("#note").blur()
        keys.press("Control+a")
        expect(page.locator(".rv-said").first).to_have_text("")
        return found

    def fits_every_desk(self, page: Page, found: list[str]) -> None:
        """Smaller screens: nothing is cut off, nothing is missing."""
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)
            found += audit.console(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{wide} px too wide at {size['width']}"
        page.set_viewport_size(DESK)

    def agrees_by_keys(self, page: Page) -> None:
        """What is missing is said; then page, checklist, word, Ctrl+Enter."""
        keys = Keys(page)
        keys.press("e")
        keys.press("Space")
        keys.press("Control+Enter")
        expect(page.get_by_role("alert").filter(has_text="还差")).to_be_visible()
        expect(page.locator("#missing")).to_be_focused()  # the last that the script does
        for number in range(1, page.locator(".rv-tabs a").count() + 1):
            keys.press(str(number))
            keys.press("a")
        expect(page.locator(".rv-said").first).to_contain_text("合格")
        for _ in range(page.locator("input[name=checks]").count()):
            keys.press("g")
            keys.press("Space")
        expect(page.locator("input[name=checks]:not(:checked)")).to_have_count(0)
        keys.press("Control+Enter")
        expect(page.get_by_text("已通过。")).to_be_visible()

    def puts_the_next_one_back(self, page: Page) -> None:
        """The next case came by itself; it is nobody's walk, so it goes back."""
        page.wait_for_load_state()
        if page.get_by_text("由您领取").count() == 0:
            return
        keys = Keys(page)
        keys.tab_to("放回")
        keys.press("Enter")
        page.get_by_role("heading", name="放回队列").wait_for()
        keys.tab_to("放回队列")
        keys.press("Enter")
        expect(page.get_by_text("已放回。")).to_be_visible()
