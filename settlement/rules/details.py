"""Lines of a file of details: NDJSON or CSV to numbers, strictly (T56, T70, T74). Pure."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from yibao.kernel.money import NotMoney, parse_fen_signed

from ..data.clearing import SUM_FIELDS

NDJSON, CSV = "ndjson", "csv"
#: Bytes of the longest line; an honest one has about 250.
MOST = 2048
FIELDS = ("setl_id", *SUM_FIELDS, "refd_setl_flag")
_NEEDED = frozenset(FIELDS) - {"refd_setl_flag"}
_KNOWN = frozenset(FIELDS)
# Visible ASCII without the backslash, which the database's own file form reads as an escape.
_NUMBER = re.compile(r"[\x21-\x5b\x5d-\x7e]{1,40}", re.ASCII)
_BOM = b"\xef\xbb\xbf"


class LineRefused(ValueError):
    """A line that is not a row; ``line`` counts from one, ``reason`` is a Chinese sentence."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep both; the content of the line is never repeated."""
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Row(NamedTuple):
    """One bill (flag 0) or refund (flag 1, amounts not above zero), in 分."""

    line: int
    setl_id: str
    amounts: tuple[int, ...]
    refd_setl_flag: str


def rows_of(form: str, pieces: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a file that comes in pieces. Raises ``LineRefused``."""
    lines = enumerate(_lines(pieces), start=1)
    read = _csv_reader(lines) if form == CSV else _read_json
    for number, line in lines:
        if len(line) > MOST:
            raise LineRefused(number, "这一行太长。")
        if line.strip():
            yield _row(number, read(number, line))


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest, count, is_first = b"", 0, True
    for piece in pieces:
        text = rest + piece
        if is_first and len(text) >= len(_BOM):
            text, is_first = text.removeprefix(_BOM), False
        whole = text.split(b"\n")
        rest = whole.pop()
        count += len(whole)
        if len(rest) > MOST:
            raise LineRefused(count + 1, "这一行太长。")
        yield from whole
    if rest:
        yield rest


Reader = Callable[[int, bytes], dict[str, str]]


def _csv_reader(lines: Iterator[tuple[int, bytes]]) -> Reader:
    number, line = next(lines, (1, b""))
    names = _cells(number, line)
    unknown = sorted(set(names) - _KNOWN)
    missing = sorted(_NEEDED - set(names))
    if unknown or missing or len(names) != len(set(names)):
        raise LineRefused(1, f"第一行应为列名：{'、'.join(FIELDS)}。")

    def read(number: int, line: bytes) -> dict[str, str]:
        cells = _cells(number, line)
        if len(cells) != len(names):
            raise LineRefused(number, f"应有 {len(names)} 列。")
        return dict(zip(names, cells, strict=True))

    return read


def _cells(number: int, line: bytes) -> list[str]:
    text = _text(number, line)
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as broken:
        raise LineRefused(number, "引号不成对。") from broken


def _text(number: int, line: bytes) -> str:
    try:
        return line.decode("ascii").rstrip("\r")
    except UnicodeDecodeError as strange:
        raise LineRefused(number, "只能用半角字母、数字和符号。") from strange


def _no_number(text: str) -> None:
    raise ValueError("numbers travel as text")


_decode = json.JSONDecoder(
    object_pairs_hook=list, parse_float=_no_number, parse_int=_no_number, parse_constant=_no_number
).decode


def _read_json(number: int, line: bytes) -> dict[str, str]:
    text = _text(number, line)
    try:
        pairs = _decode(text)
    except (ValueError, RecursionError) as broken:
        raise LineRefused(number, "不是合法的 JSON，或者数字没有写成字符串。") from broken
    if not text.lstrip().startswith("{"):
        raise LineRefused(number, "每一行应为一个 JSON 对象。")
    row = dict(pairs)
    if len(row) != len(pairs):
        raise LineRefused(number, "同一个字段出现了两次。")
    return row


def _row(number: int, row: dict[str, str]) -> Row:
    if not _NEEDED <= row.keys() <= _KNOWN:
        raise LineRefused(number, f"应有这些字段，不能多也不能少：{'、'.join(FIELDS)}。")
    flag = row.get("refd_setl_flag", "0")
    if flag not in ("0", "1"):
        raise LineRefused(number, "refd_setl_flag 应为 0（结算）或 1（退费）。")
    setl_id = row["setl_id"]
    if not isinstance(setl_id, str) or _NUMBER.fullmatch(setl_id) is None:
        raise LineRefused(number, "setl_id 应为 1 到 40 个半角字符。")
    amounts = tuple([_fen(number, name, row[name]) for name in SUM_FIELDS])
    if flag == "0" and min(amounts) < 0:
        raise LineRefused(number, "结算的金额不能为负；退费请把 refd_setl_flag 写成 1。")
    if flag == "1" and amounts[0] > 0:
        raise LineRefused(number, "退费的总额应为负数。")
    return Row(number, setl_id, amounts, flag)


def _fen(number: int, name: str, text: str) -> int:
    try:
        return parse_fen_signed(text)
    except NotMoney as strange:
        raise LineRefused(number, f"{name} 应为两位小数的金额，例如 12.30。") from strange
