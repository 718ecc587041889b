"""``manage.py verify_audit --json``: prove the chain; exit 1 when a link does not hold."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yibao.audit import selectors


class Command(BaseCommand):
    """Walk the chain in constant memory; the unsealed tail is reported, not hidden."""

    help = "核对审计链。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        report = selectors.verify_chain()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            word = "完整" if report.ok else "被改动"
            self.stdout.write(f"审计链{word}：已封存 {report.sealed}，未封存 {report.unsealed}")
            for row in report.breaks:
                self.stdout.write(f"  第 {row['position']} 条 {row['event']}：{row['reason']}")
        if not report.ok:
            sys.exit(1)
