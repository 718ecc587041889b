"""What tests of the page of a case share: opening it, filling it in, sending it."""

import re
from html import unescape
from typing import Any

from django.test import Client

from family.models import BindingRequest
from tests.factories import reviews as desk

CHECKS = [
    "identity", "pictures", "relation", "age_path", "promise", "notice", "counters", "risks",
    "duplicates",
]  # fmt: skip


def address(case: Any, rest: str = "") -> str:
    """The page of a case, or one below it."""
    return f"/admin/review/case/{case.ref}/{rest}"


def text_of(answer: Any) -> str:
    """A page as it is read, without its marks."""
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def take(browser: Client, case: Any) -> Any:
    """领取 by its button."""
    return browser.post(address(case, "do/take/"), follow=True)


def token_of(browser: Client, case: Any) -> str:
    """What the open page carries back."""
    page = browser.get(address(case)).content.decode()
    return unescape(re.search(r'name="token" value="([^"]*)"', page)[1])


def filled(request: BindingRequest, kind: str, **more: Any) -> dict[str, Any]:
    """A form for a word: every line ticked and every page in order where it is an approval."""
    words: dict[str, Any] = {"kind": kind}
    if kind == "APPROVE":
        words["checks"] = CHECKS
        words |= {f"verdict-{one.ref}": "OK" for one in desk.papers(request)}
    return words | more


def send(
    browser: Client, case: Any, words: dict[str, Any], *, token: str = "", act: str = "stay"
) -> Any:
    """Open the page and send the form from it."""
    page = {"token": token or token_of(browser, case), "act": act}
    return browser.post(address(case), page | words, follow=True)
