"""``manage.py verify_report FILE``: whether a report of a conformance run is genuine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...services import reports


class Command(BaseCommand):
    """Ends with 0 for a genuine report, with 1 for any other file."""

    help = "Check the signature of a conformance report."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_bytes()
        except OSError as missing:
            raise CommandError(f"{options['file']}: {missing.strerror}") from missing
        found = reports.check(by=None, text=text)
        if not found.is_genuine:
            raise CommandError(found.words)
        self.stdout.write(found.words)
