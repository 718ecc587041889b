"""Turning an upload into clean pictures, in a limited program of its own (T43–T49).

The program gets no environment (so no key), no file and no network; what it answers is checked. It
ends with its job. At most two work at once in one web process: memory has an end.
"""

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from ..data.photos import PICTURES, Page
from ..errors.documents import (
    UploadFailed,
    UploadHasPassword,
    UploadTooLarge,
    UploadTooManyPages,
    UploadUnreadable,
    UploadUnsafe,
)

SECONDS = 25
#: How long an upload waits for others to be finished.
PATIENCE_SECONDS = 15
_ROOT = str(Path(__file__).resolve().parent.parent.parent)
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from family.gateways.rendition_worker.session import main; main()"
)
#: One thread each: threads would only reserve memory that the fence counts.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LANG": "C.UTF-8",
}
_LENGTH = struct.Struct(">I")
_busy = threading.BoundedSemaphore(2)
_log = structlog.get_logger(__name__)


def command() -> list[str]:
    """How the program is started; ``-I`` keeps it from reading anything of its surroundings."""
    return [sys.executable, "-I", "-c", _PROGRAM, _ROOT]


def environment() -> dict[str, str]:
    """All it gets to know."""
    return dict(_ENVIRONMENT)


def job(data: bytes, kind: str, *, most_pages: int = 1) -> bytes:
    """One job in the words of the program."""
    head = {
        "kind": kind,
        "format": PICTURES.get(kind, ""),
        "most_pages": most_pages,
        "parts": [len(data)],
    }
    text = json.dumps(head).encode()
    return b"".join((_LENGTH.pack(len(text)), text, data))


def render(data: bytes, kind: str, *, most_pages: int) -> list[Page]:
    """Clean pictures of an upload whose content is ``kind``.

    Raises ``UploadUnreadable``, ``UploadTooLarge``, ``UploadUnsafe``, ``UploadHasPassword``,
    ``UploadTooManyPages``, and ``UploadFailed`` where the program itself could not work.
    """
    if not _busy.acquire(timeout=PATIENCE_SECONDS):
        raise UploadFailed(reason="现在上传的人太多。")
    try:
        said = _run(job(data, kind, most_pages=most_pages))
    finally:
        _busy.release()
    head, rest = _read(said)
    if "error" in head:
        _refuse(str(head["error"]), most_pages)
    pages = list(_pages(head, rest))
    if not pages or len(pages) > most_pages:
        raise UploadTooManyPages(most=most_pages)
    return pages


def _run(said: bytes) -> bytes:
    try:
        done = subprocess.run(
            command(),
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        _log.warning("family.rendition.failed", failure=type(failure).__name__)
        raise UploadFailed from failure
    return done.stdout


def _read(said: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        (length,) = _LENGTH.unpack(said[: _LENGTH.size])
        start = _LENGTH.size + length
        head = json.loads(said[_LENGTH.size : start])
        if sum(head["parts"]) != len(said) - start:
            raise ValueError("cut off")
    except (struct.error, ValueError, KeyError, TypeError) as broken:
        _log.warning("family.rendition.unreadable", length=len(said))
        raise UploadFailed from broken
    return head, said[start:]


def _pages(head: dict[str, Any], rest: bytes) -> Iterator[Page]:
    for one, length in zip(head["pages"], head["parts"], strict=True):
        jpeg, rest = rest[:length], rest[length:]
        if not jpeg.startswith(b"\xff\xd8\xff"):
            raise UploadFailed
        yield Page(
            jpeg=jpeg,
            width=int(one["width"]),
            height=int(one["height"]),
            look_hash=str(one["look_hash"])[:16],
            measures={str(name)[:20]: int(value) for name, value in one["measures"].items()},
        )


def _refuse(word: str, most_pages: int) -> None:
    if word == "pixels":
        raise UploadTooLarge(limit="4000 万像素")
    if word == "unsafe":
        raise UploadUnsafe
    if word == "password":
        raise UploadHasPassword
    if word == "pages":
        raise UploadTooManyPages(most=min(most_pages, settings.UPLOAD_PDF_PAGES))
    raise UploadUnreadable
