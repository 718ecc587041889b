"""Server processes that may be killed: forked, so that they know the test database."""

import http.client
import os
import signal
import socket
import time
from contextlib import contextmanager
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from yibao.kernel import failpoints


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing on the console of the tests."""


class Process:
    """One forked web worker with its address."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.port = port
        self.ended_by: int | None = None

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes] | None:
        """Send; the answer, or None where the connection died."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", path, body, {**headers, "Content-Type": "application/json"})
            answer = line.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, ConnectionError):
            return None
        finally:
            line.close()

    def stop(self) -> int:
        """Kill where it still lives; the signal that ended it."""
        if self.ended_by is None:
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        """The signal that ended it."""
        if self.ended_by is None:
            _, status = os.waitpid(self.pid, 0)
            self.ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return self.ended_by


@contextmanager
def worker(failpoint: str = "", *, clock_ahead: int = 0):
    """A web worker, armed where a failpoint is given; dead at the end.

    ``clock_ahead`` seconds its clock is before the others' (F21), behind where negative.
    """
    connections.close_all()  # a forked child must not share a connection
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    pid = os.fork()
    if pid == 0:
        _serve(listener, failpoint, clock_ahead)
    listener.close()
    process = Process(pid, port)
    try:
        yield process
    finally:
        process.stop()


def _serve(listener: socket.socket, failpoint: str, clock_ahead: int) -> None:
    """The child: answer until killed, never return into the tests."""
    try:
        _shift_clock(clock_ahead)
        failpoints.configure({"YIBAO_TEST_HOOKS": "1", "YIBAO_FAILPOINT": failpoint})
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        server.socket.close()
        server.socket = listener
        server.serve_forever()
    finally:
        os._exit(1)


def _shift_clock(seconds: int) -> None:
    """What Python and Django take for the present in this process; PostgreSQL keeps its own."""
    true_now, true_time = timezone.now, time.time
    timezone.now = lambda: true_now() + timedelta(seconds=seconds)
    time.time = lambda: true_time() + seconds
