"""Simulator of a card processor with books of its own, as a bank has them.

It keeps what it really did in ``DATA_DIR/simulators/bank.sqlite3``, so it can be asked after a
restart and by several processes. The last four digits of a card choose what happens:

``0000`` all well · ``0014`` another person's card · ``0051`` balance too low · ``0054`` expired ·
``0061`` over the bank's daily limit · ``0068`` booked too late, wants a reversal · ``0091`` no
answer, the result is known after 60 s · ``0096`` says success twice.

``DATA_DIR/simulators/bank`` may hold words that act out a fault: ``down``, ``slow:<ms>``,
``garbage``, ``lying``, ``closed`` (refunds refused: the card is gone), ``moved`` (the reserved
phone changed), ``result:<s>`` (instead of 60).
"""

import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from yibao.kernel import clock, crypto
from yibao.kernel.ids import new_ref
from yibao.notices import services as notices

from ..data import bank
from ..data.bank import BankAnswer, BoundCard, Holder
from .bank_books import Books, Order
from .bank_port import BankAway, BankRefused, BankSilent

PATIENCE_MS, RESULT_SECONDS = 10_000, 60
CARD_YEARS = timedelta(days=5 * 365)
SOON = timedelta(days=20)
FOREIGN, LOW, EXPIRED, OVER, LATE, SILENT, TWICE = (
    "0014", "0051", "0054", "0061", "0068", "0091", "0096",
)  # fmt: skip
_REFUSALS = {LOW: "balance", EXPIRED: "expired", OVER: "day_limit"}


class SimulatedBankGateway:
    """A bank that does what the card's tail and the switch file say."""

    def __init__(self) -> None:
        folder = Path(settings.DATA_DIR) / "simulators"
        folder.mkdir(parents=True, exist_ok=True)
        self._switch = folder / "bank"
        self._books = Books(folder / "bank.sqlite3")

    def begin(self, *, reference: str, number: str, holder: Holder) -> str:
        """A number belongs to whoever used it first here; the number itself is not written."""
        with self._line():
            owner = self._books.owner_of(
                crypto.blind_index(number, "simulated_bank"), _person(holder)
            )
            if owner != _person(holder) or number.endswith(FOREIGN):
                raise BankRefused("not_yours")
            session = self._books.open_session(number[-4:], _person(holder), holder.phone)
            self._send_code(session, holder.phone)
        return "" if self._is("lying") else session

    def recheck(self, *, reference: str, token: str, holder: Holder) -> str:
        """The same session for a token."""
        with self._line():
            tail, owner = self._books.card(token)
            if owner != _person(holder):
                raise BankRefused("not_yours")
            session = self._books.open_session(tail, owner, holder.phone, token)
            self._send_code(session, holder.phone)
        return "" if self._is("lying") else session

    def resend(self, *, session: str) -> None:
        """A new code to the same phone."""
        with self._line():
            self._send_code(session, self._books.session(session).phone)

    def _send_code(self, session: str, phone: str) -> None:
        code = self._books.new_code(session)
        text = notices.render_sms("bank_code", {"code": code})
        notices.owe_sms("bank_code", by=None, phone=phone, text=text)

    def confirm(self, *, session: str, code: str) -> BoundCard:
        """The token; a session that was confirmed gives the same one again."""
        with self._line():
            found = self._books.session(session)
            if found.code != code:
                raise BankRefused("code_wrong")
            token = found.token or self._books.bind(session, new_ref("tok"))
        life = SOON if found.tail == EXPIRED else CARD_YEARS
        return BoundCard("" if self._is("lying") else token, clock.today() + life)

    def unbind(self, *, token: str) -> None:
        """Void the token."""
        with self._line():
            self._books.close(token)

    def charge(
        self, *, reference: str, token: str, amount_fen: int, valid_until: datetime
    ) -> BankAnswer:
        """Book the payment, or refuse it, by the tail of the card."""
        with self._line():
            if self._is("lying"):
                return BankAnswer(bank.DONE, reference, amount_fen + 1)
            tail, _ = self._books.card(token)
            order = Order(reference, amount_fen, self._state_of(tail), self._code_of(tail))
            if clock.now() > valid_until:
                order = replace(order, state=bank.REFUSED, code="too_late")
            order = self._books.book(replace(order, known_at=self._known_at(tail)))
            if tail in (SILENT, LATE):
                raise BankSilent("no answer in time")
            if tail == TWICE:
                self._books.announce(reference, times=2)
        return order.answer()

    def _state_of(self, tail: str) -> str:
        if self._is("moved") or tail in _REFUSALS:
            return bank.REFUSED
        return bank.LATE if tail == LATE else bank.DONE

    def _code_of(self, tail: str) -> str:
        return "phone_changed" if self._is("moved") else _REFUSALS.get(tail, "")

    def _known_at(self, tail: str) -> datetime:
        if tail != SILENT:
            return clock.now()
        chosen = [word[7:] for word in self._words() if word.startswith("result:")]
        return clock.now() + timedelta(seconds=int(chosen[0]) if chosen else RESULT_SECONDS)

    def refund(self, *, reference: str, charge: str, amount_fen: int) -> BankAnswer:
        """Give back at most what the payment took."""
        with self._line():
            if self._is("lying"):
                return BankAnswer(bank.DONE, "another", amount_fen)
            paid = self._books.order(charge)
            state, code = bank.DONE, ""
            if self._is("closed"):
                state, code = bank.REFUSED, "card_closed"
            elif paid is None or paid.state not in (bank.DONE, bank.LATE):
                state, code = bank.REFUSED, "no_payment"
            order = Order(reference, amount_fen, state, code, charge=charge, known_at=clock.now())
            return self._books.book(order).answer()

    def query(self, *, reference: str) -> BankAnswer:
        """What the books say; a payment in its waiting time is still being worked on."""
        with self._line():
            order = self._books.order(reference)
            if order is None:
                return BankAnswer(bank.NOT_FOUND, reference, 0)
            answer = order.answer()
            if order.known_at > clock.now():
                return replace(answer, state=bank.WORKING)
            return (
                replace(answer, amount_fen=answer.amount_fen + 1) if self._is("lying") else answer
            )

    def news(self) -> list[BankAnswer]:
        """Each announcement once."""
        with self._line():
            found = [self._books.order(reference) for reference in self._books.take_news()]
        return [order.answer() for order in found if order is not None]

    def _words(self) -> list[str]:
        return self._switch.read_text("utf-8").split() if self._switch.exists() else []

    def _is(self, word: str) -> bool:
        return word in self._words()

    @contextmanager
    def _line(self):
        """The line to the bank: down before anything happens, slow and garbled on the way back."""
        if self._is("down"):
            raise BankAway("simulated outage")
        yield
        waits = [int(word[5:]) for word in self._words() if word.startswith("slow:")]
        if waits:
            time.sleep(min(waits[0], PATIENCE_MS) / 1000)
        if self._is("garbage") or (waits and waits[0] >= PATIENCE_MS):
            raise BankSilent("unreadable or late answer")


def _person(holder: Holder) -> str:
    return crypto.blind_index(f"{holder.name}\x00{holder.certno}", "simulated_bank")
