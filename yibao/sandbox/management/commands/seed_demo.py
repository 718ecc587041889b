"""``manage.py seed_demo``: load the demo city."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yibao.sandbox.seeding import run


class Command(BaseCommand):
    """Loads what is missing; running it again changes nothing."""

    help = "装入演示城市（人员、机构、目录、政策包、工作人员）。重复执行不会改变已有数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已经装过就什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX_ENABLED:
            raise CommandError("这里不是演示环境，不能装入演示数据。")
        if options["if_empty"] and run.is_complete():
            self.stdout.write("演示城市已经在了。")
            return
        started = time.monotonic()
        try:
            run.seed(say=self._say)
        except run.NotASandbox as refusal:
            raise CommandError(f"租户 {refusal} 不是演示租户，不能装入演示数据。") from refusal
        self._say(f"演示城市已装好，用时 {time.monotonic() - started:.1f} 秒。")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
