"""Every page of the insured has its primary action pressed by a test that exists."""

import ast
from pathlib import Path

import pytest

from tests.browser.actions import AREAS, BESIDE, NO_PAGE, PRIMARY
from tests.permissions.table import WEB

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRIES = {**{at: test for at, (_, test) in PRIMARY.items()}, **BESIDE}


def _addresses() -> set[str]:
    return {text for text in WEB if text.split("/")[0] in AREAS}


def _names(node: ast.AST) -> set[str]:
    return {one.name for one in ast.iter_child_nodes(node) if hasattr(one, "name")}


class TestJourneys:
    def test_name_every_page_once(self):
        listed = [*PRIMARY, *BESIDE, *NO_PAGE]
        assert len(listed) == len(set(listed))
        assert set(listed) == _addresses()

    @pytest.mark.parametrize("test", sorted(set(ENTRIES.values())))
    def test_exist(self, test):
        path, class_name, name = test.split("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        classes = [one for one in tree.body if getattr(one, "name", "") == class_name]
        assert classes and name in _names(classes[0])

    def test_of_the_main_pages_are_pressed_in_a_browser(self):
        assert all(test.startswith("tests/browser/") for _, test in PRIMARY.values())
        assert all(action for action, _ in PRIMARY.values())
