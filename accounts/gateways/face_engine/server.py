"""The engine's own process: a unix socket, a short queue, one picture job at a time.

Nothing is written anywhere: a job lives in memory and ends with its answer. A job that hangs takes
the process with it; whoever supervises it starts it again.
"""

import contextlib
import logging
import os
import queue
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.gateways.face_port import FrameUnusable, NoReference
from accounts.rules import face as rules

from . import wire

QUEUE_LENGTH = 8
# Whoever has waited longer has been told that the engine is busy.
LONGEST_WAIT = 8.0
READ_SECONDS = 3.0
JOB_SECONDS = 12.0
LONGEST_SOCKET_PATH = 103
# Callers that were not greeted yet; those beyond the queue are told at once.
_BACKLOG = 64
_log = logging.getLogger(__name__)


class EngineServer:
    """Answers ``verify``, ``extract`` and ``health`` until ``stop`` is set."""

    def __init__(self, engine: Any, path: Path) -> None:
        self.engine = engine
        self.path = path
        self.stop = threading.Event()
        self._waiting: queue.Queue[tuple[socket.socket, float]] = queue.Queue(QUEUE_LENGTH)
        self._job_began: float | None = None

    def serve(self) -> None:
        """Open the socket and work; returns after ``stop``. Raises ``OSError``."""
        with _listening(self.path) as listener:
            for work in (lambda: self._accept(listener), self._watch):
                threading.Thread(target=work, daemon=True).start()
            while not self.stop.is_set():
                with contextlib.suppress(queue.Empty):
                    self._serve_one(*self._waiting.get(timeout=0.3))

    def _accept(self, listener: socket.socket) -> None:
        listener.settimeout(0.3)
        while not self.stop.is_set():
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                self._waiting.put_nowait((line, time.monotonic()))
            except queue.Full:
                _answer(line, {"error": "busy"})

    def _serve_one(self, line: socket.socket, came: float) -> None:
        if time.monotonic() - came > LONGEST_WAIT:
            _answer(line, {"error": "busy"})
            return
        self._job_began = time.monotonic()
        try:
            deadline = time.monotonic() + READ_SECONDS
            head, parts = wire.receive(line, deadline=deadline, most_bytes=rules.MOST_BYTES)
            _answer(line, self._reply(head, parts))
        except wire.WireBroken as broken:
            _log.warning("face engine: %s", broken)
            line.close()
        finally:
            self._job_began = None

    def _reply(self, head: dict[str, Any], parts: list[bytes]) -> dict[str, Any]:
        try:
            return self._done(head, parts)
        except FrameUnusable as unusable:
            return {"error": "unusable", "reasons": list(unusable.reasons)}
        except NoReference:
            return {"error": "no_reference"}
        except (KeyError, TypeError, ValueError, IndexError) as wrong:
            return {"error": "wrong_request", "said": type(wrong).__name__}

    def _done(self, head: dict[str, Any], parts: list[bytes]) -> dict[str, Any]:
        if head["do"] == "health":
            return {"engine": self.engine.name, "model_digest": self.engine.digest}
        if head["do"] == "extract":
            template, measures = self.engine.extract(parts[0])
            return {
                "template": template,
                "model_digest": self.engine.digest,
                "engine": self.engine.name,
                "quality": measures,
            }
        if head["do"] != "verify":
            raise ValueError("unknown verb")
        return self.engine.verify(
            parts,
            steps=tuple(head["steps"]),
            template=head["template"],
            model_digest=head["model_digest"],
        )

    def _watch(self) -> None:
        """Nothing stops a library that hangs in its own code, except the end of the process."""
        while not self.stop.wait(0.5):
            began = self._job_began
            if began is not None and time.monotonic() - began > JOB_SECONDS:
                _log.error("face engine: a job took longer than %s s", JOB_SECONDS)
                os._exit(70)


def _answer(line: socket.socket, head: dict[str, Any]) -> None:
    """The caller may have gone; then nobody wants the answer."""
    with contextlib.suppress(OSError), line:
        line.settimeout(READ_SECONDS)
        wire.send(line, head)


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise OSError(f"the path of the socket is too long: {path}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise OSError(f"another face engine answers at {path}")
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(_BACKLOG)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)
