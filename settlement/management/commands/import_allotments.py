"""``manage.py import_allotments FILE --by USER``: account money of a month, up to a million rows.

The file is stored and checked as from the console; another member of finance approves it there.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from settlement.models import AllotmentFile
from settlement.services import allotments
from yibao.kernel.errors import DomainError

_PIECE = 1024 * 1024
_RIGHT = "settlement.bring_allotment"


class Command(BaseCommand):
    """Store a file; the same file twice is refused."""

    help = "上传账户划入文件（CSV：人员编号,月份,金额），在后台由另一个人批准。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="上传人的用户名（财务）")
        parser.add_argument(
            "--kind", choices=AllotmentFile.Kind.values, default=AllotmentFile.Kind.MONTHLY
        )

    def handle(self, *args: Any, **options: Any) -> None:
        people = get_user_model().objects.filter(is_staff=True, is_active=True)
        by = people.filter(username=options["by"]).first()
        if by is None or not by.has_perm(_RIGHT):
            raise CommandError(f"{options['by']} 没有上传账户划入的权限。")
        path: Path = options["file"]
        ask = allotments.FileAsk(options["kind"], path.name, _pieces(path))
        try:
            row = allotments.upload(by=by, ask=ask)
        except OSError as failure:
            raise CommandError(f"读不了文件 {path}：请检查路径。") from failure
        except DomainError as refusal:
            raise CommandError(refusal.said) from refusal
        self.stdout.write(f"已收下 {row.rows_total} 行，批次 {row.ref}，等检查和批准。")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
