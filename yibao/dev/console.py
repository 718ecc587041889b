"""What the person at the keyboard reads: progress lines and failures that say what to do next."""

import contextlib
import sys
import time
from collections.abc import Iterator


class Trouble(Exception):
    """A failure with its remedy, in one or two sentences; printed as it is, without a traceback."""


def say(text: str = "") -> None:
    """Print one line at once, even into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a failure on standard error."""
    print(f"yibao: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a piece of work before it starts and tell how long it took when it ends well."""
    print(f"  {text} ...", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    say(f" {time.monotonic() - began:.1f} s")
