"""Names of people: a form to show and a form to compare (T19).

The form to show keeps the characters a person typed; the form to compare joins the spellings of
one name: compatibility forms and radicals (⾦ and 金), full-width letters, the many middle dots,
stray spaces.  What cannot be seen or cannot be in a name is refused, never dropped in silence.
"""

import re
import unicodedata

_SHORTEST, _LONGEST = 2, 50
_DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("·•‧・･∙⋅᛫●•・", _DOT))
_QUOTES = str.maketrans(dict.fromkeys("‘’ʼ＇`´", "'"))
# Radicals that NFKC leaves alone although fonts and PDF files put them in place of the ideograph.
_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
_HAN = (
    r"\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24"
    r"\ufa27-\ufa29\U00020000-\U0002fa1f\U00030000-\U000323af"
)
_LATIN = r"A-Za-zÀ-ÖØ-öø-\u01bf\u01c4-\u024f\u1e00-\u1eff"
_KEY = re.compile(rf"[{_HAN}{_LATIN}{_DOT}.' \-]+")
_TYPED = rf"{_HAN}\u2e80-\u2fdf\uf900-\ufaff"
_STOP_BESIDE_HAN = re.compile(rf"(?<=[{_TYPED}])\.|\.(?=[{_TYPED}])")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{_TYPED}{_DOT}]) +| +(?=[{_TYPED}{_DOT}])")
_ENDS = re.compile(rf"[{_HAN}{_LATIN}](?:.*[{_HAN}{_LATIN}.])?")
_DOUBLED = re.compile(rf"[{_DOT}.'\-]{{2,}}|{_DOT}[ ]|[ ]{_DOT}")

_MESSAGES = {
    "length": "姓名应为 2 到 50 个字。",
    "character": "姓名里有不能用的字符。请按证件上的写法，用汉字、字母和间隔号“·”填写。",
    "invisible": "姓名里有看不见的字符。请删掉重新填一遍。",
    "dot": "间隔号“·”应在两个字中间，只用一个。",
}


class NotAName(ValueError):
    """A text that is no name; ``reason`` is one of length, character, invisible, dot."""

    def __init__(self, reason: str) -> None:
        """Choose the Chinese sentence (``message``) for ``reason``."""
        self.reason = reason
        self.message = _MESSAGES[reason]
        super().__init__(self.message)


def parse_name(text: str) -> str:
    """Return the name as it is shown: the characters typed, one kind of middle dot, no edges.

    Raises :class:`NotAName` for control, zero-width and bidirectional characters, digits, other
    scripts, dots at the ends or in a row, and fewer than 2 or more than 50 characters (T19).
    """
    name_key(text)
    return _tidy(text)


def name_key(text: str) -> str:
    """Return the form two spellings of one name share: NFKC, radicals joined, upper case (T19).

    The key of a key is the key itself.  Raises :class:`NotAName` as :func:`parse_name` does.
    """
    if not isinstance(text, str):
        raise NotAName("character")
    if any(_is_invisible(character) for character in text):
        raise NotAName("invisible")
    # Bounded before the costly steps: no folding shortens a text to an eighth.
    if len(text) > 8 * _LONGEST:
        raise NotAName("length")
    key = _fold(text)
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise NotAName("length")
    if _KEY.fullmatch(key) is None:
        raise NotAName("character")
    if _ENDS.fullmatch(key) is None or _DOUBLED.search(key):
        raise NotAName("dot")
    return key


def same_name(one: str, other: str) -> bool:
    """Say whether two spellings are one name.  Raises :class:`NotAName` for either."""
    return name_key(one) == name_key(other)


def _tidy(text: str) -> str:
    """Fold dots and white space only; every other character stays as typed."""
    name = " ".join(text.split())
    name = _SPACE_BESIDE_HAN.sub("", name.translate(_DOTS).replace("．", "."))
    # A full stop turned into a dot may have spaces on its other side.
    return _SPACE_BESIDE_HAN.sub("", _STOP_BESIDE_HAN.sub(_DOT, name))


def _fold(text: str) -> str:
    """Return the compare form without judging it."""
    # Twice: upper-casing may leave a letter and its mark apart, and NFKC joins them again.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_RADICALS)
        text = text.translate(_QUOTES).upper()
    return _tidy(unicodedata.normalize("NFKC", text))


def _is_invisible(character: str) -> bool:
    """Say whether a character is a control, format or filler one, or a variation selector.

    Ordinary spaces (category Zs) are no reason to refuse; line and paragraph ends are.
    """
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Zl", "Zp", "Cs"}:
        return True
    return character in "\u115f\u1160\u3164\uffa0\u034f\u2800" or (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )
