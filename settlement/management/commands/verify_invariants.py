"""``manage.py verify_invariants --json``: prove the books; exit 1 on any break."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from settlement.selectors import proof


class Command(BaseCommand):
    """Reads only; names each broken rule with the row."""

    help = "核对账本的不变量。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            breaks = proof.verify()
        if options["json"]:
            answer = {"ok": not breaks, "rules": proof.rules(), "breaks": breaks}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for row in breaks:
                self.stdout.write(f"{row['rule']} 不成立：{row['row']}")
            self.stdout.write("账本完整。" if not breaks else f"发现 {len(breaks)} 处不符。")
        if breaks:
            sys.exit(1)
