"""The stack and the browser; every test here runs in one process, one after the other."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Playwright,
    expect,
    sync_playwright,
)

from .phone import Phone
from .screen import Audit
from .stack import Stack
from .till import Till

PHONE = {"width": 375, "height": 812}
SMALL_PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
# Root has no sandbox in a container; the rest keeps the browser from calling its maker's hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 30_000

ContextMaker = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the start of the site."""
    for item in items:
        if item.module.__name__.startswith(f"{__package__}."):
            item.add_marker(pytest.mark.timeout(600))


def chromium_path() -> str | None:
    """The browser that `make test` found, else the system's, else Playwright's own."""
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The running site; SITE_FOLDER and SITE_PORT name one that runs already (its data changes)."""
    folder = os.environ.get("SITE_FOLDER")
    site = Stack(Path(folder), int(os.environ["SITE_PORT"])) if folder else Stack.start()
    try:
        yield site if folder else site.wait()
    finally:
        site.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers, one at a time.

    Ended with each file: while it lives, Django takes this thread for asynchronous, and tests of
    other folders may follow on this worker.
    """
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[ContextMaker]:
    """Make browser contexts: ``context(viewport=…, javascript=…, cookies=…)``."""
    made: list[BrowserContext] = []

    def make(
        viewport: dict[str, int] = PHONE,
        *,
        javascript: bool = True,
        cookies: Path | None = None,
        service_workers: str = "allow",  # "block": `page.route` sees the pages themselves
    ) -> BrowserContext:
        one = browser.new_context(
            base_url=stack.url,
            viewport=viewport,
            java_script_enabled=javascript,
            storage_state=cookies,
            service_workers=service_workers,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            device_scale_factor=2,
            reduced_motion="reduce",  # an audit in the midst of a fade reads colours of no state
        )
        one.set_default_timeout(WAIT_MS)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def phone(context: ContextMaker, stack: Stack) -> Callable[..., Phone]:
    """A citizen's phone: ``phone(audit=…)``, and as a context."""

    def make(audit: Audit | None = None, **wishes: object) -> Phone:
        # The audit is a script and would wait for ever where there is none.
        assert audit is None or wishes.get("javascript", True)
        return Phone(context(**wishes).new_page(), stack, audit)

    return make


@pytest.fixture
def till(context: ContextMaker, stack: Stack) -> Callable[..., Till]:
    """A clerk's screen: ``till(audit=…)``, and as a context."""

    def make(audit: Audit | None = None, **wishes: object) -> Till:
        return Till(context(**({"viewport": DESK} | wishes)).new_page(), stack, audit)

    return make
