"""``manage.py import_channels [FILE]``: channels and ways through their menus."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vouchers import rules
from vouchers.services import channel_list


class Command(BaseCommand):
    """Adds what is missing; what staff have changed in the console stays as it is."""

    help = "导入渠道和激活路径（YAML）。不给文件就用随附的一份。已有的不会改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=channel_list.OURS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text("utf-8")
            done = channel_list.import_channels(by=None, text=text)
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"读不了文件 {options['file']}：请检查路径和编码。") from failure
        except rules.WrongChannelFile as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(
            f"新增渠道 {done.channels} 个，路径 {done.paths} 条，补记本平台 {done.own_slots} 人。"
        )
