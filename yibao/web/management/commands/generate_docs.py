"""Write docs/reference/ again from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yibao.web import manual


class Command(BaseCommand):
    """Writes the generated parts of the manual; ``--check`` only says what is stale (exit 1)."""

    help = "从代码重新生成 docs/reference/；--check 只检查是否过期。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查，不写文件")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs" / "reference"
        stale = []
        for name, text in manual.files().items():
            path = folder / name
            if path.exists() and path.read_text("utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        if options["check"] and stale:
            raise CommandError(f"过期：{'、'.join(stale)}。请运行 make docs。", returncode=1)
        self.stdout.write(f"已更新：{'、'.join(stale)}" if stale else "文档与代码一致。")
