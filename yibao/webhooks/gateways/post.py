"""One POST to a judged address: ten seconds in all, no redirects, little is read."""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from requests.certs import where

from . import addresses

_READ = 2048
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or the reason why there is none (``failure``)."""

    ms: int
    status: int | None = None
    failure: str = ""
    text: str = ""
    retry_after: str = ""


def post(url: str, *, headers: dict[str, str], body: bytes, keep: int = _KEPT) -> Answer:
    """Send once; every failure is an answer, so that it can be recorded."""
    began = time.monotonic()
    try:
        target = addresses.resolve(url)
    except addresses.Refused:
        return Answer(_since(began), failure="address")
    try:
        return _exchange(target, headers, body, began, keep)
    except ssl.SSLError:
        return Answer(_since(began), failure="tls")
    except (OSError, http.client.HTTPException):
        is_late = time.monotonic() - began >= settings.WEBHOOK_SECONDS
        return Answer(_since(began), failure="timeout" if is_late else "connection")


def _exchange(
    target: addresses.Target, headers: dict[str, str], body: bytes, began: float, keep: int
) -> Answer:
    plain = socket.create_connection((target.address, target.port), timeout=_left(began))
    with _wrapped(plain, target) as link:
        # A receiver that sends a byte now and then never runs into the socket's own timeout.
        guard = threading.Timer(_left(began), _cut, [link])
        guard.daemon = True
        guard.start()
        try:
            if isinstance(link, ssl.SSLSocket):
                link.do_handshake()
            return _say(link, target, headers, body, began, keep)
        finally:
            guard.cancel()


def _left(began: float) -> float:
    return max(settings.WEBHOOK_SECONDS - (time.monotonic() - began), 0.1)


def _cut(link: socket.socket) -> None:
    try:
        # Not the method of a TLS socket: that one takes its state away from a reading thread.
        socket.socket.shutdown(link, socket.SHUT_RDWR)
    except OSError:
        return


def _wrapped(plain: socket.socket, target: addresses.Target) -> socket.socket:
    if not target.is_tls:
        return plain
    context = ssl.create_default_context(cafile=where())
    return context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)


def _say(
    link: socket.socket,
    target: addresses.Target,
    headers: dict[str, str],
    body: bytes,
    began: float,
    keep: int,
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = link
    connection.auto_open = 0  # never a connection of its own, which nobody judged
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": target.authority, **headers}.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    response = connection.getresponse()
    text = response.read(_READ).decode("utf-8", "replace")
    return Answer(
        _since(began),
        status=response.status,
        text=text[:keep],
        retry_after=response.headers.get("Retry-After", ""),
    )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
