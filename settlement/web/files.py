"""Tables that a person takes along: CSV whose cells no spreadsheet runs (T93)."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from yibao.kernel.csvcells import safe_cell


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Lines as they are read; the first bytes tell spreadsheets that it is UTF-8."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(list(head))
    for cells in rows:
        yield writer.writerow([safe_cell(cell) for cell in cells])


def pdf_file(name: str, body: bytes) -> HttpResponse:
    """A paper to keep."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
