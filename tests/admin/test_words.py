"""The console speaks Chinese: no page shows a leftover English word."""

import re
from html import unescape

import pytest

from accounts.models import User
from yibao.kernel.models import Tenant
from yibao.sandbox.seeding import run

from .pages import base_of, registered

pytestmark = pytest.mark.django_db
#: Texts of the page: what is between tags, and what screen readers and tool tips say.
_HIDDEN = re.compile(r"<(script|style|pre|code|textarea)\b.*?</\1>|<!--.*?-->", re.S)
_SAID = re.compile(r'(?:title|aria-label|placeholder|alt)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>", re.S)
#: A word on its own; codes carry digits, dots, colons or hyphens, and one reference of some
#: thousand has none of them but is longer than any word.
_WORD = re.compile(r"(?<![\w.:/@…*=_-])[A-Za-z]{4,20}(?![\w./@…*=_-]|:\S)", re.ASCII)


def words(html: str) -> set[str]:
    """English words on a page."""
    text = unescape(_HIDDEN.sub(" ", html))
    return set(_WORD.findall(" ".join([*_SAID.findall(text), _TAG.sub(" ", text)])))


class TestWords:
    def test_of_lists_and_rows_are_chinese(self, db, console):
        run.seed(say=lambda line: None)
        names = set(User.objects.values_list("username", flat=True))
        names |= set(Tenant.objects.values_list("code", flat=True))
        found = {}
        browser = console.browser("root")
        for label, page in registered().items():
            paths = [base_of(label)]
            row = page.model._default_manager.order_by("-pk").first()
            if row is not None:
                paths.append(f"{paths[0]}{row.pk}/change/")
            for path in paths:
                english = words(browser.get(path).content.decode()) - names
                if english:
                    found[path] = english
        assert found == {}, "\n".join(map(str, found.items()))
