"""`make run`: servers, migrations, demo city, then web, worker and scheduler until told to stop."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from .console import Trouble, complain, dot, say, step
from .preflight import number_from, require_broker, require_database, require_free_port
from .processes import Child, die_with_parent, kill_group, tail
from .servers import Servers, running
from .services import ROOT, Service, site_services

HOST = "127.0.0.1"
READY_SECONDS = 120
STOP_SECONDS = 6
LONGEST_PAUSE = 30.0
# A process that lived this long before it died counts as healthy: its next death is its first.
HEALTHY_SECONDS = 60.0


@dataclass
class Watched:
    """A running process with its record of deaths."""

    child: Child
    service: Service | None = None
    started: float = field(default_factory=time.monotonic)
    deaths: int = 0
    restart_at: float | None = None

    @property
    def is_vital(self) -> bool:
        """Whether there is no site without it."""
        return self.service is None or self.service.is_vital


class Supervisor:
    """Keeps the processes of one site alive."""

    def __init__(self, servers: Servers, environment: dict[str, str], port: int) -> None:
        self.servers = servers
        self.environment = environment
        self.port = port
        self.stopping = threading.Event()
        self.watched = [Watched(child) for child in servers.children]

    def start(self) -> None:
        """Start web, worker and scheduler and wait until the site says that it is ready."""
        for service in site_services(self.servers.place):
            self.watched.append(Watched(self._launch(service), service))
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.wait(0.1) and not self._ready():
            dead = next((w.child for w in self.watched if w.is_vital and not w.child.alive), None)
            if dead is not None:
                raise Trouble(f"'{dead.name}' ended at its start. {_last_words(dead)}")
            if time.monotonic() > deadline:
                web = next(w.child for w in self.watched if w.child.name == "web")
                raise Trouble(
                    f"The site was not ready after {READY_SECONDS} s "
                    f"(http://{HOST}:{self.port}/readyz). {_last_words(web)}"
                )

    def watch(self) -> None:
        """Restart what dies, with growing pauses, until asked to stop."""
        while not self.stopping.wait(0.3):
            for watched in self.watched:
                if watched.restart_at is None:
                    self._notice_death(watched)
                elif time.monotonic() >= watched.restart_at:
                    self._restart(watched)

    def stop(self) -> None:
        """Stop scheduler, worker and web together; the servers are stopped by their own block."""
        own = [w.child for w in reversed(self.watched) if w.service is not None]
        for child in own:
            if child.alive:
                child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + STOP_SECONDS
        for child in own:
            child.stop(max(0.1, deadline - time.monotonic()))
            self.servers.watchdog.release(child)

    def _launch(self, service: Service) -> Child:
        child = service.start(self.servers.place, self.environment)
        return self.servers.watchdog.guard(child)

    def _notice_death(self, watched: Watched) -> None:
        child = watched.child
        if child.alive:
            return
        # What the dead leader left in its group must not work beside its successor.
        kill_group(child.process.pid, signal.SIGKILL)
        if time.monotonic() - watched.started > HEALTHY_SECONDS:
            watched.deaths = 0
        pause = self._plan_restart(watched)
        complain(
            f"'{child.name}' ended by itself (code {child.process.returncode}); "
            f"starting it again in {pause:g} s. {_last_words(child, 8)}"
        )

    def _plan_restart(self, watched: Watched) -> float:
        watched.deaths += 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (watched.deaths - 1))
        watched.restart_at = time.monotonic() + pause
        return pause

    def _restart(self, watched: Watched) -> None:
        try:
            watched.child = self._successor(watched)
        except Trouble as trouble:
            complain(f"{trouble}\nTrying again in {self._plan_restart(watched):g} s.")
            return
        watched.restart_at, watched.started = None, time.monotonic()
        say(f"'{watched.child.name}' runs again.")

    def _successor(self, watched: Watched) -> Child:
        if watched.service is None:
            return self.servers.restart(watched.child)
        self.servers.watchdog.release(watched.child)
        return self._launch(watched.service)

    def _ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def run(data_dir: Path) -> int:
    """Start everything, tell where it is, and stay until Ctrl-C or SIGTERM."""
    port = number_from("PORT", 8000, 65535)
    number_from("WEB_WORKERS", 2, 64)
    _require_addresses()
    require_free_port(HOST, port)
    say(f"Starting with data in {data_dir.absolute()}")
    with running(data_dir) as servers:
        environment = {
            "DJANGO_SETTINGS_MODULE": "yibao.settings.local",
            **os.environ,
            **servers.environment,
            "HOST": HOST,
            "PORT": str(port),
        }
        logins = prepare(environment, servers.place.logs)
        supervisor = Supervisor(servers, environment, port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: supervisor.stopping.set())
        try:
            with step("starting web, worker and scheduler"):
                supervisor.start()
            if not supervisor.stopping.is_set():
                announce(logins, servers.place.logs, port)
            supervisor.watch()
            say("\nStopping.")
        finally:
            supervisor.stop()
    say("Everything is stopped; the data is kept.")
    return 0


def prepare(environment: dict[str, str], logs: Path) -> str:
    """Migrate and load the demo city in a process of its own; return the demo logins."""
    log = logs / "prepare.log"
    with (
        step("preparing the database and the demo city"),
        log.open("wb") as progress,
        tempfile.TemporaryFile() as logins,
    ):
        code = _wait_with_dots(
            subprocess.Popen(
                [sys.executable, "-m", "yibao.dev.prepare"],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=logins,
                stderr=progress,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        )
        logins.seek(0)
        shown = logins.read().decode()
    if code != 0:
        raise Trouble(
            f"The database or the demo city could not be prepared. Its last words ({log}):\n"
            f"{tail(log, 8)}\nMend what they name, or start afresh with an empty DATA_DIR."
        )
    return shown


def announce(logins: str, logs: Path, port: int) -> None:
    """Print the addresses and the demo logins."""
    site = f"http://{HOST}:{port}"
    say(f"\n  {site}/  citizens\n  {site}/admin/  console\n  {site}/api/schema/  partners' API")
    say(f"  {site}/dev/sandbox/outbox/  text messages of the demo")
    say(f"  logs: {logs}\n{logins}\nReady: {site}/  Ctrl-C stops everything.")


def _wait_with_dots(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command, a dot a second; a Ctrl-C on the way stops the command too."""
    try:
        while True:
            try:
                return process.wait(1)
            except subprocess.TimeoutExpired:
                dot()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _require_addresses() -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if os.environ.get(name):
            require_database(os.environ[name])
    if os.environ.get("REDIS_URL"):
        require_broker(os.environ["REDIS_URL"])


def _last_words(child: Child, count: int = 15) -> str:
    return f"Its last words ({child.log}):\n{child.last_lines(count)}"
