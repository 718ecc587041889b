"""JSON without the traps: duplicate keys, NaN, silent floats, depth (T56, T74).

The standard parser keeps the last of two equal keys, reads ``NaN`` and turns amounts into binary
floats.  This one refuses the first two and hands the third on as :class:`JsonFloat`, so that a
field can answer with an error of its own instead of a wrong amount.
"""

import json
from typing import Any

MAX_DEPTH = 16
_LONGEST_NUMBER = 30
# NUL cannot occur in a parsed document, so this key can never meet a real one.
_FLOAT_KEY = "\x00float"

_MESSAGES = {
    "encoding": "请求内容不是有效的 UTF-8 文本。",
    "syntax": "请求内容不是有效的 JSON。",
    "constant": "请求内容里有 NaN 或 Infinity，JSON 里没有这样的数。",
    "number": "请求内容里有过长的数字。",
    "depth": "请求内容的层数太多。",
    "text": "请求内容里有不能保存的字符。",
    "duplicate": "请求内容里有重复的字段：{key}。",
}


class MalformedJSON(ValueError):
    """A body that cannot be read.

    ``reason`` is one of encoding, syntax, constant, number, depth, text, duplicate; ``message``
    is the Chinese sentence; ``path`` is dotted (``lines.0.price``) where a place is known.
    """

    def __init__(self, reason: str, *, path: str = "", key: str = "") -> None:
        """Choose the sentence for ``reason``."""
        self.reason = reason
        self.path = path
        self.message = _MESSAGES[reason].format(key=key)
        super().__init__(self.message)


class DuplicateKey(MalformedJSON):
    """An object with the same key twice; ``key`` names it and ``path`` says where."""

    def __init__(self, path: str, key: str) -> None:
        """Keep a piece of the key that can be answered with: it comes from outside."""
        self.key = _speakable(key)
        super().__init__("duplicate", path=path, key=self.key)


class JsonFloat:
    """A number with a point or an exponent (or ``-0``), kept as its literal.

    It is no ``str`` and no ``float``, and its text is no number, so no field takes it for an
    amount by accident.
    """

    __slots__ = ("literal",)

    def __init__(self, literal: str) -> None:
        """Keep the literal exactly as it was sent."""
        self.literal = literal

    def __repr__(self) -> str:
        return f"JsonFloat({self.literal!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsonFloat) and self.literal == other.literal

    def __hash__(self) -> int:
        return hash((JsonFloat, self.literal))


class _Repeated:
    """Stands in the parsed tree where an object repeats a key, until its path is known."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key


def loads(raw: bytes | str, *, max_depth: int = MAX_DEPTH) -> Any:
    """Return the document in ``raw``.

    Raises :class:`DuplicateKey` for an object that repeats a key and :class:`MalformedJSON` for
    everything else that is not plain UTF-8 JSON: NaN, Infinity, numbers of more than 30
    characters, NUL or lone surrogates in texts, more than ``max_depth`` levels, trailing text.
    """
    text = _decode(raw)
    try:
        document = _DECODER.decode(text)
    except RecursionError:
        raise MalformedJSON("depth") from None
    except json.JSONDecodeError:
        raise MalformedJSON("syntax") from None
    _inspect(document, max_depth)
    return document


def canonical(document: Any) -> bytes:
    """Return the one spelling of a document: UTF-8, keys sorted by code point, no spaces.

    Knows dict, list, tuple, str, int, bool, None and :class:`JsonFloat`.  Raises ``TypeError``
    for everything else, floats and keys that are not text included.
    """
    _require_plain(document)
    text = json.dumps(
        document,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
        default=_dump_float,
    )
    return text.encode("utf-8")


def _decode(raw: bytes | str) -> str:
    """Return the text of a body; only UTF-8 is looked for."""
    if isinstance(raw, str):
        return raw
    try:
        return bytes(raw).decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise MalformedJSON("encoding") from None


def _inspect(document: Any, max_depth: int) -> None:
    """Walk the tree once for depth, repeated keys and texts that cannot be stored."""
    waiting: list[tuple[Any, int, str]] = [(document, 1, "")]
    while waiting:
        value, depth, path = waiting.pop()
        if isinstance(value, str):
            _require_storable(value, path)
            continue
        if isinstance(value, _Repeated):
            raise DuplicateKey(_join(path, value.key), value.key)
        if not isinstance(value, dict | list):
            continue
        if depth > max_depth:
            raise MalformedJSON("depth", path=path)
        if isinstance(value, dict):
            for key in value:
                _require_storable(key, path)
        members = value.items() if isinstance(value, dict) else enumerate(value)
        waiting.extend((item, depth + 1, _join(path, key)) for key, item in members)


def _join(path: str, key: str | int) -> str:
    """Return the dotted path of a member."""
    name = _speakable(key) if isinstance(key, str) else str(key)
    return f"{path}.{name}" if path else name


def _speakable(key: str) -> str:
    """Return at most 40 printable characters of a key, without lone surrogates or controls."""
    return "".join(char if char.isprintable() else "?" for char in key[:40])


def _require_storable(text: str, path: str) -> None:
    """Refuse NUL and lone surrogates: neither PostgreSQL nor UTF-8 can hold them."""
    if "\x00" in text:
        raise MalformedJSON("text", path=path)
    if text.isascii():
        return
    try:
        text.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise MalformedJSON("text", path=path) from None


def _require_plain(document: Any) -> None:
    """Raise ``TypeError`` for a value or key that has no single spelling."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, float):
            raise TypeError("a float has no canonical form; use text or an int")
        if isinstance(value, dict):
            if not all(isinstance(key, str) for key in value):
                raise TypeError("only text keys have a canonical form")
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)


def _dump_float(value: object) -> dict[str, str]:
    """Spell a kept float; anything else that reaches this hook is refused."""
    if isinstance(value, JsonFloat):
        return {_FLOAT_KEY: value.literal}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Repeated:
    """Build an object, or mark it when a key comes twice."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return _Repeated(key)
        seen.add(key)
    raise AssertionError("a repeated key was counted but not found")


def _read_int(literal: str) -> int | JsonFloat:
    """Read an integer; minus zero is no amount and stays a literal (T56)."""
    if len(literal) > _LONGEST_NUMBER:
        raise MalformedJSON("number")
    return JsonFloat(literal) if literal == "-0" else int(literal)


def _read_float(literal: str) -> JsonFloat:
    """Keep the literal of a number with a point or an exponent."""
    if len(literal) > _LONGEST_NUMBER:
        raise MalformedJSON("number")
    return JsonFloat(literal)


def _refuse_constant(literal: str) -> None:
    """Refuse NaN, Infinity and -Infinity."""
    raise MalformedJSON("constant")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_int=_read_int,
    parse_float=_read_float,
    parse_constant=_refuse_constant,
    strict=True,
)
