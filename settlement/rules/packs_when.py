"""Reading the ``when`` of benefits and remote adjustments."""

import re

from .matching import LIST_KEYS, When
from .reading import Reader, join

INSUTYPES = ("310", "390")
HOSP_TIERS = ("1", "2", "3", "0")
FIXMEDINS_TYPES = ("1", "2")
REMOTES = ("none", "long_term", "referral", "emergency", "other", "unfiled")

_CODE = re.compile(r"[0-9]{2,6}", re.ASCII)
_ALLOWED = {
    "insutype": INSUTYPES,
    "hosp_tier": HOSP_TIERS,
    "fixmedins_type": FIXMEDINS_TYPES,
    "remote": REMOTES,
}
_OLDEST = 150


def read_when(reader: Reader, value: object, path: str) -> When:
    """Return the compiled condition; mistakes are noted in the reader."""
    fields = reader.mapping(
        value, path, required=(), optional=(*LIST_KEYS, "tags", "age_from", "age_to")
    )
    lists = []
    for position, key in enumerate(LIST_KEYS):
        if key in fields:
            lists.append((position, _words(reader, fields[key], join(path, key), key)))
    tags = None
    if "tags" in fields:
        tags = _words(reader, fields["tags"], join(path, "tags"), "tags")
    youngest, oldest = (
        reader.whole(fields[key], join(path, key), most=_OLDEST) if key in fields else None
        for key in ("age_from", "age_to")
    )
    if youngest is not None and oldest is not None and youngest > oldest:
        reader.refuse(join(path, "age_to"), "年龄上限小于下限。")
    return When(tuple(lists), tags, youngest, oldest)


def _words(reader: Reader, value: object, path: str, key: str) -> frozenset[str]:
    """Return the values of one key; each must be known and named once."""
    words: set[str] = set()
    for index, item in enumerate(reader.items(value, path, may_be_empty=False)):
        at = join(path, index)
        if key in _ALLOWED:
            word = reader.choice(item, at, _ALLOWED[key])
        elif key == "tags":
            word = reader.text(item, at)
        else:
            word = reader.text(item, at, pattern=_CODE, hint="应为 2 到 6 位数字代码。")
        if word is None:
            continue
        if word in words:
            reader.refuse(at, "重复的值。")
        words.add(word)
    return frozenset(words)
