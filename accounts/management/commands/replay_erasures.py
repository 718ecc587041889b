"""``manage.py replay_erasures --file LIST``: close again what a backup brought back (T91)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services import closing, erasure_list


class Command(BaseCommand):
    """Safe to repeat; run it before the restored site is opened."""

    help = "恢复备份以后，把名单里已注销的账号再注销一遍。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=Path(settings.ERASURES_FILE), help="名单")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个名单：{path}")
        seen = done = 0
        try:
            for line in erasure_list.read(by=None, path=path):
                seen += 1
                done += closing.replay(
                    by=None, user_id=line.user_id, reason=line.reason, closed_at=line.closed_at
                )
        except (ValueError, KeyError) as broken:
            raise CommandError(f"名单第 {seen + 1} 行读不懂。") from broken
        self.stdout.write(f"名单 {seen} 行，这次注销 {done} 个账号。")
