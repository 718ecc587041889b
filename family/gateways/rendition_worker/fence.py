"""What a job may not do: use much memory or time, open files or sockets, leave a core."""

import resource
import signal

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 15


def close() -> None:
    """Fence in this process for good.

    Without a single further file descriptor there is neither network nor disk; what a job needs was
    loaded before. The hard limits stand, too, so that only root could take them back, and a real
    installation does not run as root.
    """
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 0)
    signal.alarm(WALL_SECONDS)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
