"""The processes under load, forked so that they know this run's database: gunicorn and Celery."""

import http.client
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections
from gunicorn.app.base import BaseApplication

WORKERS, THREADS = 2, 4
READY_SECONDS = 60


class _Gunicorn(BaseApplication):
    """The site's own web server with the size of the trial."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in (
            ("bind", f"127.0.0.1:{self.port}"),
            ("workers", WORKERS),
            ("threads", THREADS),
            ("worker_class", "gthread"),
            ("loglevel", "warning"),
            ("control_socket_disable", True),
        ):
            self.cfg.set(name, value)

    def load(self) -> object:
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()


@contextmanager
def running(port: int) -> Iterator[None]:
    """Web and worker until the block ends."""
    children = [_forked(_Gunicorn(port).run), _forked(_work_off)]
    try:
        _wait_for(port)
        yield
    finally:
        for pid in children:
            os.kill(pid, signal.SIGTERM)
        for pid in children:
            os.waitpid(pid, 0)


def _forked(work: Callable[[], object]) -> int:
    connections.close_all()  # a forked child must not share a connection
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def _work_off() -> None:
    from yibao.celery import app

    app.worker_main(
        ["worker", "--concurrency", "1", "-Q", "default,outbox,notices,review,webhooks",
         "--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    )  # fmt: skip


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/healthz")
            if line.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            line.close()
    raise SystemExit(f"stress: the site did not answer within {READY_SECONDS} s.")
