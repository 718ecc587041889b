"""One running site for all browser tests: what `make run` starts, on a port and data of its own."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from yibao.dev.processes import die_with_parent, is_running, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
# A fresh start migrates and loads the demo city; a busy machine needs long for both.
START_SECONDS = 500
STOP_SECONDS = 30
# What the shell that runs the tests sets and a user's shell does not.
OF_THE_TESTS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_APP_ROLE",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DATA_DIR",
    "PORT",
    "MAKELEVEL",
)
# Direct: a proxy of the environment has no business with the loopback.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@dataclass
class Stack:
    """A started site; ``process`` is None where it was running before (see ``conftest``)."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls) -> Self:
        """Start a new one on empty data, without waiting for it."""
        # Below the system's folder for temporary files: the database account must get in.
        stack = cls(Path(tempfile.mkdtemp(prefix="yibao-site-")), free_port())
        clean = {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}
        with stack.console.open("wb") as console:
            stack.process = subprocess.Popen(
                [sys.executable, "-m", "yibao.dev", "run"],
                cwd=ROOT,
                env={**clean, "DATA_DIR": str(stack.data), "PORT": str(stack.port)},
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        stack.folder.chmod(0o711)
        return stack

    @property
    def data(self) -> Path:
        """DATA_DIR of the site."""
        return self.folder / "data"

    @property
    def console(self) -> Path:
        """What `make run` would print on the terminal."""
        return self.folder / "console.txt"

    @property
    def url(self) -> str:
        """The address, without a last slash."""
        return f"http://{HOST}:{self.port}"

    def wait(self) -> Self:
        """Wait until it says that it is ready; an early end shows its last words."""
        deadline = self.started + START_SECONDS
        while b"\nReady:" not in self.console.read_bytes():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                words = self.console.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the site {'ended' if ended else 'is not ready'}:\n{words}")
            time.sleep(0.2)
        return self

    def stop(self) -> None:
        """Stop it as Ctrl-C does and forget its data."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()  # its watchdog stops the servers
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> str:
        """Process id of `make run`, which holds the lock of its data."""
        return (self.data / "lock").read_text().strip()

    def environment(self) -> dict[str, str]:
        """The environment of a command on this site's data."""
        lines = (self.data / "env.sh").read_text().splitlines()
        pairs = (shlex.split(line)[1].split("=", 1) for line in lines)
        clean = {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}
        return {**clean, **dict(pairs), "PORT": str(self.port)}

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints; a failing command raises."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}"
        return done.stdout

    @cached_property
    def credentials(self) -> dict[str, Any]:
        """What `demo_credentials --json` prints."""
        return json.loads(self.manage("demo_credentials", "--json"))

    def person(self, key: str) -> dict[str, str]:
        """A person of the demo city."""
        return self._one("people", "key", key)

    def client(self, key: str) -> dict[str, Any]:
        """A partner client of the demo city."""
        return self._one("clients", "key", key)

    def staff(self, username: str) -> dict[str, Any]:
        """A member of staff of the demo city."""
        return self._one("staff", "username", username)

    def _one(self, group: str, name: str, value: str) -> dict[str, Any]:
        return next(row for row in self.credentials[group] if row[name] == value)

    def messages(self, phone: str) -> list[dict[str, str]]:
        """Text messages to a number, newest first."""
        address = f"/dev/sandbox/outbox/?phone={phone}&format=json"
        return self.get(address)[1]["messages"]

    def get(self, path: str, token: str = "") -> tuple[int, Any]:
        """Status and body of a GET; JSON is read."""
        return self.call("GET", path, token=token)

    def call(
        self, method: str, path: str, body: Any = None, *, token: str = "", key: str = ""
    ) -> tuple[int, Any]:
        """Status and body of a request with JSON."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            f"{self.url}{path}", data=data, headers=headers, method=method
        )
        try:
            with _opener.open(request, timeout=30) as answer:
                return answer.status, _read(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, _read(refused)

    def token(self, client: dict[str, Any]) -> str:
        """An access token of a partner client."""
        form = {
            "grant_type": "client_credentials",
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
        data = urllib.parse.urlencode(form).encode()
        with _opener.open(f"{self.url}/oauth/token/", data, timeout=30) as answer:
            return _read(answer)["access_token"]

    def processes(self, name: str) -> list[int]:
        """Process ids of a part of the site ("celery … worker", "valkey-server"), leaders only."""
        shown = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        rows = [line.split(None, 3) for line in shown.stdout.splitlines()]
        return [
            int(row[0])
            for row in rows
            if row[1] == self.pid and row[2][0] != "Z" and name in row[3]
        ]

    def kill(self, name: str) -> list[int]:
        """SIGKILL a part with everything it started; returns what was killed."""
        killed = self.processes(name)
        for leader in killed:
            os.killpg(leader, signal.SIGKILL)
        assert wait_until(lambda: not any(map(_lives, killed)), 10)
        return killed


def _lives(pid: int) -> bool:
    return is_running(pid) and f"{pid}" in _living()


def _living() -> set[str]:
    shown = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True)
    rows = (line.split() for line in shown.stdout.splitlines())
    return {pid for pid, stat in rows if stat[0] != "Z"}


def _read(answer: Any) -> Any:
    body = answer.read().decode()
    return json.loads(body) if "json" in answer.headers.get("Content-Type", "") else body
