"""Failpoints: named places where a test may kill, stop or delay the process.

``YIBAO_TEST_HOOKS=1`` together with ``YIBAO_FAILPOINT=name:action[:n]`` arms one place for the
n-th time it is passed (the first by default).  Actions: kill, raise, sleep, hang.  Without the
hooks :func:`hit` is one comparison.
"""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = frozenset(
    {
        "before_begin",
        "after_idem_insert",
        "after_locks",
        "after_ledger",
        "before_commit",
        "after_commit_before_reply",
        "after_reply",
        "outbox_claimed",
        "webhook_sent_before_mark",
        "task_started",
        "task_done_before_ack",
        "file_temp_written",
        "file_row_committed_before_rename",
        "review_decided_before_notice",
        "code_used_before_settle",
        "card_intent_committed",
        "card_bank_answered",
        "card_answer_recorded",
        "card_refund_answered",
        "premium_committed",
        "premium_question_counted",
        "premium_register_answered",
    }
)
ACTIONS = ("kill", "raise", "sleep", "hang")
SLEEP_SECONDS = 5.0


class FailpointHit(RuntimeError):
    """Raised at a failpoint armed with the action ``raise``."""


@dataclass
class _Armed:
    """The one armed failpoint and how many passes are left until it acts."""

    name: str
    action: str
    left: int


def hit(name: str) -> None:
    """Pass the failpoint ``name``; acts only when a test armed it.

    While test hooks are on, a name outside :data:`NAMES` raises ``ValueError``.
    """
    if _enabled:
        _pass(name)


def configure(environ: Mapping[str, str]) -> None:
    """Read the two variables; called once on import, and again by tests of this module.

    Raises ``ValueError`` for a failpoint that cannot be understood, so that a fault test never
    passes because of a typing error.
    """
    global _enabled, _armed  # the switch has to be one cheap module global
    _enabled = environ.get("YIBAO_TEST_HOOKS") == "1"
    spec = environ.get("YIBAO_FAILPOINT", "")
    _armed = _parse(spec) if _enabled and spec else None


def check_not_enabled_in_production(
    environment: str, environ: Mapping[str, str] | None = None
) -> None:
    """Raise ``RuntimeError`` when a production environment carries a test variable."""
    found = os.environ if environ is None else environ
    if environment.strip().lower() not in {"production", "prod", "live"}:
        return
    if found.get("YIBAO_TEST_HOOKS", "0") not in {"", "0"} or found.get("YIBAO_FAILPOINT"):
        raise RuntimeError("test hooks must not be set in production")


def _parse(spec: str) -> _Armed:
    """Read ``name:action[:n]``."""
    name, _, rest = spec.partition(":")
    action, _, count = rest.partition(":")
    if name not in NAMES or action not in ACTIONS:
        raise ValueError(f"unknown failpoint {spec!r}")
    if count and not (count.isascii() and count.isdigit() and int(count) > 0):
        raise ValueError(f"the count of failpoint {spec!r} must be 1 or more")
    return _Armed(name, action, int(count or 1))


def _pass(name: str) -> None:
    """Count one pass and act on the last one; later passes go through."""
    if name not in NAMES:
        raise ValueError(f"unknown failpoint {name!r}")
    if _armed is None or _armed.name != name or _armed.left == 0:
        return
    _armed.left -= 1
    if _armed.left == 0:
        _act(name, _armed.action)


def _act(name: str, action: str) -> None:
    """Do what the armed action says."""
    if action == "kill":
        # Not an exit: nothing may be flushed, rolled back or answered on the way out.
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "raise":
        raise FailpointHit(name)
    time.sleep(SLEEP_SECONDS)
    while action == "hang":
        time.sleep(SLEEP_SECONDS)


_enabled = False
_armed: _Armed | None = None
configure(os.environ)
