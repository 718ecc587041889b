"""Habits that the code refuses, found in its syntax trees."""

import ast
import re

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
LIMIT = 300


def _offences(find):
    """Where ``find`` finds something: path and line, so that the failure names the place."""
    return [f"{name_of(path)}:{where}" for path in FILES for where in find(path)]


def _is_broad(node) -> bool:
    """A handler of everything that does not pass the exception on."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    is_wide = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    passes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
    return is_wide and not passes_on


class TestProduct:
    def test_reads_the_clock_through_the_kernel_only(self):
        """One clock, judged in Asia/Shanghai (T87)."""

        def find(path):
            is_keeper = name_of(path) in CLOCK_KEEPERS
            return [c.lineno for c, name in calls(path) if name in CLOCKS and not is_keeper]

        assert _offences(find) == []

    def test_never_makes_a_float_of_money(self):
        """Amounts are whole fen or Decimal (T56)."""

        def find(path):
            if not name_of(path).startswith(MONEY):
                return []
            made = [call.lineno for call, name in calls(path) if name == "float"]
            nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
            return made + [node.lineno for node in nodes if isinstance(node.value, float)]

        assert _offences(find) == []

    def test_catches_everything_only_where_that_is_decided(self):
        def find(path):
            return [node.lineno for node in ast.walk(tree(path)) if _is_broad(node)]

        assert {place.partition(":")[0] for place in _offences(find)} == set(BROAD)

    def test_says_at_the_top_of_each_file_what_it_is(self):
        def find(path):
            is_silent = not ast.get_docstring(tree(path)) and path.read_text("utf-8").strip()
            return [1] if is_silent else []

        assert _offences(find) == []

    def test_has_no_file_too_long_to_read(self):
        def find(path):
            lines = len(path.read_text("utf-8").splitlines())
            return [lines] if lines > LIMIT else []

        assert _offences(find) == []

    def test_trusts_no_text_as_markup(self):
        def find(path):
            return [call.lineno for call, name in calls(path) if name.endswith("mark_safe")]

        assert _offences(find) == []

    def test_leaves_nothing_for_later(self):
        def find(path):
            later = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)")
            lines = path.read_text("utf-8").splitlines()
            return [number for number, line in enumerate(lines, 1) if later.search(line)]

        assert _offences(find) == []


class TestTemplates:
    TEXTS = {
        name_of(path): path.read_text("utf-8")
        for path in sorted((ROOT / "templates").rglob("*.html"))
    }

    def test_have_no_inline_script_style_or_handler(self):
        """The content security policy would refuse them."""
        inline = re.compile(r"<script(?![^>]*\bsrc=)|\s(on[a-z]+|style)=\"|<style")
        assert [name for name, text in self.TEXTS.items() if inline.search(text)] == []

    def test_switch_no_escaping_off(self):
        off = re.compile(r"autoescape off|\|\s*(safe|safeseq)\b")
        assert [name for name, text in self.TEXTS.items() if off.search(text)] == []
