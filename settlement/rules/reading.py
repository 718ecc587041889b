"""Strict reading of documents: every mistake is collected with its path and a sentence.

A reader never raises on bad content; it notes the mistake and returns None, so that one run
tells the author everything that is wrong.  Paths look like ``benefits[2].bands[1].upto``.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal

from yibao.kernel import money
from yibao.kernel.strictjson import JsonFloat

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MISSING = object()
_LONGEST_TEXT = 200


class DocumentInvalid(ValueError):
    """A document with mistakes; ``errors`` is a list of ``{"path", "message"}``."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        """Keep all mistakes in the order of the document."""
        super().__init__("; ".join(f"{error['path']}: {error['message']}" for error in errors))
        self.errors = errors


class PackInvalid(DocumentInvalid):
    """A policy pack that must not be used."""


class CaseInvalid(DocumentInvalid):
    """A case that cannot be worked out."""


def join(path: str, key: str | int) -> str:
    """Return the path of a member: ``lines[0].pric``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


class Reader:
    """Reads values and collects mistakes; every method returns None where it noted one."""

    def __init__(self) -> None:
        self.errors: list[dict[str, str]] = []

    def refuse(self, path: str, message: str) -> None:
        """Note one mistake."""
        self.errors.append({"path": path, "message": message})

    def mapping(
        self, value: object, path: str, *, required: Collection[str], optional: Collection[str] = ()
    ) -> Mapping[str, object]:
        """Return an object with known keys only; an empty one where it is no object at all."""
        if not isinstance(value, Mapping):
            self.refuse(path, _instead("应为一组字段（对象）", value))
            return {}
        for key in value:
            if not isinstance(key, str) or (key not in required and key not in optional):
                self.refuse(join(path, str(key)[:60]), "不认识的字段，请核对拼写。")
        for key in required:
            if key not in value:
                self.refuse(join(path, key), "缺少此项。")
        return value

    def items(self, value: object, path: str, *, may_be_empty: bool = True) -> list[object]:
        """Return a list; an empty one where it is no list."""
        if not isinstance(value, list | tuple):
            self.refuse(path, _instead("应为列表", value))
            return []
        if not value and not may_be_empty:
            self.refuse(path, "至少要有一项。")
        return list(value)

    def text(
        self, value: object, path: str, *, pattern: re.Pattern[str] | None = None, hint: str = ""
    ) -> str | None:
        """Return a text of 1 to 200 printable characters that fits the pattern."""
        if not isinstance(value, str):
            self.refuse(path, _instead("应为带引号的文本", value))
            return None
        if not value.strip() or len(value) > _LONGEST_TEXT or not value.isprintable():
            self.refuse(path, "应为 1 到 200 个可见字符的文本。")
            return None
        if pattern is not None and pattern.fullmatch(value) is None:
            self.refuse(path, hint)
            return None
        return value

    def choice(self, value: object, path: str, allowed: Collection[str]) -> str | None:
        """Return one of the allowed texts."""
        if isinstance(value, str) and value in allowed:
            return value
        words = "、".join(f'"{word}"' for word in allowed)
        self.refuse(path, _instead(f"应为 {words} 之一", value))
        return None

    def flag(self, value: object, path: str) -> bool | None:
        """Return true or false, written as such."""
        if isinstance(value, bool):
            return value
        self.refuse(path, _instead("应为 true 或 false", value))
        return None

    def whole(self, value: object, path: str, *, most: int) -> int | None:
        """Return a whole number from 0 to ``most``; a bool is no number."""
        if type(value) is int and 0 <= value <= most:
            return value
        self.refuse(path, _instead(f"应为 0 到 {most} 的整数", value))
        return None

    def fen(self, value: object, path: str) -> int | None:
        """Return an amount given in yuan as text, in 分."""
        amount = self._money(value, path, money.parse_yuan)
        return None if amount is None else money.to_fen(amount)

    def price(self, value: object, path: str) -> Decimal | None:
        """Return a unit price with up to six places."""
        return self._money(value, path, money.parse_price)

    def count(self, value: object, path: str) -> Decimal | None:
        """Return a quantity above zero with up to four places."""
        return self._money(value, path, money.parse_count)

    def ratio(self, value: object, path: str) -> Decimal | None:
        """Return a ratio from 0 to 1 with up to four places."""
        return self._money(value, path, money.parse_ratio)

    def day(self, value: object, path: str) -> date | None:
        """Return a real date written ``2025-03-01``; a YAML date is taken as it is."""
        if type(value) is date:
            return value
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.refuse(path, "没有这一天。")
                return None
        self.refuse(path, _instead("应为日期，例如 2025-03-01", value))
        return None

    def _money(self, value: object, path: str, parse: Callable[[str], Decimal]) -> Decimal | None:
        """Parse a decimal text with the kernel's parser; its sentence becomes the message."""
        if not isinstance(value, str):
            self.refuse(path, _instead('应为带引号的数字文本，例如 "12.30"', value))
            return None
        try:
            return parse(value)
        except money.NotMoney as refusal:
            self.refuse(path, f"{refusal.message}。")
            return None


def _instead(wanted: str, value: object) -> str:
    """Return a sentence that says what was wanted and, in a word, what was found."""
    if value is None:
        return f"{wanted}，不能为空。"
    if isinstance(value, JsonFloat | float):
        return f"{wanted}；这里写成了不带引号的小数，请加引号。"
    if isinstance(value, bool):
        return f"{wanted}，不能写 true 或 false。"
    if isinstance(value, int):
        return f"{wanted}；这里写成了不带引号的数字。"
    return f"{wanted}。"
