"""Every walk in a browser has people of its own; see tests/browser/people.py."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.browser.people import CLAIMS
from yibao.sandbox.demo.neighbours import PEOPLE

FOLDER = Path(__file__).resolve().parent.parent / "browser"
WALKS = sorted(FOLDER.glob("test_*.py"))
KEYS = {one.key for one in PEOPLE}
STORIES = {"waiting", "waiting_child", "returned", "returned_mother"}


def _literals(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


class TestPeople:
    def test_belong_to_one_walk_each(self):
        claimed = Counter(key for keys in CLAIMS.values() for key in keys)
        assert not [key for key, times in claimed.items() if times > 1]

    def test_live_in_the_demo_city(self):
        assert {key for keys in CLAIMS.values() for key in keys} <= KEYS - STORIES

    def test_belong_to_walks_that_exist(self):
        assert set(CLAIMS) <= {path.stem for path in WALKS}

    @pytest.mark.parametrize("path", WALKS, ids=lambda path: path.stem)
    def test_are_taken_from_the_table(self, path):
        """Every key of a login, a scan or a request: written down in one place only."""
        assert not [one for one in _literals(path) if isinstance(one, str) and one in KEYS]
