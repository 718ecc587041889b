"""Jobs in, answers out: a length and a JSON head, then the bytes; one fork a job."""

import json
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

from . import fence, pictures

_LENGTH = struct.Struct(">I")
PDF = "application/pdf"


def main() -> None:
    """Work until the input ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (job := receive(source)) is not None:
        head, data = job
        _prepare(head["kind"])
        target.write(_forked(head, data))
        target.flush()


def message(head: dict[str, Any], parts: list[bytes]) -> bytes:
    """One message of either direction."""
    text = json.dumps({**head, "parts": [len(part) for part in parts]}).encode()
    return b"".join((_LENGTH.pack(len(text)), text, *parts))


def receive(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message with its parts in one; None at the end or where it breaks off."""
    start = source.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    try:
        head = json.loads(source.read(*_LENGTH.unpack(start)))
        wanted = sum(head["parts"])
    except (ValueError, KeyError, TypeError):
        return None
    data = source.read(wanted)
    return (head, data) if len(data) == wanted else None


def _prepare(kind: str) -> None:
    pictures.prepare()
    if kind == PDF:
        from . import papers  # its libraries are needed for few uploads

        papers.prepare()


def _forked(head: dict[str, Any], data: bytes) -> bytes:
    """The answer of a fork behind the fence; a fork that dies has found a broken file."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work(head, data, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if status or not said:
        return message({"error": "broken", "ended": status}, [])
    return said


def _work(head: dict[str, Any], data: bytes, writer: int) -> None:
    """In the fork: answer and end, whatever happens."""
    code = 1
    try:
        fence.close()
        said = _answer(head, data)
        while said:
            said = said[os.write(writer, said) :]
        code = 0
    finally:
        os._exit(code)


def _answer(head: dict[str, Any], data: bytes) -> bytes:
    try:
        pages = _pages(head, data)
    except pictures.Refused as refused:
        return message({"error": refused.args[0], "peak_kb": _peak()}, [])
    heads = [page for page, _ in pages]
    return message({"pages": heads, "peak_kb": _peak()}, [jpeg for _, jpeg in pages])


def _pages(head: dict[str, Any], data: bytes) -> list[tuple[dict[str, Any], bytes]]:
    if head["kind"] != PDF:
        return [pictures.render(data, head["format"])]
    from . import papers

    return papers.render(data, head["most_pages"])


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
