"""``manage.py seed_city``: a large made-up city, for tests of scale."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yibao.kernel.models import Tenant
from yibao.sandbox.seeding import scale


class Command(BaseCommand):
    """Adds people and waiting cases by COPY; sandbox tenants only."""

    help = "装入大量编造的人员和待审事项，用来测大数据量。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=0, help="多少位参保人")
        parser.add_argument("--reviews", type=int, default=0, help="多少件待审事项")
        parser.add_argument("--seed", type=int, default=1, help="随机种子，同一个数得到同一座城")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = Tenant.objects.filter(code=settings.DEFAULT_TENANT_CODE).first()
        if not settings.SANDBOX_ENABLED or owner is None or not owner.is_sandbox:
            raise CommandError("这里不是演示环境，不能装入编造的数据。")
        if not 0 <= options["seed"] < 10**6:
            raise CommandError("--seed 是 0 到 999999 的数。")
        started = time.monotonic()
        wanted = {name: options[name] for name in ("people", "reviews", "seed")}
        scale.city(owner, say=self._say, **wanted)
        self._say(f"装好了，用时 {time.monotonic() - started:.1f} 秒。")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
