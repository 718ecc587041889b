"""``manage.py demo_credentials``: who there is in the demo city and how to get in."""

import json
import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yibao.kernel.models import Tenant
from yibao.sandbox.seeding import stock

_PEOPLE = (("键", "key"), ("姓名", "name"), ("手机号", "phone"), ("密码", "pin"), ("故事", "story"))
_STAFF = (("用户名", "username"), ("密码", "password"), ("动态口令密钥", "totp_secret"))
_CLIENTS = (("键", "key"), ("client_id", "client_id"), ("client_secret", "client_secret"))
_PLACES = (("键", "key"), ("编码", "fixmedins_code"), ("名称", "name"))


class Command(BaseCommand):
    """Prints the credentials of the demo city; they exist in sandbox tenants only."""

    help = "打印演示城市的人员、工作人员、接入应用和机构。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="打印 JSON，供程序使用")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX_ENABLED:
            raise CommandError("这里不是演示环境。")
        owner = Tenant.objects.filter(code=settings.DEFAULT_TENANT_CODE).first()
        if owner is None or not owner.is_sandbox:
            raise CommandError("还没有装入演示数据，请先运行 manage.py seed_demo。")
        found = stock.credentials_of(owner)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self._table("演示人员", _PEOPLE, found["people"])
        self._table("审核台工作人员", _STAFF, found["staff"])
        self._table("接入应用", _CLIENTS, found["clients"])
        self._table("定点机构", _PLACES, found["institutions"])

    def _table(
        self, title: str, columns: tuple[tuple[str, str], ...], rows: list[dict[str, Any]]
    ) -> None:
        widths = [
            max([_width(head), *(_width(str(row[name])) for row in rows)]) for head, name in columns
        ]
        self.stdout.write(f"\n{title}")
        self.stdout.write(_line([head for head, _ in columns], widths))
        for row in rows:
            self.stdout.write(_line([str(row[name]) for _, name in columns], widths))


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    ]
    return "  " + "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)
