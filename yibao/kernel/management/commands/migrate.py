"""``manage.py migrate`` as the owner role, then the application's rights.

Guarantee: after it ends, the application role of ``DATABASE_URL`` has exactly the rights that the
apps declared; entries and audit rows cannot be changed by it.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as DjangoMigrate

from yibao.kernel import dbroles


class Command(DjangoMigrate):
    """Migrate with the owner's connection where one is given."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("plan") or options.get("check_unapplied"):
            return
        if dbroles.apply_grants(options["database"]) and options["verbosity"] >= 1:
            self.stdout.write("应用角色的权限已更新。")
