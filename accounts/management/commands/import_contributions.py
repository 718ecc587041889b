"""``manage.py import_contributions FILE``: contributions (缴费记录) from CSV or XLSX."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import RegisterFileUnreadable
from accounts.rules.contribution_rows import ALIASES
from accounts.services import contribution_import
from yibao.kernel.models import Tenant

_HEADER = ["行号", "列", "内容（已遮盖）", "问题"]
# A spreadsheet would run a cell that begins with one of these.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Command(BaseCommand):
    """Import a file of contributions."""

    help = "导入缴费记录（CSV 或 XLSX）。可重复运行，内容没变的行不会再写。"

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
        problems: list[Any] = []
        try:
            done = contribution_import.run(
                by=None,
                tenant=tenant,
                path=options["file"],
                dry_run=options["dry_run"],
                batch=options["batch"],
                report=lambda found, progress: self._report(problems, found, progress),
            )
        except RegisterFileUnreadable as unreadable:
            raise CommandError(unreadable.message) from unreadable
        self._list(problems, options["errors"])
        state = "检查完毕，什么也没有写入" if options["dry_run"] else "导入完毕"
        self.stdout.write(
            f"{state}：共 {done.rows_done} 行；新增 {done.created}，更新 {done.changed}；"
            f"有问题 {done.rows_failed} 行。"
        )
        if done.rows_failed:
            where = f"，清单见 {options['errors']}" if options["errors"] else ""
            raise CommandError(f"{done.rows_failed} 行没有导入{where}。")

    def _report(self, problems: list[Any], found: list[Any], progress: Any) -> None:
        problems += found
        self.stdout.write(
            f"已处理 {progress.rows_done} 行，有问题 {progress.rows_failed} 行",
            ending="\r" if self.stdout.isatty() else "\n",
        )
        self.stdout.flush()

    def _list(self, problems: list[Any], path: Path | None) -> None:
        rows = [
            [one.number, ALIASES[one.column][0], _safe(one.shown), one.message] for one in problems
        ]
        if path is None:
            for number, column, shown, message in rows[:20]:
                self.stderr.write(f"第 {number} 行 {column} {shown}：{message}")
            return
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as handle:
                csv.writer(handle).writerows([_HEADER, *rows])
        except OSError as failure:
            raise CommandError(f"错误清单写不了：{failure.strerror}。") from failure


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
