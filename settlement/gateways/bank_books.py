"""The simulated bank's own books: SQLite, safe for several processes, kept over restarts."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yibao.kernel.ids import new_ref

from ..data.bank import BankAnswer
from .bank_port import BankRefused

BUSY_SECONDS = 10
_TABLES = """
CREATE TABLE IF NOT EXISTS numbers (number TEXT PRIMARY KEY, owner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    name TEXT PRIMARY KEY, tail TEXT NOT NULL, owner TEXT NOT NULL, phone TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '', token TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS cards (
    token TEXT PRIMARY KEY, tail TEXT NOT NULL, owner TEXT NOT NULL, closed INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS orders (
    reference TEXT PRIMARY KEY, amount INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,
    charge TEXT NOT NULL, known_at TEXT NOT NULL, number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS news (id INTEGER PRIMARY KEY, reference TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A card that waits for its code."""

    tail: str
    owner: str
    phone: str
    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Order:
    """A payment or (with ``charge``) a refund, amount in 分."""

    reference: str
    amount: int
    state: str
    code: str
    charge: str = ""
    known_at: datetime | None = None
    number: str = ""

    def answer(self) -> BankAnswer:
        """What the bank says of it."""
        return BankAnswer(self.state, self.reference, self.amount, self.code, self.number)


class Books:
    """One file; every change is one immediate transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as line:
            line.executescript(_TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        line = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level="IMMEDIATE")
        try:
            with line:
                yield line
        finally:
            line.close()

    def owner_of(self, number: str, asker: str) -> str:
        """Whose the card is; a card that nobody has shown yet is the asker's."""
        with self._open() as line:
            line.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?)", (number, asker))
            return line.execute("SELECT owner FROM numbers WHERE number = ?", (number,)).fetchone()[
                0
            ]

    def open_session(self, tail: str, owner: str, phone: str, token: str = "") -> str:
        """A new session."""
        name = new_ref("ses")
        with self._open() as line:
            line.execute(
                "INSERT INTO sessions (name, tail, owner, phone, token) VALUES (?, ?, ?, ?, ?)",
                (name, tail, owner, phone, token),
            )
        return name

    def session(self, name: str) -> Session:
        """A session; an unknown one is refused."""
        with self._open() as line:
            row = line.execute(
                "SELECT tail, owner, phone, code, token FROM sessions WHERE name = ?", (name,)
            ).fetchone()
        if row is None:
            raise BankRefused("code_late")
        return Session(*row)

    def new_code(self, name: str) -> str:
        """Six digits that replace the older ones."""
        code = f"{secrets.randbelow(10**6):06d}"
        with self._open() as line:
            line.execute("UPDATE sessions SET code = ? WHERE name = ?", (code, name))
        return code

    def bind(self, name: str, token: str) -> str:
        """The card of the session is bound under the token."""
        found = self.session(name)
        with self._open() as line:
            line.execute("UPDATE sessions SET token = ? WHERE name = ?", (token, name))
            line.execute(
                "INSERT INTO cards (token, tail, owner) VALUES (?, ?, ?)",
                (token, found.tail, found.owner),
            )
        return token

    def card(self, token: str) -> tuple[str, str]:
        """Tail and owner of a bound card; a void token is refused."""
        with self._open() as line:
            row = line.execute(
                "SELECT tail, owner FROM cards WHERE token = ? AND NOT closed", (token,)
            ).fetchone()
        if row is None:
            raise BankRefused("other")
        return row

    def close(self, token: str) -> None:
        """The token is void."""
        with self._open() as line:
            line.execute("UPDATE cards SET closed = 1 WHERE token = ?", (token,))

    def book(self, order: Order) -> Order:
        """Carry the order out once; a repeated reference gets what was booked first."""
        with self._open() as line:
            line.execute(
                "INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    order.reference, order.amount, order.state, order.code, order.charge,
                    order.known_at.isoformat(), new_ref("NO"),
                ),
            )  # fmt: skip
        return self.order(order.reference)

    def order(self, reference: str) -> Order | None:
        """What was booked under the reference."""
        with self._open() as line:
            row = line.execute(
                "SELECT reference, amount, state, code, charge, known_at, number FROM orders"
                " WHERE reference = ?",
                (reference,),
            ).fetchone()
        return Order(*row[:5], datetime.fromisoformat(row[5]), row[6]) if row else None

    def orders(self) -> list[Order]:
        """Everything that was booked."""
        with self._open() as line:
            found = [row[0] for row in line.execute("SELECT reference FROM orders")]
        return [order for reference in found if (order := self.order(reference))]

    def announce(self, reference: str, *, times: int) -> None:
        """Say it unasked, as often as that."""
        with self._open() as line:
            line.executemany("INSERT INTO news (reference) VALUES (?)", [(reference,)] * times)

    def take_news(self) -> list[str]:
        """References of what is to be said; each is said once."""
        with self._open() as line:
            rows = line.execute("SELECT id, reference FROM news ORDER BY id").fetchall()
            line.executemany("DELETE FROM news WHERE id = ?", [(row[0],) for row in rows])
        return [row[1] for row in rows]
