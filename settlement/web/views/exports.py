"""Bills of the chosen people and year, and the account's movements, as files to take along."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.money import fen_text

from ...gateways import bills_pdf
from ...selectors import bills
from ...services import looking
from .. import shapes
from ..files import csv_file, pdf_file
from . import subjects
from .common import with_person, year_of
from .subjects import Subject, for_subject

_AMOUNTS = ("总费用", "医保付", "个人账户", "家庭共济", "自己掏")
_CSV_HEAD = ("时间", "家人", "医院或药店", "类别", *_AMOUNTS, "说明", "账单号")
_PDF_HEAD = ("时间", "医院或药店", "类别", *_AMOUNTS)
#: A longer list is read better in a spreadsheet.
PDF_MOST = 300


@require_safe
@for_subject
def of_subject(request: HttpRequest, subject: Subject, kind: str) -> HttpResponse:
    """The own bills or one relative's."""
    return _file(request, [subject], kind)


@require_safe
@with_person
def of_everybody(request: HttpRequest, kind: str) -> HttpResponse:
    """The own bills and those of every relative who let them be seen."""
    people = subjects.everybody(request)
    for one in people[1:]:
        looking.note_bills(by=request.user, person=one.person)
    return _file(request, people, kind)


def _file(request: HttpRequest, chosen: list[Subject], kind: str) -> HttpResponse:
    year = year_of(request)
    audit.record(
        "settlement.bills.exported", by=request.user, subject=request.user.person,
        data={"kind": kind, "people": len(chosen)},
    )  # fmt: skip
    name = f"bills-{year or 'all'}-{clock.today():%Y%m%d}"
    if kind == "csv":
        return csv_file(f"{name}.csv", _CSV_HEAD, _csv_rows(chosen, year))
    return pdf_file(f"{name}.pdf", _pdf(chosen, year))


def _rows(
    chosen: list[Subject], year: int | None, most: int | None = None
) -> Iterator[shapes.BillRow]:
    whose = {one.person.pk: one.word for one in chosen}
    for row in bills.every(*(one.person for one in chosen), year=year, most=most):
        yield shapes.row_of(row, person=whose[row.person_id])


def _amounts(row: shapes.BillRow) -> list[str]:
    parts = (row.total_fen, row.pool_fen, row.account_fen, row.aid_fen, row.cash_fen)
    return [fen_text(part) for part in parts]


def _csv_rows(chosen: list[Subject], year: int | None) -> Iterator[list[Any]]:
    for row in _rows(chosen, year):
        at = f"{clock.local(row.at):%Y-%m-%d %H:%M}"
        person, kind = row.person, row.kind_word
        yield [at, person, row.place_name, kind, *_amounts(row), row.note, row.no]


def _pdf(chosen: list[Subject], year: int | None) -> bytes:
    rows = list(_rows(chosen, year, PDF_MOST + 1))
    shown = rows[:PDF_MOST]
    total = sum(row.total_fen for row in shown)
    names = "、".join(
        one.person.masked_name if not one.ref else f"{one.word} {one.name}" for one in chosen
    )
    now = clock.local(clock.now())
    notes = [
        f"{'全部' if year is None else f'{year} 年'}，{names}，共 {len(shown)} 笔，"
        f"总费用 {fen_text(total)} 元，退费已减去。金额单位：元。",
        f"{now:%Y-%m-%d %H:%M} 从医保服务下载，只供自己看。",
        "要给别人的，请打印结算单，上面有核对码。",
    ]
    if len(rows) > PDF_MOST:
        notes.append(f"只列最近 {PDF_MOST} 笔，要看全部请下载表格。")
    many = len(chosen) > 1
    lines = [
        [
            f"{clock.local(row.at):%Y-%m-%d}",
            f"{row.place_name}（{row.person}）" if many else row.place_name,
            row.kind_word,
            *_amounts(row),
        ]
        for row in shown
    ]
    return bills_pdf.pdf_of("账单", notes, _PDF_HEAD, lines)
