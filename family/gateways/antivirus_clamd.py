"""Production adapter: hands the bytes to clamd by INSTREAM, over a unix socket or TCP.

Anything but a clear word counts as no answer, so that no file passes by an error.
"""

import socket
import struct
import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .antivirus_port import AntivirusUnavailable

SECONDS = 20
_CHUNK = 64 * 1024
_LENGTH = struct.Struct(">I")
_MOST_ANSWER = 4096


class ClamdGateway:
    """Speaks to ``CLAMD_ADDRESS``: ``/run/clamav/clamd.ctl`` or ``host:3310``."""

    def __init__(self) -> None:
        if not settings.CLAMD_ADDRESS:
            raise ImproperlyConfigured("CLAMD_ADDRESS 没有配置，不能接收上传的材料。")

    def scan(self, data: bytes) -> str:
        """Send everything, read one line."""
        deadline = time.monotonic() + SECONDS
        try:
            with _line() as line:
                line.settimeout(SECONDS)
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), _CHUNK):
                    part = data[start : start + _CHUNK]
                    line.sendall(_LENGTH.pack(len(part)) + part)
                line.sendall(_LENGTH.pack(0))
                return _verdict(_answer(line, deadline))
        except (OSError, ValueError) as failure:
            raise AntivirusUnavailable(type(failure).__name__) from failure


def _line() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=3)


def _answer(line: socket.socket, deadline: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _MOST_ANSWER:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        some = line.recv(1024)
        if not some:
            break
        said += some
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(said: str) -> str:
    """``stream: OK``, ``stream: <name> FOUND``, or something that is no verdict."""
    subject, _, word = said.partition(": ")
    if subject != "stream":
        raise AntivirusUnavailable(said[:60])
    if word == "OK":
        return ""
    name, _, end = word.rpartition(" ")
    if end != "FOUND" or not name:
        raise AntivirusUnavailable(said[:60])
    return name
