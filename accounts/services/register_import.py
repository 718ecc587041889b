"""Importing the register (参保库): batch by batch, resumable, safe to repeat (T22)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from accounts.data import ImportProgress, RegisterRow, RowProblem
from accounts.errors import RegisterFileUnreadable
from accounts.gateways import register_files
from accounts.models import RegisterImport
from accounts.rules import register
from yibao.audit import services as audit
from yibao.kernel import clock, locks

from . import register_batch

Numbered = tuple[int, dict[str, object]]
Report = Callable[[list[RowProblem], ImportProgress], None]


def run(
    *,
    by: object | None,
    tenant: Any,
    path: Path,
    dry_run: bool = False,
    batch: int = 1000,
    report: Report = lambda problems, progress: None,
) -> ImportProgress:
    """Import a file; each batch is one transaction, and a broken run goes on where it stopped.

    ``report`` hears the problems and counts of each batch after its commit. A dry run does the same
    work and rolls every batch back, so it also finds clashes with the register, but none between
    rows of different batches. Raises ``RegisterFileUnreadable``.
    """
    entry = None if dry_run else _open(tenant, path)
    progress = ImportProgress(resumed_at=entry.rows_done if entry else 0)
    if entry:
        progress.rows_done, progress.rows_failed = entry.rows_done, entry.rows_failed
    for chunk in _chunks(path, skip=progress.rows_done, size=batch):
        problems = _take(tenant, chunk, progress, entry)
        report(problems, progress)
    if entry:
        _close(by, tenant, entry, progress)
    return progress


def _open(tenant: Any, path: Path) -> RegisterImport:
    """The run of this file in this tenant; a finished one starts again from the top."""
    mark = hashlib.sha256(f"{tenant.code}:{register_files.digest(path)}".encode()).hexdigest()
    entry, is_new = RegisterImport.objects.get_or_create(
        sha256=mark, defaults={"file_name": path.name[:200], "started_at": clock.now()}
    )
    if not is_new and entry.finished_at is not None:
        entry.rows_done = entry.rows_failed = 0
        entry.started_at, entry.finished_at = clock.now(), None
        entry.save()
    return entry


def _chunks(path: Path, *, skip: int, size: int) -> Iterator[list[Numbered]]:
    source = register_files.rows(path)
    header = next(source, None)
    if header is None:
        raise RegisterFileUnreadable(reason="文件是空的。")
    try:
        columns = register.columns_of(header)
    except register.CellRefused as refused:
        raise RegisterFileUnreadable(reason=str(refused)) from refused
    # People count the header as row 1.
    numbered = islice(enumerate(source, start=2), skip, None)
    while chunk := list(islice(numbered, size)):
        yield [(number, _cells(columns, row)) for number, row in chunk]


def _cells(columns: dict[str, int], row: list[object]) -> dict[str, object]:
    return {key: row[place] if place < len(row) else None for key, place in columns.items()}


def _take(
    tenant: Any, chunk: Sequence[Numbered], progress: ImportProgress, entry: RegisterImport | None
) -> list[RowProblem]:
    """Check and write one chunk, and remember how far the file is done, in one transaction."""
    rows, problems = _read(chunk, clock.today(tenant))
    with transaction.atomic():
        locks.wait_at_most(60)
        locks.advisory(f"accounts.register:{tenant.pk}")
        problems += _write(tenant, rows, progress)
        progress.rows_done += len(chunk)
        progress.rows_failed += len({problem.number for problem in problems})
        if entry is None:
            transaction.set_rollback(True)
        else:
            entry.rows_done, entry.rows_failed = progress.rows_done, progress.rows_failed
            entry.save(update_fields=["rows_done", "rows_failed"])
    return sorted(problems, key=lambda problem: problem.number)


def _read(chunk: Sequence[Numbered], today: Any) -> tuple[list[RegisterRow], list[RowProblem]]:
    rows: list[RegisterRow] = []
    problems: list[RowProblem] = []
    for number, cells in chunk:
        if not any(str(value or "").strip() for value in cells.values()):
            continue
        read = register.read_row(number, cells, today=today)
        if isinstance(read, RegisterRow):
            rows.append(read)
        else:
            problems += read
    return rows, problems


def _write(tenant: Any, rows: Sequence[RegisterRow], progress: ImportProgress) -> list[RowProblem]:
    """All rows at once; where they clash with each other, one by one to find the culprit."""
    before = (progress.people_created, progress.people_changed)
    try:
        with transaction.atomic():
            return register_batch.write(tenant, rows, progress)
    except IntegrityError:
        progress.people_created, progress.people_changed = before
        return [problem for row in rows for problem in _write_one(tenant, row, progress)]


def _write_one(tenant: Any, row: RegisterRow, progress: ImportProgress) -> list[RowProblem]:
    try:
        with transaction.atomic():
            return register_batch.write(tenant, [row], progress)
    except IntegrityError:
        shown = register.shown("certno", row.certno)
        return [RowProblem(row.number, "certno", shown, "与参保库里的另一行冲突，没有导入。")]


def _close(by: object | None, tenant: Any, entry: RegisterImport, done: ImportProgress) -> None:
    with transaction.atomic():
        entry.finished_at = clock.now()
        entry.save(update_fields=["finished_at"])
        audit.record(
            "accounts.register.imported",
            by=by,
            subject=entry,
            tenant_id=tenant.pk,
            data={
                "rows": done.rows_done,
                "failed": done.rows_failed,
                "people_created": done.people_created,
                "people_changed": done.people_changed,
            },
        )
