"""Guides, quickstart, samples and changes: files of the repository, read once."""

import functools
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings

from . import markdown

#: Address → file below ``docs/guides``, in the order of the list.
TOPICS = {
    "scanning": "portal/scanning.md",
    "second-code": "portal/second-code.md",
    "mutual-aid": "portal/mutual-aid.md",
    "refunds": "portal/refunds.md",
    "timeouts": "portal/timeouts.md",
    "reconciliation": "portal/reconciliation.md",
    "channels": "portal/channels.md",
    "national-interface": "national-interface.md",
    "fallbacks": "fallback-ladder.md",
    "errors": "portal/errors.md",
    "webhooks": "webhooks.md",
    "test-people": "portal/test-people.md",
    "versions": "portal/versions.md",
    "security": "portal/security.md",
}
#: Samples by language: name, what to install, files below ``examples/sdk``.
SAMPLES = (
    ("Python", "3.8 或更新，只用标准库", "python/first_settlement.py", "python/verify_webhook.py"),
    ("Java", "11 或更新，不用别的库", "java/FirstSettlement.java", "java/VerifyWebhook.java"),
    ("C#", ".NET 6 或更新", "csharp/FirstSettlement.cs", "csharp/VerifyWebhook.cs"),
    ("curl", "bash、curl、python3、openssl", "curl/quickstart.sh", "curl/verify-webhook.sh"),
    ("HTTP", "Delphi、PowerBuilder 等只有 HTTP 的语言", "http/first-settlement.http", ""),
)
_QUICKSTART = "curl/quickstart.sh"


@dataclass(slots=True)
class Step:
    """One step of the quickstart."""

    title: str
    words: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """What to copy into a shell."""
        return "\n".join(self.lines).strip("\n")


@dataclass(frozen=True, slots=True)
class Sample:
    """One language: the way to a first settlement and the check of a signature."""

    name: str
    needs: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for partners on a day; ``kind`` is one of ``KINDS``."""

    day: date
    kind: str
    title: str
    text: str


KINDS = {"added": "新增", "changed": "调整", "ending": "停用预告"}


@functools.cache
def titles() -> dict[str, str]:
    """Address → title of every guide."""
    return {slug: _guide(name).splitlines()[0].removeprefix("# ") for slug, name in TOPICS.items()}


@functools.cache
def topic(slug: str) -> list[markdown.Block]:
    """A guide as blocks. Raises ``KeyError`` for an unknown one."""
    return markdown.blocks(_guide(TOPICS[slug]))


@functools.cache
def quickstart() -> list[Step]:
    """The steps of the program that the page shows; together they are the whole program."""
    steps: list[Step] = []
    for line in _sample(_QUICKSTART).splitlines():
        if line.startswith("#: "):
            steps.append(Step(line[3:]))
        elif line.startswith("#> ") and steps:
            steps[-1].words.append(line[3:])
        elif steps:
            steps[-1].lines.append(line)
    return steps


@functools.cache
def samples() -> list[Sample]:
    """Every language with its files."""
    return [
        Sample(name, needs, tuple((one, _sample(one)) for one in files if one))
        for name, needs, *files in SAMPLES
    ]


@functools.cache
def changes() -> list[Change]:
    """What changed for partners, the newest first."""
    text = (Path(__file__).parent.parent / "changes.yaml").read_text("utf-8")
    found = [Change(**row) for row in yaml.safe_load(text)]
    return sorted(found, key=lambda one: one.day, reverse=True)


def _guide(name: str) -> str:
    return (settings.BASE_DIR / "docs/guides" / name).read_text("utf-8")


def _sample(name: str) -> str:
    return (settings.BASE_DIR / "examples/sdk" / name).read_text("utf-8")
