"""Make the staff roles and their rights as the code says; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import roles


class Command(BaseCommand):
    """``manage.py ensure_roles``."""

    help = "按代码里的表建立工作人员角色和权限（可重复执行）。"

    def handle(self, *args: Any, **options: Any) -> None:
        groups = roles.ensure_roles(by=None)
        self.stdout.write("、".join(f"{roles.ROLE_WORDS[name]}（{name}）" for name in groups))
