"""``manage.py rotate_signing_keys``: a new key for printed codes; a stolen one is voided (T06)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vouchers.services import signing_keys
from yibao.kernel.errors import NotFound


class Command(BaseCommand):
    """Rotate, or void."""

    help = "换纸质医保码的签名密钥；旧密钥的码在到期前照样能用。--compromised 让一把密钥马上作废。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compromised", metavar="KID", help="泄露的密钥号，它签的码马上作废")

    def handle(self, *args: Any, **options: Any) -> None:
        kid = options["compromised"]
        if kid is None:
            self.stdout.write(f"新密钥 {signing_keys.rotate(by=None).kid}，旧密钥只用来验证。")
            return
        try:
            signing_keys.compromise(by=None, kid=kid)
        except NotFound as missing:
            raise CommandError(f"没有密钥 {kid}。") from missing
        self.stdout.write(f"密钥 {kid} 已作废。现在签发的是 {signing_keys.active(by=None).kid}。")
