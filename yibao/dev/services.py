"""The processes that make up the running site, besides the servers."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .place import Place
from .processes import Child, spawn

ROOT = Path(__file__).resolve().parent.parent.parent
# The worker serves every queue; the settings declare the same names.
QUEUES = ("default", "outbox", "notices", "review", "webhooks")
WORKER_PROCESSES = 2
CELERY = (sys.executable, "-m", "celery", "-A", "yibao.celery:app")


@dataclass(frozen=True)
class Service:
    """A long-running process and how to start it."""

    name: str
    command: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    # Without a vital process there is no site; without another one a part of it waits.
    is_vital: bool = True

    def start(self, place: Place, environment: Mapping[str, str]) -> Child:
        """Start the process with its own log."""
        return spawn(
            self.name,
            self.command,
            log=place.logs / f"{self.name}.log",
            env={**environment, **self.extra},
            cwd=ROOT,
            stop_signal=self.stop_signal,
        )


def site_services(place: Place) -> list[Service]:
    """Web, worker, scheduler and face engine, in starting order."""
    metrics = _empty_folder(place.data / "metrics")
    config = str(ROOT / "deploy" / "gunicorn.conf.py")
    return [
        Service(
            "web",
            (sys.executable, "-m", "gunicorn", "-c", config, "yibao.wsgi:application"),
            {"PROMETHEUS_MULTIPROC_DIR": str(metrics)},
        ),
        Service(
            "worker",
            (*CELERY, "worker", "--concurrency", str(WORKER_PROCESSES), "-Q", ",".join(QUEUES),
             "-n", f"yibao-{os.getpid()}@%h", "--without-gossip", "--without-mingle",
             "--loglevel", "WARNING"),
        ),
        Service(
            "beat",
            (*CELERY, "beat", "--schedule", str(place.data / "beat-schedule"), "--pidfile=",
             "--loglevel", "WARNING"),
        ),
        Service("face", (sys.executable, "manage.py", "run_face_engine"), is_vital=False),
    ]  # fmt: skip


def _empty_folder(folder: Path) -> Path:
    """A folder without the counters that processes of an earlier start left."""
    folder.mkdir(exist_ok=True, mode=0o700)
    for old in folder.glob("*.db"):
        old.unlink()
    return folder
