"""``manage.py rotate_keys``: seal every personal value under the first key of FIELD_KEYS (F34)."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yibao.kernel import rotation

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """May run while the site works, be stopped at any moment and be started again."""

    help = "把加密列改用 FIELD_KEYS 的第一把密钥；可以中断后重来。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="一次多少行")
        parser.add_argument("--passes", type=int, default=20, help="最多走几遍")
        parser.add_argument("--check", action="store_true", help="只数还有多少行用旧密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        left = rotation.rows_on_other_keys()
        if not options["check"]:
            left = self._rotate(options["batch"], options["passes"])
        self.stdout.write(f"用旧密钥的还有 {left} 行。")
        if left:
            raise CommandError("旧密钥还不能删。")

    def _rotate(self, batch: int, passes: int) -> int:
        left = rotation.rotate(batch, self._tell)
        for _ in range(passes - 1):
            if not left:
                break
            time.sleep(PAUSE_SECONDS)  # somebody holds the rest: look again
            left = rotation.rotate(batch, self._tell)
        return left

    def _tell(self, progress: rotation.Progress) -> None:
        if progress.done and progress.left < 0:
            self.stdout.write(f"{progress.table}：已改 {progress.done} 行")
