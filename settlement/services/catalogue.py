"""Importing the catalogue."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import money

from ..models import CatalogueItem

COLUMNS = (
    "med_list_codg",
    "name",
    "spec",
    "unit",
    "list_type",
    "chrgitm_lv",
    "selfpay_prop",
    "pric_uplmt_amt",
    "reference_price",
    "pharmacy_only",
    "valid_from",
    "valid_to",
)
_NO_LIMIT = {"", "999999"}


@dataclass
class ImportReport:
    """What an import did; ``errors`` are ``{row, column, message}``."""

    read: int = 0
    written: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


def import_catalogue(*, by: Any, text: str, dry_run: bool = False) -> ImportReport:
    """Import items from CSV text with the columns ``COLUMNS``; rows with errors are left out.

    A row with a known code and start date replaces that version (idempotent).
    """
    report, items = ImportReport(), []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        report.read += 1
        item = _item(row, number, report)
        if item is not None:
            items.append(item)
    if dry_run:
        return report
    with transaction.atomic():
        CatalogueItem.objects.bulk_create(
            items,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["med_list_codg", "valid_from"],
            update_fields=[name for name in COLUMNS if name not in ("med_list_codg", "valid_from")],
        )
        audit.record(
            "settlement.catalogue.imported", by=by, subject="catalogue", data={"rows": len(items)}
        )
    report.written = len(items)
    return report


def _item(row: dict[str, str | None], number: int, report: ImportReport) -> CatalogueItem | None:
    before = len(report.errors)
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    known = {
        "med_list_codg": _text(values, "med_list_codg", number, report),
        "name": _text(values, "name", number, report),
        "list_type": _choice(values, "list_type", CatalogueItem.ListType.values, number, report),
        "chrgitm_lv": _choice(values, "chrgitm_lv", CatalogueItem.Level.values, number, report),
        "selfpay_prop": _number(values, "selfpay_prop", money.parse_ratio, number, report),
        "pric_uplmt_amt": _limit(values, "pric_uplmt_amt", number, report),
        "reference_price": _limit(values, "reference_price", number, report),
        "valid_from": _day(values, "valid_from", number, report),
        "valid_to": _day(values, "valid_to", number, report) if values["valid_to"] else None,
    }
    if len(report.errors) > before:
        return None
    return CatalogueItem(
        **known,
        spec=values["spec"],
        unit=values["unit"],
        pharmacy_only=values["pharmacy_only"] == "1",
    )


def _note(report: ImportReport, number: int, column: str, message: str) -> None:
    report.errors.append({"row": number, "column": column, "message": message})


def _text(values: dict[str, str], name: str, number: int, report: ImportReport) -> str:
    if not values[name]:
        _note(report, number, name, "不能为空")
    return values[name]


def _choice(
    values: dict[str, str], name: str, allowed: list[str], number: int, report: ImportReport
) -> str:
    if values[name] not in allowed:
        _note(report, number, name, f"应为 {'、'.join(allowed)} 之一")
    return values[name]


def _number(
    values: dict[str, str], name: str, parse: Any, number: int, report: ImportReport
) -> Any:
    try:
        return parse(values[name] or "0")
    except ValueError:
        _note(report, number, name, "不是合法的数字")
        return None


def _limit(values: dict[str, str], name: str, number: int, report: ImportReport) -> Any:
    if values[name] in _NO_LIMIT:
        return None
    return _number(values, name, money.parse_price, number, report)


def _day(values: dict[str, str], name: str, number: int, report: ImportReport) -> date | None:
    try:
        return date.fromisoformat(values[name])
    except ValueError:
        _note(report, number, name, "日期应写成 2025-01-01")
        return None
