"""The text that is signed: sorted, compact, without empty values, numbers as they were written."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: Top-level fields that are never part of the signed text.
_UNSIGNED = frozenset({"signData", "encData", "extra"})


class Numeral(Decimal):
    """A number of a message that remembers how it was written, so that a signature still fits."""

    def __new__(cls, text: str) -> "Numeral":
        made = super().__new__(cls, text)
        made.text = text
        return made


def loads(text: str) -> Any:
    """Parse a message; numbers keep their digits. Raises ``ValueError``."""
    return json.loads(text, parse_float=Numeral, parse_int=Numeral, parse_constant=_refuse)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def clean(value: Any, *, keep: frozenset[str] = frozenset()) -> Any:
    """The value without null, "", {} and [] at any depth; keys named in ``keep`` may be empty."""
    if isinstance(value, Mapping):
        cleaned = {key: clean(one, keep=keep) for key, one in value.items()}
        return {key: one for key, one in cleaned.items() if key in keep or not _is_empty(one)}
    if isinstance(value, list | tuple):
        cleaned_list = [clean(one, keep=keep) for one in value]
        return [one for one in cleaned_list if not _is_empty(one)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", {}, [])


def compact(value: Any, *, as_text: bool = False) -> str:
    """JSON with sorted keys and no spaces; with ``as_text`` numbers and booleans are strings."""
    if isinstance(value, Mapping):
        inner = (f"{_quoted(key)}:{compact(value[key], as_text=as_text)}" for key in sorted(value))
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(compact(one, as_text=as_text) for one in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    plain = scalar(value)
    return _quoted(plain) if as_text and value is not None else plain


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def scalar(value: Any) -> str:
    """A number, a boolean or nothing as JSON writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Numeral):
        return value.text
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a message")


def sign_source(
    fields: Mapping[str, Any],
    data: Any,
    *,
    secret: str,
    as_text: bool,
    keep: frozenset[str] = frozenset(),
) -> str:
    """``key=value`` of all top-level fields and the plain data, sorted, with the secret behind."""
    signed = {key: one for key, one in fields.items() if key not in _UNSIGNED and key != "data"}
    signed["data"] = clean(data, keep=keep)
    pairs = [
        f"{key}={_pair_value(signed[key], as_text)}"
        for key in sorted(signed)
        if not _is_empty(signed[key])
    ]
    return "&".join([*pairs, f"key={secret}"])


def _pair_value(value: Any, as_text: bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping | list | tuple):
        return compact(value, as_text=as_text)
    return scalar(value)
