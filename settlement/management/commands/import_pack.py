"""``manage.py import_pack FILE``: a policy version as a draft; approval needs two people."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from settlement.errors import PackRefused
from settlement.services import packs


class Command(BaseCommand):
    """Import one pack; nothing is stored where one field is wrong."""

    help = "导入政策包（YAML 或 JSON），导入后是待启用状态。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text("utf-8")
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"读不了文件 {options['file']}：请检查路径和编码。") from failure
        try:
            pack = packs.import_pack(by=None, text=text)
        except PackRefused as refusal:
            for error in refusal.errors:
                self.stderr.write(f"{error['path']}：{error['message']}")
            sys.exit(2)
        self.stdout.write(f"已导入 {pack.name} {pack.version}（{pack.get_state_display()}）。")
