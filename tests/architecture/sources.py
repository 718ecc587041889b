"""The product's own source files, read once."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("yibao", "accounts", "vouchers", "family", "settlement")


@functools.cache
def files(*, migrations: bool = False) -> tuple[Path, ...]:
    """Every Python file of the product; migrations only when asked for."""
    found = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    return tuple(path for path in found if migrations or "migrations" not in path.parts)


@functools.cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    """The path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name it is written with."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)
