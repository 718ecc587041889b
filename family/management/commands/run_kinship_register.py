"""``manage.py run_kinship_register``: the simulated register of kinship and births behind HTTP."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from family.gateways import kinship_program


class Command(BaseCommand):
    """Runs until it is stopped; refuses outside a sandbox."""

    help = "运行模拟的亲属和出生登记（只在演示环境）。PUT /control 让它变慢、断开、答错。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8787)
        parser.add_argument("--token", default=settings.KINSHIP_HTTP_TOKEN or "demo")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = kinship_program.serve(port=options["port"], token=options["token"])
        except kinship_program.NotASandbox as refused:
            raise CommandError("只在演示环境运行。") from refused
        self.stdout.write(f"http://{kinship_program.HOST}:{server.server_port}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
