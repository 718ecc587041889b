"""``manage.py create_staff NAME``: make a member of staff and show the second factor once."""

import getpass
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import StaffGroupUnknown, StaffNameTaken, StaffPasswordWeak
from accounts.services import staff
from yibao.kernel.models import Tenant


class Command(BaseCommand):
    """Make a member of staff."""

    help = "新建工作人员账号，并显示一次身份验证器密钥。密码从终端输入，或从标准输入读一行。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is."""
        parser.add_argument("username", help="用户名")
        parser.add_argument("--display-name", default="", help="工号或岗位")
        parser.add_argument("--group", action="append", default=[], help="角色，可写多次")
        parser.add_argument("--superuser", action="store_true", help="系统管理员")
        parser.add_argument("--tenant", default=settings.DEFAULT_TENANT_CODE, help="租户代码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create and print."""
        tenant = Tenant.objects.filter(code=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"没有租户 {options['tenant']}。")
        try:
            made = staff.create(
                by=None,
                tenant=tenant,
                username=options["username"],
                display_name=options["display_name"],
                password=self._password(),
                groups=options["group"],
                is_superuser=options["superuser"],
            )
        except (StaffNameTaken, StaffGroupUnknown, StaffPasswordWeak) as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"已建立 {made.username}。下面的密钥只显示这一次，请扫入身份验证器：")
        self.stdout.write(made.otpauth_url)

    def _password(self) -> str:
        # Never an argument: arguments are visible to every process of the machine.
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        first = getpass.getpass("密码（至少 12 位）：")
        if first != getpass.getpass("再输一遍："):
            raise CommandError("两次输入不一样。")
        return first
