"""Lines of a file of account money (划入): person number, month, amount. Pure (T56, T70)."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from yibao.kernel.idcard import NotACertNo, parse_certno
from yibao.kernel.money import NotMoney, parse_fen_signed

MONTHLY, CORRECTION = "MONTHLY", "CORRECTION"
#: The most rows of one file, and the most of one person and month in 分: no base of contribution
#: gives more, so a larger one is a slip of the point.
MOST_ROWS, MOST_FEN = 1_000_000, 500_000
UNREADABLE, NEGATIVE, TOO_MUCH = "unreadable", "negative", "too_much"
_LONGEST = 200
_NAMES = {
    "psn_no": "psn_no", "人员编号": "psn_no", "个人编号": "psn_no",
    "month": "month", "月份": "month", "费款所属期": "month",
    "amount": "amount", "金额": "amount", "划入金额": "amount",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9A-Za-z]{1,30}", re.ASCII)
_MONTH = re.compile(r"(20[0-9]{2})-?(0[1-9]|1[0-2])", re.ASCII)


class FileRefused(ValueError):
    """The file as a whole; ``line`` counts from one, ``reason`` is a Chinese sentence."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep both; the content of a line is never repeated."""
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Row(NamedTuple):
    """One line in 分; with a problem nothing else of it is kept but a readable person number."""

    line: int
    psn_no: str
    month: date | None
    amount_fen: int
    problem: str


def rows_of(kind: str, pieces: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a CSV that comes in pieces. Raises ``FileRefused`` for the file as a whole."""
    lines = enumerate(_lines(pieces), start=1)
    places = _places(*next(lines, (1, b"")))
    count = 0
    for number, line in lines:
        if not line.strip():
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileRefused(number, f"最多 {MOST_ROWS} 行，请分成几个文件。")
        yield _row(kind, number, line, places)
    if not count:
        raise FileRefused(1, "文件里没有数据行。")


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        whole = (rest + piece).split(b"\n")
        # An endless line never piles up in memory; what is cut is too long to be a row anyway.
        rest = whole.pop()[: _LONGEST + 1]
        yield from whole
    if rest:
        yield rest


def _places(number: int, line: bytes) -> dict[str, int]:
    cells = _cells(line.removeprefix(b"\xef\xbb\xbf")) or []
    found = {_NAMES.get(one.strip().lower(), ""): at for at, one in enumerate(cells)}
    found.pop("", None)
    if len(found) < 3 or len(cells) != len(set(cells)):
        raise FileRefused(number, "第一行应为列名：人员编号、月份、金额（UTF-8 编码）。")
    return found


def _cells(line: bytes) -> list[str] | None:
    if len(line) > _LONGEST:
        return None
    try:
        return next(csv.reader([line.decode("utf-8").rstrip("\r")], strict=True), None)
    except (UnicodeDecodeError, csv.Error):
        return None


def _row(kind: str, number: int, line: bytes, places: dict[str, int]) -> Row:
    cells = _cells(line)
    if cells is None or len(cells) <= max(places.values()):
        return Row(number, "", None, 0, UNREADABLE)
    psn_no, month, amount = (cells[places[name]].strip() for name in ("psn_no", "month", "amount"))
    found = _MONTH.fullmatch(month)
    if not _NUMBER.fullmatch(psn_no) or _is_certno(psn_no):
        return Row(number, "", None, 0, UNREADABLE)
    try:
        fen = parse_fen_signed(amount)
    except NotMoney:
        return Row(number, psn_no, None, 0, UNREADABLE)
    if found is None:
        return Row(number, psn_no, None, 0, UNREADABLE)
    first = date(int(found[1]), int(found[2]), 1)
    return Row(number, psn_no, first, fen, _problem(kind, fen))


def _is_certno(text: str) -> bool:
    """An ID number in the wrong column is not kept in clear."""
    try:
        return bool(parse_certno(text))
    except NotACertNo:
        return False


def _problem(kind: str, fen: int) -> str:
    if fen == 0 or (fen < 0 and kind == MONTHLY):
        return NEGATIVE
    return TOO_MUCH if abs(fen) > MOST_FEN else ""
