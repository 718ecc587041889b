"""``manage.py import_pack FILE [--cases CASES]``: a policy version as a draft.

Approval needs its golden cases to pass, and two people.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from settlement.errors import PackCaseRefused, PackRefused
from settlement.services import pack_cases, packs


class Command(BaseCommand):
    """Import one pack; nothing is stored where one field is wrong."""

    help = "导入政策包（YAML 或 JSON），导入后是待启用状态。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--cases", type=Path, help="算例文件（JSON，一个或一组）")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _read(options["file"])
        cases = _read(options["cases"]) if options["cases"] else ""
        try:
            with transaction.atomic():
                pack = packs.import_pack(by=None, text=text)
                if cases:
                    pack_cases.add(by=None, pack_id=pack.pk, text=cases)
        except (PackRefused, PackCaseRefused) as refusal:
            for error in refusal.errors:
                self.stderr.write(f"{error['path']}：{error['message']}")
            sys.exit(2)
        if cases:
            self._prove(pack)
        self.stdout.write(f"已导入 {pack.name} {pack.version}（{pack.get_state_display()}）。")

    def _prove(self, pack: Any) -> None:
        run = pack_cases.run(by=None, pack_id=pack.pk)
        failed = len(run.outcome["failed"])
        words = f"其中 {failed} 个和应得的结果不一样" if failed else "全部相符"
        self.stdout.write(f"跑了 {run.total} 个算例，{words}。")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise CommandError(f"读不了文件 {path}：请检查路径和编码。") from failure
