"""Shelves of sealed files whose rows are committed elsewhere: first beside, then in place (T54).

A file and a row cannot be written in one step. So a file is written into ``incoming``, its row is
committed, and then the file is moved. Whatever a crash leaves between these steps, the row says
whether the file counts, and ``settle`` finishes or drops it.
"""

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from . import sealedfiles
from .crypto import SealBroken
from .sealedfiles import SealedFile


class Shelf:
    """One folder and its ``incoming``; ``place`` is asked each time, as settings may change."""

    def __init__(self, place: Callable[[], Path]) -> None:
        self._place = place

    def folder(self) -> Path:
        """Of the files whose rows are committed."""
        return self._place()

    def incoming(self) -> Path:
        """Of the files whose rows may not be."""
        return self.folder() / "incoming"

    def write(self, plain: bytes) -> SealedFile:
        """Seal a picture; raises ``OSError``."""
        return sealedfiles.write(self.incoming(), plain)

    def arrive(self, token: str) -> None:
        """The row is committed: put the file into its place."""
        sealedfiles.move(self.incoming(), self.folder(), token)

    def read(self, token: str, key: str) -> bytes:
        """Open; raises ``SealBroken``, and ``FileNotFoundError`` where it lies in neither place."""
        sealed = SealedFile(token, key)
        try:
            return sealedfiles.read(self.folder(), sealed)
        except FileNotFoundError:
            return sealedfiles.read(self.incoming(), sealed)

    def proven(self, token: str, key: str | None, sha256: str) -> bytes | None:
        """Open; None for a file that is lost, was changed, or is another one than noted (T35)."""
        try:
            plain = self.read(token, key or "")
        except (FileNotFoundError, SealBroken):
            return None
        return plain if hashlib.sha256(plain).hexdigest() == sha256 else None

    def drop(self, token: str) -> None:
        """Delete, wherever it lies."""
        for place in (self.folder(), self.incoming()):
            sealedfiles.remove(place, token)

    def exists(self, token: str) -> bool:
        """Whether it lies in either place."""
        return any(True for _ in self._paths(token))

    def names(self) -> set[str]:
        """Everything that lies in either place."""
        return {*sealedfiles.names(self.folder()), *sealedfiles.names(self.incoming())}

    def pieces(self, size: int) -> Iterator[set[str]]:
        """The same a piece at a time; a file that is moved meanwhile may come twice."""
        for place in (self.incoming(), self.folder()):
            found = sealedfiles.names(place)
            while piece := set(islice(found, size)):
                yield piece

    def settle(self, seen: Collection[str], known: Collection[str], older_than: timedelta) -> int:
        """Finish moves of files with a row, delete old files without one; returns how many.

        ``seen`` was listed before ``known`` was read, so that a file whose row came in between is
        not taken for a stray one; younger files may belong to an upload that is under way.
        """
        done = 0
        for token in seen:
            if token in known:
                done += self._arrived(token)
            elif self._is_older(token, older_than):
                self.drop(token)
                done += 1
        return done

    def _arrived(self, token: str) -> int:
        if not (self.incoming() / token).is_file():
            return 0
        self.arrive(token)
        return 1

    def _is_older(self, token: str, older_than: timedelta) -> bool:
        latest = time.time() - older_than.total_seconds()
        return all(path.stat().st_mtime <= latest for path in self._paths(token))

    def _paths(self, token: str) -> Iterator[Path]:
        for place in (self.folder(), self.incoming()):
            if (place / token).is_file():
                yield place / token
