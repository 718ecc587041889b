"""The simulated scanner as a program behind a socket, in the words of clamd.

``manage.py run_antivirus`` starts it on loopback, so that the production adapter can be tried
without clamd. It obeys the same switch file as the simulator and refuses to run outside a sandbox.
"""

import contextlib
import socketserver
import struct
from typing import Any

from django.conf import settings

from . import antivirus_simulator as simulator
from .antivirus_port import AntivirusUnavailable

HOST = "127.0.0.1"
_LENGTH = struct.Struct(">I")
_COMMAND = b"zINSTREAM\0"
_MOST_BYTES = 32 * 1024 * 1024


class NotASandbox(RuntimeError):
    """A scanner that knows one signature never stands before real people."""


class Server(socketserver.ThreadingTCPServer):
    """One thread a caller."""

    allow_reuse_address = True
    daemon_threads = True


def serve(*, port: int) -> Server:
    """A server that is bound and not yet running; port 0 takes a free one."""
    if not settings.SANDBOX_ENABLED:
        raise NotASandbox
    return Server((HOST, port), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self) -> None:
        with contextlib.suppress(OSError, struct.error):
            self.wfile.write(self._reply().encode() + b"\0")

    def _reply(self) -> str:
        words = simulator.switch_words()
        if self.rfile.read(len(_COMMAND)) != _COMMAND:
            return "UNKNOWN COMMAND"
        data = self._stream()
        if data is None:
            return "INSTREAM size limit exceeded. ERROR"
        if "down" in words:
            raise ConnectionAbortedError
        if "garbage" in words:
            return "stream: perhaps"
        with contextlib.suppress(AntivirusUnavailable):
            simulator.wait(words)
        found = simulator.found_in(data)
        return f"stream: {found} FOUND" if found else "stream: OK"

    def _stream(self) -> bytes | None:
        taken = bytearray()
        while length := self._length():
            if len(taken) + length > _MOST_BYTES:
                return None
            taken += self.rfile.read(length)
        return bytes(taken)

    def _length(self) -> Any:
        return _LENGTH.unpack(self.rfile.read(_LENGTH.size))[0]
