"""What a register of premiums (税务缴费登记) must offer (P172).

``RegisterAway``: nothing reached it, so it surely did nothing. ``RegisterSilent``: it was asked and
what it did is not known; only ``query`` can tell.
"""

from datetime import datetime
from typing import Protocol

from ..data.premiums import NOT_FOUND, PremiumAnswer, PremiumNotice


class RegisterAway(Exception):
    """Nothing was sent: the register cannot be reached."""


class RegisterSilent(Exception):
    """No answer in time, or none that can be read."""


class PremiumRegister(Protocol):
    """Takes in premiums; a repeated reference is one premium and is answered for again."""

    def file(self, *, notice: PremiumNotice, valid_until: datetime) -> PremiumAnswer:
        """Enter a premium that was collected. After ``valid_until`` it is never entered."""

    def query(self, *, reference: str) -> PremiumAnswer:
        """What became of it; ``NOT_FOUND`` is final once its ``valid_until`` has passed."""


def checked(answer: PremiumAnswer, *, reference: str, amount_fen: int) -> PremiumAnswer:
    """An answer is believed only about the premium that was named (T100). Raises
    ``RegisterSilent``."""
    if answer.reference != reference:
        raise RegisterSilent("answer to something else")
    if answer.state != NOT_FOUND and answer.amount_fen != amount_fen:
        raise RegisterSilent("answer about another amount")
    return answer
