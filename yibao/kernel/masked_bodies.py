"""Bodies of messages as a log may hold them: not who somebody is, nor what lets one act (T89)."""

import re
from collections.abc import Iterable

from . import masking

STARS = "***"
# A quote stands behind backslashes where JSON is a text inside of JSON, four levels at most.
_QUOTE = re.compile(r"\\{0,15}[\"']")
_ENDS = {mark: re.compile(rf"\\{{0,15}}{mark}") for mark in "\"'"}
_MARKS = re.compile(r"[\[\]{}]|\\{0,15}[\"']")
# How far a value without quotes goes, by what stands before it: JSON, a form, XML.
_BARE = {
    ":": re.compile(r"[^,}\]\n]*"),
    "=": re.compile(r"[^&\s]*"),
    ">": re.compile(r"[^<]*"),
}
_NOTHING = {"", "null", "true", "false"}


class BodyMask:
    """Hides the values of named members, then every telling number in the rest.

    It works on the text as it was sent: what cannot be parsed, or is no JSON at all, is masked all
    the same, and a text that ends within a value gives nothing of that value away. Members may
    stand in JSON that is itself a text inside of JSON; a value may be a list or an object.
    """

    def __init__(self, names: Iterable[str]) -> None:
        telling = "|".join(re.escape(name) for name in names)
        self._member = re.compile(
            rf"(?P<quote>\\{{0,15}}[\"']|)(?<![A-Za-z0-9_])(?:{telling})(?P=quote)"
            r"\s*(?P<mark>[:=>])\s*",
            re.IGNORECASE,
        )

    def hide(self, text: str, *, longest: int) -> str:
        """The first ``longest`` characters, masked; NUL cannot be stored."""
        short = text[:longest].replace("\x00", "?")
        return masking.mask_text(self._without_members(short))

    def _without_members(self, text: str) -> str:
        kept, place = [], 0
        while found := self._member.search(text, place):
            kept.append(text[place : found.end()])
            place = _end_of_value(text, found.end(), found["mark"])
            value = text[found.end() : place]
            is_empty = value.strip() in _NOTHING
            kept.append(value if is_empty else f"{found['quote']}{STARS}{found['quote']}")
        return "".join([*kept, text[place:]])


def _end_of_value(text: str, place: int, mark: str) -> int:
    quote = _QUOTE.match(text, place)
    if quote:
        return _end_of_text(text, quote)
    if text[place : place + 1] in ("[", "{"):
        return _end_of_group(text, place)
    found = _BARE[mark].match(text, place)
    return found.end() if found else place


def _end_of_text(text: str, quote: re.Match[str]) -> int:
    """Behind the quote that closes this one; of an open one the end."""
    depth = len(quote[0]) - 1
    for found in _ENDS[quote[0][-1]].finditer(text, quote.end()):
        run = len(found[0]) - 1
        if run == depth or (depth == 0 and run % 2 == 0):
            return found.end()
    return len(text)


def _end_of_group(text: str, place: int) -> int:
    """Behind the bracket that closes the one here; of an open one the end."""
    depth = 0
    while found := _MARKS.search(text, place):
        place = found.end()
        if found[0] in ("[", "{"):
            depth += 1
        elif found[0] in ("]", "}"):
            depth -= 1
            if depth == 0:
                return place
        else:
            place = _end_of_text(text, found)
    return len(text)
