"""Explain how one case is settled under one policy pack (feature of the explained deduction).

Needs no database.  Guarantees: exit 0 with the answer as JSON on standard output, or exit 2 with
nothing there and one JSON object ``{"errors": [{"path", "message"}]}`` on standard error.
"""

import json
from pathlib import Path
from typing import Any, NoReturn, TextIO

from django.core.management.base import BaseCommand, CommandParser

from settlement.rules.explain import explain
from settlement.rules.reading import DocumentInvalid

BAD_INPUT = 2
_MOST_BYTES = 8_000_000


class Command(BaseCommand):
    """``explain_settlement --pack PACK.yaml --case CASE.json``."""

    help = "按政策包逐步说明一次结算怎么算出来的（不需要数据库）。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser; its own complaints keep the form of the other mistakes."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self._refuse_arguments  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the two files; a missing one is reported like any other mistake."""
        parser.add_argument("--pack", help="政策包文件（YAML 或 JSON）")
        parser.add_argument("--case", help="算例文件（JSON）")

    def handle(self, *args: object, **options: Any) -> None:
        """Read both files, work the case out, print one JSON object."""
        errors: list[dict[str, str]] = []
        pack = _read(options["pack"], "pack", errors)
        case = _read(options["case"], "case", errors)
        if errors:
            self._refuse(errors)
        try:
            answer = explain(pack, case)
        except DocumentInvalid as refusal:
            self._refuse(refusal.errors)
        _write(self.stdout, answer)

    def _refuse_arguments(self, message: str) -> NoReturn:
        """Report a wrong call."""
        self._refuse([{"path": "", "message": f"命令参数有误：{message}"}])

    def _refuse(self, errors: list[dict[str, str]]) -> NoReturn:
        """Print the mistakes on standard error and leave with status 2."""
        # A terminal would get colours, and the object would no longer be JSON.
        self.stderr.style_func = None
        _write(self.stderr, {"errors": errors}, indent=None)
        raise SystemExit(BAD_INPUT)


def _read(name: str | None, path: str, errors: list[dict[str, str]]) -> str:
    """Return the text of a file; what stands in the way is noted under its argument."""
    if not name:
        errors.append({"path": path, "message": f"缺少参数 --{path}。"})
        return ""
    try:
        with Path(name).open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            errors.append({"path": path, "message": "文件太大。"})
            return ""
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        errors.append({"path": path, "message": "文件不是 UTF-8 文本。"})
    except (OSError, ValueError):
        errors.append({"path": path, "message": "文件不存在或不能读取。"})
    return ""


def _write(stream: TextIO, document: dict[str, object], indent: int | None = 2) -> None:
    """Write one JSON object; Chinese stays readable where the terminal can show it."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(document, ensure_ascii=True, indent=indent)
    stream.write(text + "\n")
