"""Every table that the sandbox asks for by name is one it may fill."""

import re
from pathlib import Path

from yibao.sandbox.seeding.tables import table

SANDBOX = Path(__file__).parents[2] / "yibao" / "sandbox"
_ASKED = re.compile(r"\btable\(\"(\w+)\"\)")


def test_every_table_asked_for_by_name_is_known():
    asked = {
        name for path in SANDBOX.rglob("*.py") for name in _ASKED.findall(path.read_text("utf-8"))
    }
    assert asked
    assert [name for name in sorted(asked) if table(name).__name__ != name] == []
