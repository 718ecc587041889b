"""``manage.py run_antivirus``: the simulated scanner behind a socket, in the words of clamd."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from family.gateways import antivirus_program


class Command(BaseCommand):
    """Runs until it is stopped; refuses outside a sandbox."""

    help = "运行模拟的查毒程序（只在演示环境，只认识 EICAR 测试文件），用 clamd 的 INSTREAM 说话。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=3310)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = antivirus_program.serve(port=options["port"])
        except antivirus_program.NotASandbox as refused:
            raise CommandError("只在演示环境运行。") from refused
        self.stdout.write(f"CLAMD_ADDRESS={antivirus_program.HOST}:{server.server_address[1]}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
