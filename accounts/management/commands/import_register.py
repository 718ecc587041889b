"""``manage.py import_register FILE``: bring the register (参保库) up to date from CSV or XLSX."""

from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError

from accounts.data import ImportProgress
from accounts.management.file_import import FileImport
from accounts.rules.register import ALIASES
from accounts.services import register_import


class Command(FileImport):
    """Import a register file."""

    help = "导入参保库（CSV 或 XLSX）。可重复运行；中断后再运行一次，从停下的地方接着导入。"
    columns = ALIASES

    def bring(self, **options: Any) -> ImportProgress:
        """See ``register_import.run``; batches that were committed stay."""
        try:
            return register_import.run(**options)
        except OperationalError as away:
            raise CommandError(
                "数据库没有应答。已完成的批次都已保存，再运行一次会接着导入。"
            ) from away

    def counted(self, done: ImportProgress) -> str:
        """Where it went on, rows, people and enrolments."""
        start = f"（从第 {done.resumed_at + 2} 行接着导入）" if done.resumed_at else ""
        return (
            f"{start}：共 {done.rows_done} 行；新增 {done.people_created} 人，"
            f"更新 {done.people_changed} 人；参保关系新增 {done.enrolments_created}，"
            f"更新 {done.enrolments_changed}"
        )
