"""What the person at the keyboard reads: progress lines and failures that say what to do next."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import TextIO


class Trouble(Exception):
    """A failure with its remedy, in one or two sentences; printed as it is, without a traceback."""


def say(text: str = "") -> None:
    """Print one line at once, even into a pipe."""
    _write(f"{text}\n", sys.stdout)


def dot() -> None:
    """A mark of progress within a step."""
    _write(".", sys.stdout)


def complain(text: str) -> None:
    """Print a failure on standard error."""
    _write(f"yibao: {text}\n", sys.stderr)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a piece of work before it starts and tell how long it took when it ends well."""
    _write(f"  {text} ...", sys.stdout)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f" {time.monotonic() - began:.1f} s")


def _write(text: str, stream: TextIO) -> None:
    """Print at once; where the reader has gone (make was killed), go on without words."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Else Python complains at its end about what could not be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
