"""`make test`: a browser, throw-away servers and pytest on them."""

import os
import sys

from .browser import ensure_chromium
from .console import Trouble, say

WORKERS = "2"
QUICK = "not full"


def pytest_command(arguments: list[str], *, full: bool, browser: bool) -> list[str]:
    """The pytest call; what the user adds comes last and wins."""
    marks = "" if full else QUICK
    if not browser:
        marks = " and ".join(part for part in (marks, "not browser") if part)
    return [sys.executable, "-m", "pytest", "-n", WORKERS, "-m", marks, *arguments]


def prepare(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """The command and what it needs in its environment, from BROWSER and YIBAO_FULL."""
    full = os.environ.get("YIBAO_FULL") == "1"
    wish = os.environ.get("BROWSER", "1")
    if wish not in ("0", "1"):
        raise Trouble(f"BROWSER is '{wish}'; it must be 0 (leave the browser tests out) or 1.")
    environment = {"DJANGO_SETTINGS_MODULE": "yibao.settings.test"}
    if wish == "1":
        environment["CHROMIUM_PATH"] = str(ensure_chromium())
    else:
        say("BROWSER=0: left out is every test marked 'browser' (pages seen in a real Chromium).")
    if not full:
        say("Left out is what is marked 'full' (long runs); `make test-full` runs it too.")
    return pytest_command(arguments, full=full, browser=wish == "1"), environment
