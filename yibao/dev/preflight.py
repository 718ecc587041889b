"""What must hold before the site starts, each failure with its remedy."""

import contextlib
import os
import socket
from urllib.parse import urlsplit

import psycopg
import redis

from .console import Trouble
from .processes import wait_until

OLDEST_POSTGRES = 150000
# After a killed run its web server may hold the port for a moment.
PORT_PATIENCE_SECONDS = 3


def number_from(name: str, default: int, most: int) -> int:
    """A positive whole number from the environment."""
    text = os.environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise Trouble(f"{name} is '{text}'; it must be a whole number from 1 to {most}.")
    return int(text)


def require_free_port(host: str, port: int) -> None:
    """Refuse to start when somebody listens already."""
    if not wait_until(lambda: _is_free(host, port), PORT_PATIENCE_SECONDS, pause=0.3):
        raise Trouble(
            f"Port {port} is taken by another program. Stop it or choose another port: "
            f"PORT={port + 1} make run (a second copy also needs its own DATA_DIR)."
        )


def require_database(url: str) -> None:
    """The named PostgreSQL answers and is new enough."""
    shown = _without_password(url)
    try:
        with contextlib.closing(psycopg.connect(url, connect_timeout=5)) as connection:
            found = connection.info.server_version
    except psycopg.Error as error:
        raise Trouble(
            f"The database of DATABASE_URL ({shown}) does not answer: {_one_line(error)} "
            "Start it, correct the address, or unset DATABASE_URL to use the embedded one."
        ) from error
    if found < OLDEST_POSTGRES:
        raise Trouble(f"{shown} is PostgreSQL {found // 10000}; version 15 or later is needed.")


def require_broker(url: str) -> None:
    """The named Redis or Valkey answers."""
    try:
        with contextlib.closing(redis.from_url(url, socket_timeout=5, retry=None)) as connection:
            connection.ping()
    except (redis.RedisError, ValueError) as error:
        raise Trouble(
            f"The server of REDIS_URL ({_without_password(url)}) does not answer: {error}. "
            "Start it, correct the address, or unset REDIS_URL to use the embedded one."
        ) from error


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Trouble(
                f"This user may not use port {port}. Choose one above 1023, such as PORT=8000."
            ) from None
        except OSError:
            return False
    return True


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if text.endswith((".", "?")) else f"{text}."


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
