"""The list of closed accounts outside the database, one JSON object a line (T91).

A backup brings closed accounts back; the list says which to close again. It holds ids and moments,
no personal data, and is only ever appended to.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import Erasure


@dataclass(frozen=True, slots=True)
class Line:
    """One closed account."""

    user_id: str
    reason: str
    closed_at: datetime


def append(*, by: object | None, erasure: Erasure) -> None:
    """Write one line and wait until it is on the disk."""
    line = {
        "erasure": str(erasure.pk),
        "user": str(erasure.user_id),
        "reason": erasure.reason,
        "closed_at": erasure.closed_at.isoformat(),
    }
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(*, by: object | None, path: Path) -> Iterator[Line]:
    """The lines of a list; a torn last line is passed over, any other raises ``ValueError``."""
    rows = path.read_text("utf-8").split("\n")
    for number, text in enumerate(rows, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            if number == len(rows):  # no line end: the machine stopped while it was written
                return
            raise
        yield Line(row["user"], row["reason"], datetime.fromisoformat(row["closed_at"]))
