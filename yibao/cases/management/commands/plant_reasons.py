"""``manage.py plant_reasons``: the first version of every reason that officers may give."""

from typing import Any

from django.core.management.base import BaseCommand

from yibao.cases.reasons import seeds as reason_seeds
from yibao.kernel.models import Tenant


class Command(BaseCommand):
    """Adds what is missing, in every tenant; what leads have changed or retired stays."""

    help = "录入审核理由码的第一个版本。已有的不会改，可以重复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in Tenant.objects.order_by("code"):
            added = reason_seeds.plant(by=None, tenant=tenant)
            self.stdout.write(f"{tenant.name}：新增理由码 {added} 个。")
