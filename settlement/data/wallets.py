"""The rules of an area for money given to a relative's wallet (医保钱包, P99)."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class WalletRules:
    """How many a day, how much each (分), and when no transfer is made (Shanghai time).

    ``closed_until`` is also when money goes back that nobody took the day before.
    """

    daily_count: int = 3
    most_fen: int = 200_000
    closed_from: time = time(22)
    closed_until: time = time(6)
