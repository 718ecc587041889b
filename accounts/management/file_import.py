"""What the commands that import a file of rows share: options, progress, the list of errors."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import RegisterFileUnreadable
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.models import Tenant

_HEADER = ["行号", "列", "内容（已遮盖）", "问题"]
#: Without a file for them, so many problems of a batch are written to the terminal.
_SHOWN = 20


class FileImport(BaseCommand):
    """Import a file batch by batch; ends with 1 when a row failed.

    A subclass names its ``columns`` (field to its headings), calls its service in ``bring`` and
    says in ``counted`` what came of it.
    """

    columns: Mapping[str, Sequence[str]]

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and its options."""
        parser.add_argument("file", type=Path, help="CSV（UTF-8、GB18030）或 XLSX 文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--errors", type=Path, help="错误清单（CSV）写到这个文件")
        parser.add_argument("--tenant", default=settings.DEFAULT_TENANT_CODE, help="租户代码")
        parser.add_argument("--batch", type=int, default=1000, help="每批行数（1–5000）")

    def bring(self, **options: Any) -> Any:
        """Call the service with ``tenant``, ``path``, ``dry_run``, ``batch`` and ``report``."""
        raise NotImplementedError

    def counted(self, done: Any) -> str:
        """The counts of a finished import, as words."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, report, and end with 1 when a row failed."""
        if not 1 <= options["batch"] <= 5000:
            raise CommandError("--batch 应在 1 到 5000 之间。")
        tenant = Tenant.objects.filter(code=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"没有租户 {options['tenant']}。")
        with _list_of_errors(options["errors"]) as listed:
            try:
                done = self.bring(
                    by=None,
                    tenant=tenant,
                    path=options["file"],
                    dry_run=options["dry_run"],
                    batch=options["batch"],
                    report=lambda problems, progress: self._report(listed, problems, progress),
                )
            except RegisterFileUnreadable as unreadable:
                raise CommandError(unreadable.message) from unreadable
        self._finish(done, options)

    def _report(self, listed: TextIO | None, problems: Sequence[Any], progress: Any) -> None:
        rows = [
            [one.number, self.columns[one.column][0], one.shown, one.message] for one in problems
        ]
        if listed is None:
            for number, column, shown, message in rows[:_SHOWN]:
                self.stderr.write(f"第 {number} 行 {column} {shown}：{message}")
        else:
            csv.writer(listed).writerows([safe_cell(cell) for cell in row] for row in rows)
            listed.flush()
        self.stdout.write(
            f"已处理 {progress.rows_done} 行，有问题 {progress.rows_failed} 行",
            ending="\r" if self.stdout.isatty() else "\n",
        )
        self.stdout.flush()

    def _finish(self, done: Any, options: dict[str, Any]) -> None:
        state = "检查完毕，什么也没有写入" if options["dry_run"] else "导入完毕"
        self.stdout.write(f"{state}{self.counted(done)}；有问题 {done.rows_failed} 行。")
        if done.rows_failed:
            where = f"，清单见 {options['errors']}" if options["errors"] else ""
            raise CommandError(f"{done.rows_failed} 行没有导入{where}。")


@contextmanager
def _list_of_errors(path: Path | None) -> Iterator[TextIO | None]:
    """The list of errors: UTF-8 with a mark for spreadsheets; nothing where no file is wanted."""
    if path is None:
        yield None
        return
    try:
        handle = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as failure:
        raise CommandError(f"错误清单写不了：{failure.strerror}。") from failure
    with handle:
        csv.writer(handle).writerow(_HEADER)
        yield handle
