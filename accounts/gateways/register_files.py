"""Reading register files: CSV (UTF-8 with or without mark, GB18030) and XLSX, row by row."""

import codecs
import csv
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from accounts.errors import RegisterFileUnreadable

_CHUNK = 1 << 20


def digest(path: Path) -> str:
    """SHA-256 of the file. Raises ``RegisterFileUnreadable``."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                found.update(chunk)
    except FileNotFoundError as missing:
        raise RegisterFileUnreadable(reason=f"打不开文件：没有 {path.name} 这个文件。") from missing
    except OSError as failure:
        raise RegisterFileUnreadable(reason=f"打不开文件：{failure.strerror}。") from failure
    return found.hexdigest()


def rows(path: Path) -> Iterator[list[object]]:
    """Every row with the header first. Raises ``RegisterFileUnreadable`` at any point."""
    try:
        if zipfile.is_zipfile(path):
            yield from _sheet_rows(path)
        else:
            yield from _text_rows(path)
    except OSError as failure:
        raise RegisterFileUnreadable(reason=f"读文件出错：{failure.strerror}。") from failure
    except csv.Error as broken:
        raise RegisterFileUnreadable(reason=f"CSV 格式不对：{broken}。") from broken


def _text_rows(path: Path) -> Iterator[list[object]]:
    with path.open(encoding=_encoding(path), newline="") as handle:
        first = handle.readline()
        delimiter = "\t" if first.count("\t") > first.count(",") else ","
        handle.seek(0)
        yield from csv.reader(handle, delimiter=delimiter, strict=True)


def _encoding(path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise RegisterFileUnreadable(reason="认不出文字编码。请存为 UTF-8 或 GB18030 的 CSV，或 XLSX。")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sheet_rows(path: Path) -> Iterator[list[object]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as broken:
        raise RegisterFileUnreadable(reason="XLSX 文件损坏，或不是电子表格。") from broken
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, IndexError) as broken:
        raise RegisterFileUnreadable(reason="XLSX 文件损坏，读到一半停下了。") from broken
    finally:
        book.close()
