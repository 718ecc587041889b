"""``manage.py import_contributions FILE``: contributions (缴费记录) from CSV or XLSX."""

from typing import Any

from accounts.management.file_import import FileImport
from accounts.rules.contribution_rows import ALIASES
from accounts.services import contribution_import


class Command(FileImport):
    """Import a file of contributions."""

    help = "导入缴费记录（CSV 或 XLSX）。可重复运行，内容没变的行不会再写。"
    columns = ALIASES

    def bring(self, **options: Any) -> contribution_import.Progress:
        """See ``contribution_import.run``."""
        return contribution_import.run(**options)

    def counted(self, done: contribution_import.Progress) -> str:
        """Rows, new and changed ones."""
        return f"：共 {done.rows_done} 行；新增 {done.created}，更新 {done.changed}"
