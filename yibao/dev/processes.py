"""Child processes that never outlive their starter.

Two nets: on Linux the kernel sends a signal to the child when the parent dies; everywhere a small
watchdog (see watchdog.py) stops whole process groups when the pipe to its starter breaks.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from .account import Account

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 10 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """One running process, its log and the signal that asks it to stop."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    @property
    def alive(self) -> bool:
        """Whether the process still runs; reaps it when it does not."""
        return self.process.poll() is None

    def stop(self, seconds: float) -> None:
        """Ask the process to stop, wait, and kill its whole group when it takes too long."""
        if self.alive:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill_group(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of the log, indented for the console."""
        return tail(self.log, count)


class Watchdog:
    """A helper process that stops the registered process groups once this process is gone."""

    def __enter__(self) -> Self:
        script = Path(__file__).with_name("watchdog.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.wait()

    def guard(self, child: Child) -> Child:
        """Remember the child's process group."""
        self._tell(f"+ {child.process.pid} {int(child.stop_signal)}")
        return child

    def release(self, child: Child) -> None:
        """Forget a process group that has ended."""
        self._tell(f"- {child.process.pid} 0")

    @property
    def _pipe(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _tell(self, line: str) -> None:
        self._pipe.write(f"{line}\n".encode())
        self._pipe.flush()


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | str = "/",
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a process in a group of its own with its output appended to `log`.

    Call it from the main thread only: the parent-death signal follows the starting thread.
    """
    rotate(log)
    switch = (
        {}
        if account is None
        else {
            "user": account.uid,
            "group": account.gid,
            "extra_groups": [],
        }
    )
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(stop_signal),
            **switch,
        )
    return Child(name, process, log, stop_signal)


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A function for the child to run before exec, so that `number` reaches it if we die."""
    if _libc is None:
        return None
    parent = os.getpid()

    def arm() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the signal was armed
            os._exit(1)

    return arm


def kill_group(leader: int, number: int) -> bool:
    """Signal a process group; False when nothing of it is left."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Poll until the condition holds; False when the time is over first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def is_running(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tail(log: Path, count: int) -> str:
    """The last lines of a log, indented; the frames of a traceback stay in the log."""
    if not log.exists():
        return "    (no log)"
    lines = [line for line in log.read_text(errors="replace").splitlines() if _is_telling(line)]
    lines = lines[-count:]
    return "\n".join(f"    {line}" for line in lines) or "    (the log is empty)"


def _is_telling(line: str) -> bool:
    frames = ("Traceback ", "During handling of", "The above exception")
    return bool(line.strip()) and not line[0].isspace() and not line.startswith(frames)


def rotate(log: Path) -> None:
    """Keep one older log once the current one has grown large."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
