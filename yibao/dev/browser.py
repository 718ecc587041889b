"""A Chromium for the browser tests: the one that is there, else one that gets installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .console import Trouble, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
WAY_OUT = (
    "Install Chromium and name it with CHROMIUM=/path/to/chromium, "
    "or run the other tests with: make test BROWSER=0"
)


def ensure_chromium() -> Path:
    """The path of a Chromium; installs one when none is found."""
    found = find_chromium()
    if found is not None:
        return found
    say("No Chromium found; installing one for the browser tests (about half a minute).")
    install_chromium()
    found = find_chromium()
    if found is None:
        raise Trouble(f"A Chromium was installed but cannot be found. {WAY_OUT}")
    return found


def find_chromium() -> Path | None:
    """CHROMIUM, the usual names, then Playwright's own download."""
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise Trouble(f"CHROMIUM names {named}, which is not a program. {WAY_OUT}")
        return Path(path)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    if MACOS_CHROME.exists():
        return MACOS_CHROME
    return playwrights_own()


def playwrights_own() -> Path | None:
    """The browser that `playwright install` would have put into the user's cache."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def install_chromium() -> None:
    """As root on Debian and Ubuntu from their packages, elsewhere Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            last_words = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise Trouble(
                f"Chromium could not be installed (`{' '.join(command)}` failed: "
                f"{' '.join(last_words)}). {WAY_OUT}"
            )
