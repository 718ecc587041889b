"""What a card processor must offer (P167–P173).

Three failures are told apart, because money depends on it: ``BankRefused`` (the bank said no),
``BankAway`` (nothing reached the bank: it surely did nothing) and ``BankSilent`` (it was asked, and
what it did is not known: only ``query`` can tell).
"""

from datetime import datetime
from typing import Protocol

from ..data.bank import NOT_FOUND, BankAnswer, BoundCard, Holder


class BankRefused(Exception):
    """The bank said no; ``code`` is one of ``mismatch``, ``not_yours``, ``unsupported``,
    ``expired``, ``code_wrong``, ``code_late``, ``too_often``, ``other``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BankAway(Exception):
    """Nothing was sent: the bank cannot be reached."""


class BankSilent(Exception):
    """The bank was asked and did not answer in time, or not in a way that can be read."""


class BankGateway(Protocol):
    """Checks cards, charges them and gives back; every call names its own reference.

    A repeated reference is one order: the bank answers for it again and does nothing twice.
    """

    def begin(self, *, reference: str, number: str, holder: Holder) -> str:
        """Check the four elements and send a code to the reserved phone; the session's name."""

    def recheck(self, *, reference: str, token: str, holder: Holder) -> str:
        """The same for a card that is bound already, with its new reserved phone."""

    def resend(self, *, session: str) -> None:
        """Send another code; the older one is void."""

    def confirm(self, *, session: str, code: str) -> BoundCard:
        """Prove the code; gives the token that stands for the card."""

    def unbind(self, *, token: str) -> None:
        """Make the token void; repeated it changes nothing."""

    def charge(
        self, *, reference: str, token: str, amount_fen: int, valid_until: datetime
    ) -> BankAnswer:
        """Take the amount. An order that arrives after ``valid_until`` is never carried out."""

    def refund(self, *, reference: str, charge: str, amount_fen: int) -> BankAnswer:
        """Give back some of the payment ``charge`` to the card it came from."""

    def query(self, *, reference: str) -> BankAnswer:
        """What became of an order; ``NOT_FOUND`` is final once its ``valid_until`` has passed."""

    def news(self) -> list[BankAnswer]:
        """What the bank says unasked: late and repeated answers. Each may be a repeat."""


def checked(answer: BankAnswer, *, reference: str, amount_fen: int) -> BankAnswer:
    """An answer is believed only about the order that was named: a bank that speaks of another
    one, or of another amount, has said nothing (T100). Raises ``BankSilent``."""
    if answer.reference != reference:
        raise BankSilent("answer to something else")
    if answer.state != NOT_FOUND and answer.amount_fen != amount_fen:
        raise BankSilent("answer about another amount")
    return answer
