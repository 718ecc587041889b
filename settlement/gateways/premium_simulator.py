"""Simulator of the tax bureau's register of premiums, with books of its own.

What it entered is kept in ``DATA_DIR/simulators/premiums.sqlite3``, so that it can be asked after a
restart and by several processes. A person and year is entered once, under one reference.

``DATA_DIR/simulators/premiums`` may hold words that act out a fault: ``down``, ``slow:<ms>``,
``garbage``, ``lying``, ``working`` (accepted, but not known yet), ``silent`` (entered, the answer
lost), ``lost`` (neither entered nor answered), ``elsewhere``, ``employee``, ``unknown``
(refusals).
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yibao.kernel import clock, crypto
from yibao.kernel.ids import new_ref

from ..data import premiums as data
from ..data.premiums import PremiumAnswer, PremiumNotice
from .premium_port import RegisterAway, RegisterSilent

PATIENCE_MS, BUSY_SECONDS = 10_000, 10
_REFUSALS = ("elsewhere", "employee", "unknown")
_TABLE = """
CREATE TABLE IF NOT EXISTS premiums (
    reference TEXT PRIMARY KEY, insured TEXT NOT NULL, year INTEGER NOT NULL,
    amount INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL, number TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS once ON premiums (insured, year) WHERE state = 'ACCEPTED';
"""


class SimulatedPremiumRegister:
    """A register that does what the switch file says."""

    def __init__(self) -> None:
        folder = Path(settings.DATA_DIR) / "simulators"
        folder.mkdir(parents=True, exist_ok=True)
        self._switch = folder / "premiums"
        self._path = folder / "premiums.sqlite3"
        with self._books() as books:
            books.executescript(_TABLE)

    def file(self, *, notice: PremiumNotice, valid_until: datetime) -> PremiumAnswer:
        """Enter it once; a second reference for the same person and year is refused."""
        with self._line():
            if self._is("lost"):
                raise RegisterSilent("nothing arrived")
            answer = self._entered(notice, valid_until)
            if self._is("silent"):
                raise RegisterSilent("the answer was lost")
            return self._said(answer)

    def _entered(self, notice: PremiumNotice, valid_until: datetime) -> PremiumAnswer:
        known = self._known(notice.reference)
        if known is not None:
            return known
        # The certificate number itself is not written.
        insured = crypto.blind_index(notice.certno, "simulated_premiums")
        code = next((word for word in _REFUSALS if self._is(word)), "")
        if clock.now() > valid_until:
            code = "late"
        with self._books() as books:
            taken = books.execute(
                "SELECT 1 FROM premiums WHERE insured = ? AND year = ? AND state = 'ACCEPTED'",
                (insured, notice.year),
            ).fetchone()
            code = code or ("paid_already" if taken else "")
            state = data.REFUSED if code else data.ACCEPTED
            number = "" if code else new_ref("SP")
            books.execute(
                "INSERT INTO premiums VALUES (?, ?, ?, ?, ?, ?, ?)",
                (notice.reference, insured, notice.year, notice.amount_fen, state, code, number),
            )
        return PremiumAnswer(state, notice.reference, notice.amount_fen, code, number)

    def query(self, *, reference: str) -> PremiumAnswer:
        """What the books say."""
        with self._line():
            known = self._known(reference)
            return self._said(known or PremiumAnswer(data.NOT_FOUND, reference, 0))

    def _known(self, reference: str) -> PremiumAnswer | None:
        with self._books() as books:
            row = books.execute(
                "SELECT state, reference, amount, code, number FROM premiums WHERE reference = ?",
                (reference,),
            ).fetchone()
        return PremiumAnswer(*row) if row else None

    def _said(self, answer: PremiumAnswer) -> PremiumAnswer:
        if self._is("lying"):
            return replace(answer, reference="another")
        is_known = answer.state in (data.ACCEPTED, data.REFUSED)
        if self._is("working") and is_known:
            return replace(answer, state=data.WORKING, code="", number="")
        return answer

    def entered(self) -> list[PremiumAnswer]:
        """Everything that was entered and holds."""
        with self._books() as books:
            rows = books.execute(
                "SELECT state, reference, amount, code, number FROM premiums"
                " WHERE state = 'ACCEPTED'"
            ).fetchall()
        return [PremiumAnswer(*row) for row in rows]

    def _is(self, word: str) -> bool:
        return word in self._words()

    def _words(self) -> list[str]:
        return self._switch.read_text("utf-8").split() if self._switch.exists() else []

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        books = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level="IMMEDIATE")
        try:
            with books:
                yield books
        finally:
            books.close()

    @contextmanager
    def _line(self) -> Iterator[None]:
        if self._is("down"):
            raise RegisterAway("simulated outage")
        yield
        waits = [int(word[5:]) for word in self._words() if word.startswith("slow:")]
        if waits:
            time.sleep(min(waits[0], PATIENCE_MS) / 1000)
        if self._is("garbage") or (waits and waits[0] >= PATIENCE_MS):
            raise RegisterSilent("unreadable or late answer")
