"""Reading the benefit chain of a pack and compiling its bands (P138–P143, P150, P164)."""

import re
from collections.abc import Mapping

from settlement.data import FUNDS
from settlement.data.cases import STAYS, scaled
from yibao.kernel.money import divide_half_up

from .compiled import Band, Benefit, Remote
from .packs_when import read_when
from .reading import Reader, join

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", re.ASCII)
_COUNTER = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_KINDS = ("basic", "tiered")
_SCOPES = ("year", "admission", "none")
_REQUIRED = ("id", "fund", "kind", "when", "start", "start_scope", "bands")
_COUNTERS = ("start_counter", "base_counter", "cap_counter")
_OPTIONAL = ("cap", "repeat_factor", *_COUNTERS)
_SCALE = 10**4


def read_benefits(
    reader: Reader, value: object, path: str, remotes: tuple[Remote, ...]
) -> tuple[Benefit, ...]:
    """Return the chain in its order; mistakes are noted in the reader."""
    benefits = []
    seen: set[str] = set()
    for index, item in enumerate(reader.items(value, path)):
        benefit = _benefit(reader, item, join(path, index), remotes)
        if benefit is None:
            continue
        if benefit.id in seen:
            reader.refuse(join(join(path, index), "id"), "编号重复。")
        seen.add(benefit.id)
        benefits.append(benefit)
    return tuple(benefits)


def _benefit(
    reader: Reader, value: object, path: str, remotes: tuple[Remote, ...]
) -> Benefit | None:
    """Return one compiled benefit, or None when it has a mistake."""
    before = len(reader.errors)
    fields = reader.mapping(value, path, required=_REQUIRED, optional=_OPTIONAL)
    if any(key not in fields for key in _REQUIRED):
        return None
    name = reader.text(fields["id"], f"{path}.id", pattern=_ID, hint="应为英文字母开头的编号。")
    fund = reader.choice(fields["fund"], f"{path}.fund", FUNDS)
    kind = reader.choice(fields["kind"], f"{path}.kind", _KINDS)
    scope = reader.choice(fields["start_scope"], f"{path}.start_scope", _SCOPES)
    when = read_when(reader, fields["when"], f"{path}.when")
    start = reader.fen(fields["start"], f"{path}.start")
    repeat = _repeat(reader, fields, path)
    counters = {key: _counter(reader, fields.get(key), join(path, key)) for key in _COUNTERS}
    bands = _bands(reader, fields["bands"], join(path, "bands"))
    cap = fields.get("cap")
    cap = None if cap is None else reader.fen(cap, f"{path}.cap")
    _fits_kind(reader, path, kind, scope, counters)
    _distinct(reader, path, counters)
    if len(reader.errors) > before or not (name and fund and kind and scope) or start is None:
        return None
    asked = 0 if scope == "none" else start
    return Benefit(
        id=name,
        fund=fund,
        kind=kind,
        when=when,
        start=asked,
        repeat_start=divide_half_up(asked * repeat, _SCALE),
        start_scope=scope,
        start_counter=counters["start_counter"],
        base_counter=counters["base_counter"],
        bands=_compile(bands, kind, asked, remotes),
        cap=cap,
        cap_counter=counters["cap_counter"],
    )


def _repeat(reader: Reader, fields: Mapping[str, object], path: str) -> int:
    """Return the factor × 10⁴ for second and later stays (P143); 1 where none is given."""
    if fields.get("repeat_factor") is None:
        return _SCALE
    factor = reader.ratio(fields["repeat_factor"], f"{path}.repeat_factor")
    if fields.get("start_scope") != "admission" or fields.get("kind") != "basic":
        reader.refuse(f"{path}.repeat_factor", "只有按次住院的起付线可以写重复住院系数。")
    return _SCALE if factor is None else scaled(factor, 4)


def _counter(reader: Reader, value: object, path: str) -> str | None:
    """Return a counter's name; ``stays`` counts times and cannot hold money."""
    if value is None:
        return None
    name = reader.text(value, path, pattern=_COUNTER, hint="应为小写字母开头的名称。")
    if name == STAYS:
        reader.refuse(path, "stays 是住院次数，不能用作金额累计。")
        return None
    return name


def _fits_kind(
    reader: Reader,
    path: str,
    kind: str | None,
    scope: str | None,
    counters: Mapping[str, str | None],
) -> None:
    """Refuse what would be read but never used: it would mislead the author."""
    if kind == "basic" and counters["base_counter"]:
        reader.refuse(f"{path}.base_counter", "basic 不用此项，只有 tiered 按年度累计分段。")
    if kind == "tiered" and counters["start_counter"]:
        reader.refuse(f"{path}.start_counter", "tiered 不用此项，年度累计写在 base_counter。")
    if kind == "tiered" and scope == "admission":
        reader.refuse(f"{path}.start_scope", "tiered 的起付线按年度累计，不能按次住院。")


def _distinct(reader: Reader, path: str, counters: Mapping[str, str | None]) -> None:
    """One counter holds one meaning within a benefit."""
    seen: set[str] = set()
    for key, name in counters.items():
        if name is not None and name in seen:
            reader.refuse(join(path, key), "同一项待遇里的两个累计不能用同一个名称。")
        if name is not None:
            seen.add(name)


def _bands(reader: Reader, value: object, path: str) -> list[tuple[int | None, int]]:
    """Return (upper limit in 分 or None, ratio × 10⁴) of each band, limits strictly rising."""
    bands: list[tuple[int | None, int]] = []
    below = 0
    items = reader.items(value, path, may_be_empty=False)
    for index, item in enumerate(items):
        at = join(path, index)
        fields = reader.mapping(item, at, required=("upto", "ratio"))
        if not {"upto", "ratio"} <= fields.keys():
            continue
        ratio = reader.ratio(fields["ratio"], f"{at}.ratio")
        upto = None
        if fields["upto"] is not None:
            upto = reader.fen(fields["upto"], f"{at}.upto")
            if upto is not None and upto <= below:
                reader.refuse(f"{at}.upto", "分段上限必须比前一段大，各段不能重叠。")
            below = max(below, upto or 0)
        elif index < len(items) - 1:
            reader.refuse(f"{at}.upto", "只有最后一段可以没有上限。")
        bands.append((upto, 0 if ratio is None else scaled(ratio, 4)))
    return bands


def _compile(
    bands: list[tuple[int | None, int]], kind: str, start: int, remotes: tuple[Remote, ...]
) -> tuple[tuple[Band, ...], ...]:
    """Return the bands plain and, for a basic benefit, under each remote adjustment.

    Basic limits count above the start, so the first band begins at 0.  Tiered limits are absolute
    on the year's sum, so nothing below the start is shared.
    """
    floor = start if kind == "tiered" else 0
    plain: list[Band] = []
    low = 0
    for upto, ratio in bands:
        if upto is None or upto > floor:
            plain.append((max(low, floor), upto, ratio * _SCALE))
        low = upto or low
    variants = [tuple(plain)]
    if kind == "basic":
        variants += [tuple(_adjust(plain, remote)) for remote in remotes]
    return tuple(variants)


def _adjust(bands: list[Band], remote: Remote) -> list[Band]:
    """Return the bands with the remote points taken off or the factor applied (P164)."""
    if remote.kind == "points":
        points = remote.value_e4 * _SCALE
        return [(low, high, max(0, ratio - points)) for low, high, ratio in bands]
    return [(low, high, ratio * remote.value_e4 // _SCALE) for low, high, ratio in bands]
