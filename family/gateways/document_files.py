"""Where sealed pictures lie: first beside their place, in it once their row is committed (T54).

A file and a row cannot be written in one step. So a file is written into ``incoming``, its row is
committed, and then the file is moved. Whatever a crash leaves between these steps, the row says
whether the file counts, and ``settle`` finishes or drops it.
"""

import time
from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings

from yibao.kernel import sealedfiles
from yibao.kernel.sealedfiles import SealedFile


def folder() -> Path:
    """Of the files whose rows are committed."""
    return Path(settings.DOCUMENT_DIR)


def incoming() -> Path:
    """Of the files whose rows may not be."""
    return folder() / "incoming"


def write(plain: bytes) -> SealedFile:
    """Seal a picture; raises ``OSError``."""
    return sealedfiles.write(incoming(), plain)


def arrive(token: str) -> None:
    """The row is committed: put the file into its place."""
    sealedfiles.move(incoming(), folder(), token)


def read(token: str, key: str) -> bytes:
    """Open; raises ``SealBroken``, and ``FileNotFoundError`` where it lies in neither place."""
    sealed = SealedFile(token, key)
    try:
        return sealedfiles.read(folder(), sealed)
    except FileNotFoundError:
        return sealedfiles.read(incoming(), sealed)


def drop(token: str) -> None:
    """Delete, wherever it lies."""
    for place in (folder(), incoming()):
        sealedfiles.remove(place, token)


def exists(token: str) -> bool:
    """Whether it lies in either place."""
    return (folder() / token).is_file() or (incoming() / token).is_file()


def names() -> set[str]:
    """Everything that lies in either place."""
    return {*sealedfiles.names(folder()), *sealedfiles.names(incoming())}


def pieces(size: int) -> Iterator[set[str]]:
    """The same a piece at a time; a file that is moved meanwhile may come twice."""
    for place in (incoming(), folder()):
        found = sealedfiles.names(place)
        while piece := set(islice(found, size)):
            yield piece


def settle(seen: Collection[str], known: Collection[str], older_than: timedelta) -> int:
    """Finish moves of files with a row, delete old files without one; returns how many.

    ``seen`` was listed before ``known`` was read, so that a file whose row came in between is not
    taken for a stray one; younger files may belong to an upload that is under way.
    """
    done = 0
    for token in seen:
        if token in known:
            done += _arrived(token)
        elif _is_older(token, older_than):
            drop(token)
            done += 1
    return done


def _arrived(token: str) -> int:
    if not (incoming() / token).is_file():
        return 0
    arrive(token)
    return 1


def _is_older(token: str, older_than: timedelta) -> bool:
    latest = time.time() - older_than.total_seconds()
    return all(path.stat().st_mtime <= latest for path in _paths(token))


def _paths(token: str) -> Iterator[Path]:
    yield from (path for path in (folder() / token, incoming() / token) if path.is_file())
