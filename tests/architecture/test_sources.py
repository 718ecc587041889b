"""Habits that the code refuses, found in its syntax trees."""

import ast
import re

import pytest

from .sources import ROOT, calls, files, name_of, tree

FILES = files()
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "datetime.datetime.now",
    "dt.datetime.now",
    "dt.date.today",
}
# The clock itself, and programs that run outside Django.
CLOCK_KEEPERS = {"yibao/kernel/clock.py"}
# A broad except is a decision; each one is named here with its reason.
BROAD = {"yibao/kernel/outbox.py": "one broken message must not stop the queue behind it"}
MONEY = ("settlement/", "yibao/kernel/money.py", "vouchers/", "family/")
LIMIT = 250


def _ids(path):
    return name_of(path)


@pytest.mark.parametrize("path", FILES, ids=_ids)
class TestFile:
    def test_reads_the_clock_through_the_kernel_only(self, path):
        """One clock, judged in Asia/Shanghai (T87)."""
        if name_of(path) in CLOCK_KEEPERS:
            return
        assert [(call.lineno, name) for call, name in calls(path) if name in CLOCKS] == []

    def test_never_makes_a_float_of_money(self, path):
        """Amounts are whole fen or Decimal (T56)."""
        if not name_of(path).startswith(MONEY):
            return
        made = [call.lineno for call, name in calls(path) if name == "float"]
        written = [
            node.lineno
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ]
        assert made + written == []

    def test_catches_nothing_broadly(self, path):
        caught = [
            node.lineno
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ExceptHandler)
            and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        ]
        assert len(caught) == (1 if name_of(path) in BROAD else 0), caught

    def test_begins_with_what_it_is(self, path):
        assert ast.get_docstring(tree(path)) or not path.read_text("utf-8").strip()

    def test_is_short_enough_to_read(self, path):
        assert len(path.read_text("utf-8").splitlines()) <= LIMIT

    def test_trusts_no_text_as_markup(self, path):
        assert [name for _, name in calls(path) if name.endswith("mark_safe")] == []

    def test_leaves_nothing_for_later(self, path):
        assert not re.search(r"#\s*(TODO|FIXME|XXX|HACK)", path.read_text("utf-8"))


class TestTemplates:
    PATHS = sorted((ROOT / "templates").rglob("*.html"))

    @pytest.mark.parametrize("path", PATHS, ids=_ids)
    def test_have_no_inline_script_style_or_handler(self, path):
        """The content security policy would refuse them."""
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\s(on[a-z]+|style)=\"", text)
        assert "<style" not in text

    @pytest.mark.parametrize("path", PATHS, ids=_ids)
    def test_switch_no_escaping_off(self, path):
        text = path.read_text("utf-8")
        assert "autoescape off" not in text
        assert not re.search(r"\|\s*(safe|safeseq)\b", text)
