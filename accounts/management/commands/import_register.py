"""``manage.py import_register FILE``: bring the register (参保库) up to date from CSV or XLSX."""

import csv
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from accounts.data import ImportProgress, RowProblem
from accounts.errors import RegisterFileUnreadable
from accounts.rules.register import ALIASES
from accounts.services import register_import
from yibao.kernel.models import Tenant

_HEADER = ["行号", "列", "内容（已遮盖）", "问题"]
# A spreadsheet would run a cell that begins with one of these.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Command(BaseCommand):
    """Import a register file."""

    help = "导入参保库（CSV 或 XLSX）。可重复运行；中断后再运行一次，从停下的地方接着导入。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and its options."""
        parser.add_argument("file", type=Path, help="CSV（UTF-8、GB18030）或 XLSX 文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--errors", type=Path, help="错误清单（CSV）写到这个文件")
        parser.add_argument("--tenant", default=settings.DEFAULT_TENANT_CODE, help="租户代码")
        parser.add_argument("--batch", type=int, default=1000, help="每批行数（1–5000）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, report, and end with 1 when a row failed."""
        if not 1 <= options["batch"] <= 5000:
            raise CommandError("--batch 应在 1 到 5000 之间。")
        tenant = Tenant.objects.filter(code=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"没有租户 {options['tenant']}。")
        errors = _ErrorFile(options["errors"])
        try:
            done = register_import.run(
                by=None,
                tenant=tenant,
                path=options["file"],
                dry_run=options["dry_run"],
                batch=options["batch"],
                report=lambda problems, progress: self._report(errors, problems, progress),
            )
        except RegisterFileUnreadable as unreadable:
            raise CommandError(unreadable.message) from unreadable
        except OperationalError as away:
            raise CommandError(
                "数据库没有应答。已完成的批次都已保存，再运行一次会接着导入。"
            ) from away
        finally:
            errors.close()
        self._finish(done, options)

    def _report(
        self, errors: "_ErrorFile", problems: list[RowProblem], progress: ImportProgress
    ) -> None:
        errors.add(problems)
        if not errors.has_file:
            for problem in problems[:20]:
                column = ALIASES[problem.column][0]
                self.stderr.write(
                    f"第 {problem.number} 行 {column} {problem.shown}：{problem.message}"
                )
        self.stdout.write(
            f"已处理 {progress.rows_done} 行，有问题 {progress.rows_failed} 行",
            ending="\r" if self.stdout.isatty() else "\n",
        )
        self.stdout.flush()

    def _finish(self, done: ImportProgress, options: dict[str, Any]) -> None:
        start = f"（从第 {done.resumed_at + 2} 行接着导入）" if done.resumed_at else ""
        state = "检查完毕，什么也没有写入" if options["dry_run"] else f"导入完毕{start}"
        self.stdout.write(
            f"{state}：共 {done.rows_done} 行；新增 {done.people_created} 人，"
            f"更新 {done.people_changed} 人；参保关系新增 {done.enrolments_created}，"
            f"更新 {done.enrolments_changed}；有问题 {done.rows_failed} 行。"
        )
        if done.rows_failed:
            where = f"，清单见 {options['errors']}" if options["errors"] else ""
            raise CommandError(f"{done.rows_failed} 行没有导入{where}。")


class _ErrorFile:
    """The list of errors: UTF-8 with mark for spreadsheets, no formulas, nothing unmasked."""

    def __init__(self, path: Path | None) -> None:
        self._handle: TextIO | None = None
        if path is None:
            return
        try:
            self._handle = path.open("w", encoding="utf-8-sig", newline="")
        except OSError as failure:
            raise CommandError(f"错误清单写不了：{failure.strerror}。") from failure
        csv.writer(self._handle).writerow(_HEADER)

    @property
    def has_file(self) -> bool:
        """Whether problems go to a file."""
        return self._handle is not None

    def add(self, problems: list[RowProblem]) -> None:
        """Write problems down."""
        if self._handle is None:
            return
        csv.writer(self._handle).writerows(
            [problem.number, ALIASES[problem.column][0], _safe(problem.shown), problem.message]
            for problem in problems
        )
        self._handle.flush()

    def close(self) -> None:
        """Finish the file."""
        if self._handle is not None:
            self._handle.close()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
