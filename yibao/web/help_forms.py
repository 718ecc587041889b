"""Forms to print: blank, or with the masked data of the person who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("help_forms.yaml")


@dataclass(frozen=True, slots=True)
class Form:
    """One form: fields (label, value or blank), what is promised, lines to write on, signatures."""

    code: str
    title: str
    use: str
    fields: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    signs: tuple[str, ...]
    lines: int = 0
    after: tuple[str, ...] = ()
    after_lines: int = 0

    def filled(self, person: Mapping[str, str]) -> list[tuple[str, str]]:
        """Fields with what is known; what is not is left blank for the pen."""
        return [(label, value.format_map(_Blank(person))) for label, value in self.fields]


class _Blank(dict):
    def __missing__(self, key: str) -> str:
        return ""


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """All forms by code."""
    rows = yaml.safe_load(_FILE.read_text("utf-8"))
    return {row["code"]: _read(row) for row in rows}


def _read(row: dict[str, object]) -> Form:
    lists = {key: tuple(row[key]) for key in ("paragraphs", "signs", "after") if key in row}
    return Form(**{**row, **lists, "fields": tuple(tuple(pair) for pair in row["fields"])})
