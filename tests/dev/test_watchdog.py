"""The second net under the child processes: it works without the kernel's help."""

import signal
import subprocess
import sys
from pathlib import Path

from yibao.dev import watchdog
from yibao.dev.processes import wait_until


def start_group(script: str) -> subprocess.Popen:
    """A shell in a process group of its own, past its first command (`echo`)."""
    group = subprocess.Popen(
        ["sh", "-c", script], start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    group.stdout.readline()
    return group


class TestReadGroups:
    def test_forgets_what_was_released(self):
        lines = ["+ 10 15\n", "+ 11 2\n", "- 10 0\n"]
        assert watchdog.read_groups(lines) == {11: 2}


class TestStop:
    def test_kills_a_group_that_ignores_its_signal(self, monkeypatch):
        monkeypatch.setattr(watchdog, "GRACE_SECONDS", 0.3)
        stubborn = start_group("trap '' TERM; echo ready; while :; do sleep 0.1; done")
        try:
            watchdog.stop({stubborn.pid: int(signal.SIGTERM)})
            assert stubborn.wait(5) == -signal.SIGKILL
        finally:
            stubborn.kill()

    def test_passes_over_a_group_that_is_gone(self):
        gone = start_group("exit 0")
        gone.wait()
        watchdog.stop({gone.pid: int(signal.SIGTERM)})


class TestScript:
    def test_stops_the_registered_group_when_its_pipe_breaks(self):
        child = start_group("echo ready; exec sleep 60")
        script = Path(watchdog.__file__)
        dog = subprocess.Popen([sys.executable, "-I", "-S", script], stdin=subprocess.PIPE)
        dog.stdin.write(f"+ {child.pid} {int(signal.SIGTERM)}\n".encode())
        dog.stdin.close()
        assert wait_until(lambda: child.poll() is not None, 5)
        dog.wait(15)
