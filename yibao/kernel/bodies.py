"""Large bodies are read by few threads at a time, so that slow senders never take the last (T51).

In production the proxy collects a body before it is passed on; a site without one (`make run`)
has only its own threads. Bodies stay in memory: a photo of a document never lies on the disk in
clear. What cannot be read now is refused with 503, and the page of photos tries again by itself.
"""

import io
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: Smaller ones come with their head; larger ones than the most are refused by the pages unread.
SMALL, MOST = 64 * 1024, 16 * 1024 * 1024
PIECE = 64 * 1024
#: A piece takes no longer, else the line is given up.
PATIENCE_SECONDS = 20
QUEUE_SECONDS = 0.5


class BodyGate:
    """A WSGI application around another: at most ``readers`` threads of a process wait for bodies,
    and one more for its turn."""

    def __init__(self, application: Application, *, readers: int) -> None:
        self.application = application
        self.readers = threading.BoundedSemaphore(readers)
        self.queue = threading.BoundedSemaphore(1)

    def __call__(self, wsgi: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Pass small bodies on as they come, large ones when they are there."""
        length = _length(wsgi)
        if not SMALL < length <= MOST:
            return self.application(wsgi, start_response)
        if not self._may_read():
            return _refuse(wsgi, start_response, "503 Service Unavailable", "现在上传的人多")
        try:
            body = _read(wsgi, length)
        finally:
            self.readers.release()
        if body is None:
            return _refuse(wsgi, start_response, "408 Request Timeout", "网络太慢，没有传完")
        wsgi["wsgi.input"] = body
        return self.application(wsgi, start_response)

    def _may_read(self) -> bool:
        if self.readers.acquire(blocking=False):
            return True
        if not self.queue.acquire(blocking=False):
            return False
        try:
            return self.readers.acquire(timeout=QUEUE_SECONDS)
        finally:
            self.queue.release()


def _length(wsgi: dict[str, Any]) -> int:
    text = wsgi.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _read(wsgi: dict[str, Any], length: int) -> io.BytesIO | None:
    """The whole body; None where the sender was too slow or went away."""
    body = io.BytesIO()
    while body.tell() < length:
        wanted = min(PIECE, length - body.tell())
        # The server's reader has no deadline of its own.
        clock = threading.Timer(PATIENCE_SECONDS, _stop_reading, [wsgi])
        clock.daemon = True
        clock.start()
        try:
            piece = wsgi["wsgi.input"].read(wanted)
        except OSError:
            return None
        finally:
            clock.cancel()
        body.write(piece)
        if len(piece) < wanted:
            return None
    body.seek(0)
    return body


def _stop_reading(wsgi: dict[str, Any]) -> None:
    """What is still to come is not waited for, neither here nor by the server."""
    line = wsgi.get("gunicorn.socket")
    try:
        if line is not None:
            line.shutdown(socket.SHUT_RD)
    except OSError:
        pass  # already gone


def _refuse(
    wsgi: dict[str, Any], start_response: Callable[..., Any], status: str, words: str
) -> list[bytes]:
    _stop_reading(wsgi)
    said = f"{words}，请过一会儿再试。".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(said))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "5"),
    ]
    start_response(status, headers)
    return [said]
