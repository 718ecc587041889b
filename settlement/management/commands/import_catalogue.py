"""``manage.py import_catalogue FILE``: rows from CSV; wrong rows are named and left out."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from settlement.services import catalogue


class Command(BaseCommand):
    """Import the catalogue; the same file twice changes nothing."""

    help = "导入医保目录（CSV）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"读不了文件 {options['file']}：请检查路径和编码。") from failure
        report = catalogue.import_catalogue(by=None, text=text, dry_run=options["dry_run"])
        for error in report.errors:
            self.stderr.write(f"第 {error['row']} 行 {error['column']}：{error['message']}")
        self.stdout.write(f"读到 {report.read} 行，写入 {report.written} 行。")
        if report.errors:
            sys.exit(1)
