"""``manage.py run_outbox --once``: work off what is due without Celery."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yibao.kernel import outbox


class Command(BaseCommand):
    """Deliver due outbox rows; each effect happens at least once and is safe to repeat."""

    help = "处理到期的待办消息。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="处理完一轮就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = outbox.work_off(100)
            self.stdout.write(f"已处理 {done} 条")
            if done == 0:
                if options["once"]:
                    return
                time.sleep(2)
