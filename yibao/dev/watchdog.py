"""Stops process groups when the process that started them has vanished.

Run as a script (`python -I -S watchdog.py`) with a pipe on standard input. Lines `+ PGID SIGNAL`
and `- PGID 0` add and remove a group; the end of the pipe means that the starter is gone, in order
or not: whatever is still registered gets its signal, and SIGKILL after a grace period. It needs the
standard library only, so that it starts in a few milliseconds.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 8.0


def send(group, number):
    """Signal a process group; False when nothing of it is left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def read_groups(lines):
    """The groups still registered at the end of the pipe, with their stop signals."""
    groups = {}
    for line in lines:
        verb, group, number = line.split()
        if verb == "+":
            groups[int(group)] = int(number)
        else:
            groups.pop(int(group), None)
    return groups


def stop(groups):
    """Ask every group to stop, last started first; kill what remains after the grace period."""
    left = [group for group, number in reversed(groups.items()) if send(group, number)]
    deadline = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [group for group in left if send(group, 0)]
    for group in left:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop(read_groups(sys.stdin))
