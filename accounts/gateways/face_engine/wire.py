"""Messages on the engine's socket: a length, a JSON head, then the pictures as they are.

Both ends are ours and on one host; limits are checked all the same, so that a broken end can
neither hang nor flood the other.
"""

import json
import socket
import struct
import time
from typing import Any

MOST_HEAD = 64 * 1024
MOST_PARTS = 4
_LENGTH = struct.Struct(">I")


class WireBroken(Exception):
    """What came is not a message, or it did not come in time."""


def send(line: socket.socket, head: dict[str, Any], parts: tuple[bytes, ...] = ()) -> None:
    """Write one message; raises ``OSError`` and ``TimeoutError`` of the socket."""
    text = json.dumps({**head, "parts": [len(part) for part in parts]}).encode()
    line.sendall(b"".join((_LENGTH.pack(len(text)), text, *parts)))


def receive(
    line: socket.socket, *, deadline: float, most_bytes: int
) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message before the moment ``deadline`` of the steady clock.

    Raises ``WireBroken``.
    """
    (length,) = _LENGTH.unpack(_take(line, _LENGTH.size, deadline))
    if length > MOST_HEAD:
        raise WireBroken("the head is too long")
    try:
        head = json.loads(_take(line, length, deadline))
    except ValueError as wrong:
        raise WireBroken("the head is no JSON") from wrong
    sizes = head.pop("parts", None) if isinstance(head, dict) else None
    if not _are_sizes(sizes, most_bytes):
        raise WireBroken("the parts are wrong")
    return head, [_take(line, size, deadline) for size in sizes]


def _are_sizes(sizes: Any, most_bytes: int) -> bool:
    return (
        isinstance(sizes, list)
        and len(sizes) <= MOST_PARTS
        and all(isinstance(size, int) and 0 <= size <= most_bytes for size in sizes)
    )


def _take(line: socket.socket, count: int, deadline: float) -> bytes:
    taken = bytearray()
    while len(taken) < count:
        left = deadline - time.monotonic()
        if left <= 0:
            raise WireBroken("too slow")
        line.settimeout(left)
        try:
            some = line.recv(min(count - len(taken), 1 << 20))
        except OSError as failure:
            raise WireBroken(type(failure).__name__) from failure
        if not some:
            raise WireBroken("cut off")
        taken += some
    return bytes(taken)
