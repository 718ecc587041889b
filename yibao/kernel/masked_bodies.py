"""Bodies of messages as a log may hold them: not who somebody is, nor what lets one act (T89)."""

import re
from collections.abc import Iterable

from . import masking

STARS = "***"


class BodyMask:
    """Hides the values of named members of JSON texts, then every telling number in the rest.

    It works on the text as it was sent: what cannot be parsed is masked all the same, and a text
    that ends within a value gives nothing of that value away. Members may stand in JSON that is
    itself a text inside of JSON.
    """

    def __init__(self, names: Iterable[str]) -> None:
        telling = "|".join(re.escape(name) for name in names)
        self._pair = re.compile(
            rf'("(?:{telling})"\s*:\s*)'
            r'("(?:[^"\\]|\\.)*(?:"|\\?\Z)|-?[0-9][0-9.eE+-]*|\{[^{}]*\})'
        )
        self._inner = re.compile(rf'(\\"(?:{telling})\\"\s*:\s*\\")((?:[^"\\])*)(\\"|\\?\Z)')

    def hide(self, text: str, *, longest: int) -> str:
        """The first ``longest`` characters, masked; NUL cannot be stored."""
        short = text[:longest].replace("\x00", "?")
        hidden = self._pair.sub(rf'\g<1>"{STARS}"', short)
        hidden = self._inner.sub(rf"\g<1>{STARS}\g<3>", hidden)
        return masking.mask_text(hidden)
