"""PostgreSQL and Valkey for one data folder: external when an address is given, else embedded."""

import contextlib
import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .console import Trouble, step
from .place import Place, hold, open_place
from .postgres import APP_ROLE, OWNER_ROLE, Postgres
from .processes import Child, Watchdog
from .valkey import Valkey

STOP_SECONDS = 8
MOST_TEST_FOLDERS = 16


@dataclass
class Servers:
    """The running servers: what to put into the environment, and the children by name."""

    place: Place
    watchdog: Watchdog
    environment: dict[str, str]
    postgres: Postgres | None = None
    valkey: Valkey | None = None
    children: list[Child] = field(default_factory=list)

    def restart(self, child: Child) -> Child:
        """Start the server again whose process died."""
        server = self.postgres if child.name == "postgres" else self.valkey
        assert server is not None
        successor = self._keep(server.start())
        self.children.remove(child)
        self.watchdog.release(child)
        return successor

    def start(self) -> None:
        """Start what the environment does not already name."""
        if self.postgres is not None:
            with step("starting PostgreSQL"):
                self._keep(self.postgres.start())
        if self.valkey is not None:
            with step("starting Valkey"):
                self._keep(self.valkey.start())

    def stop(self) -> None:
        """Stop the servers, PostgreSQL last."""
        for child in reversed(self.children):
            child.stop(STOP_SECONDS)
            self.watchdog.release(child)
        self.children.clear()

    def _keep(self, child: Child) -> Child:
        self.children.append(self.watchdog.guard(child))
        return child


@contextlib.contextmanager
def running(data_dir: Path, *, for_tests: bool = False) -> Iterator[Servers]:
    """Hold a data folder and run its servers until the block ends.

    For tests the database account is the owner (it creates and drops test databases), the data is
    not flushed to disk, and a busy folder gives way to the next number. While the servers run,
    DATA_DIR/env.sh holds their addresses for another shell.
    """
    place, lock = _take_free(data_dir) if for_tests else _take(data_dir)
    with lock, Watchdog() as watchdog:
        servers = _plan(place, watchdog, for_tests=for_tests)
        notes = place.data / "env.sh"
        try:
            servers.start()
            notes.write_text(export_lines(servers.environment))
            yield servers
        finally:
            notes.unlink(missing_ok=True)
            servers.stop()
            if place.run.parent != place.home:  # in the system's temporary folder
                shutil.rmtree(place.run, ignore_errors=True)


def export_lines(environment: Mapping[str, str]) -> str:
    """Shell lines that hand the servers to another process."""
    return "".join(f"export {key}={shlex.quote(value)}\n" for key, value in environment.items())


def _plan(place: Place, watchdog: Watchdog, *, for_tests: bool) -> Servers:
    environment = {"DATA_DIR": str(place.data)}
    if not os.environ.get("FACE_ENGINE_SOCKET"):
        environment["FACE_ENGINE_SOCKET"] = str(place.run / "face.sock")
    servers = Servers(place, watchdog, environment)
    if not os.environ.get("DATABASE_URL"):
        servers.postgres = Postgres(place, durable=not for_tests)
        owner = servers.postgres.url(OWNER_ROLE)
        environment["DATABASE_URL"] = owner if for_tests else servers.postgres.url(APP_ROLE)
        environment["DATABASE_OWNER_URL"] = owner
        if for_tests:
            environment["DATABASE_APP_ROLE"] = APP_ROLE
    if not os.environ.get("REDIS_URL"):
        servers.valkey = Valkey(place, durable=not for_tests)
        environment["REDIS_URL"] = servers.valkey.url
    return servers


def _take(data_dir: Path):
    place = open_place(data_dir)
    return place, hold(place.data)


def _take_free(data_dir: Path):
    """The first test folder that no other run holds, so that several runs never share data."""
    for number in range(1, MOST_TEST_FOLDERS + 1):
        folder = data_dir if number == 1 else data_dir.with_name(f"{data_dir.name}-{number}")
        place = open_place(folder)
        with contextlib.suppress(Trouble):
            return place, hold(place.data)
    raise Trouble(f"{MOST_TEST_FOLDERS} test runs use {data_dir} already. Wait for one to end.")
