"""The simulated register as a program of its own behind HTTP, with a control port on loopback.

``manage.py run_kinship_register`` starts it; the production adapter may ask it like a real one.
``PUT /control`` with words (``down``, ``slow:3000``, ``garbage``, ``wrong``, ``lying``; empty: all
well) acts out a fault, ``GET /control`` tells which. Both need no token: the program listens on
loopback only. It refuses to run outside a sandbox.
"""

import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection

from . import kinship_simulator as simulator
from .kinship_port import KinshipAway

HOST = "127.0.0.1"
MOST_BYTES = 4096
CALLS = ("relation", "birth")


class NotASandbox(RuntimeError):
    """A made-up register never runs beside real people."""


def serve(*, port: int, token: str) -> ThreadingHTTPServer:
    """A server that is bound and not yet running; port 0 takes a free one."""
    if not settings.SANDBOX_ENABLED:
        raise NotASandbox
    server = ThreadingHTTPServer((HOST, port), _Handler)
    server.daemon_threads = True
    server.token = token  # type: ignore[attr-defined]
    return server


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        call = self.path.strip("/")
        if call not in CALLS:
            return self._say(404, {})
        if not self._has_token():
            return self._say(401, {})
        try:
            asked = json.loads(self._body())
            close_old_connections()
            said = simulator.answer(call, asked)
        except KinshipAway:
            return self._say(503, {})
        except (ValueError, KeyError, TypeError):
            return self._say(422, {})
        finally:
            connection.close()
        return self._say(200, said)

    def do_PUT(self) -> None:
        if self.path != "/control":
            return self._say(404, {})
        switch = simulator.switch_file()
        switch.parent.mkdir(parents=True, exist_ok=True)
        switch.write_text(self._body().decode("utf-8", "replace"), "utf-8")
        return self._say(200, {"words": simulator.switch_words()})

    def do_GET(self) -> None:
        if self.path != "/control":
            return self._say(404, {})
        return self._say(200, {"words": simulator.switch_words()})

    def log_message(self, *_: Any) -> None:
        """Nothing: questions hold ID numbers."""

    def _has_token(self) -> bool:
        said = self.headers.get("Authorization", "")
        wanted = f"Bearer {self.server.token}"  # type: ignore[attr-defined]
        return hmac.compare_digest(said.encode(), wanted.encode())

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length) if length.isdigit() else 0, MOST_BYTES))

    def _say(self, status: int, said: Any) -> None:
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
