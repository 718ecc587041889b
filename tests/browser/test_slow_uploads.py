"""50 phones send a photo byte by byte; everybody else goes on (T51). No browser is needed."""

import contextlib
import socket
import statistics
import time
from collections.abc import Iterator

import pytest

from . import people
from .partner import Partner
from .stack import HOST

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
CLIENTS = 50
HEAD = (
    "POST /family/add/documents/REGISTER_SELF/ HTTP/1.1\r\nHost: {host}\r\n"
    "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n--b\r\n"
)


@contextlib.contextmanager
def slow_lines(stack) -> Iterator[list[socket.socket]]:
    """Lines on which a body has begun and does not go on."""
    lines = [socket.create_connection((HOST, stack.port), timeout=10) for _ in range(CLIENTS)]
    for line in lines:
        line.sendall(HEAD.format(host=f"{HOST}:{stack.port}").encode())
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def begun(line: socket.socket) -> bytes:
    """How the answer begins; nothing on a line whose body is still waited for."""
    line.settimeout(1)
    try:
        return line.recv(12)
    except TimeoutError:
        return b""


def seconds(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


class TestSlowUploads:
    def test_leave_pages_and_the_check_of_a_code_answering(self, stack):
        clinic = Partner(stack, "clinic1")
        works = {"page": lambda: self._page(stack), "scan": lambda: clinic.scan(WHO)}
        quiet = {name: self._median(work) for name, work in works.items()}
        with slow_lines(stack) as lines:
            # The better of two: what else the machine does comes and goes.
            loaded = {n: min(self._median(work) for _ in "ab") for n, work in works.items()}
            refused = any(begun(line) == b"HTTP/1.1 503" for line in reversed(lines))
        for name in works:  # a busy machine is slow without them, too
            assert loaded[name] < max(1.0, 3 * quiet[name]), (name, quiet, loaded)
        assert refused

    def _median(self, work) -> float:
        return statistics.median(seconds(work) for _ in range(5))

    def _page(self, stack) -> None:
        assert stack.get("/help/")[0] == 200
