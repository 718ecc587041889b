"""``manage.py import_proofs [FILE]``: which papers prove a relation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from family.rules.proofs import WrongProofFile
from family.services import proof_list


class Command(BaseCommand):
    """Adds what is missing; what staff have changed in the console stays as it is."""

    help = "导入亲情账户的证明方式（YAML）。不给文件就用随附的一份。已有的不会改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=proof_list.OURS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text("utf-8")
            added = proof_list.import_proofs(by=None, text=text)
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"读不了文件 {options['file']}：请检查路径和编码。") from failure
        except WrongProofFile as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"新增证明方式 {added} 种。")
