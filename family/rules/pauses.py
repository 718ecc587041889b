"""How long nobody is asked again who has said no (P74, P75). Pure.

The rule book names no number. 30 days: long enough that asking cannot be used to wear somebody
down, short enough that a change of mind does not need the counter for ever.
"""

from datetime import date, timedelta

REFUSAL_PAUSE_DAYS = 30


def first_day(refused: date) -> date:
    """The first day on which the same holder may ask the same person again."""
    return refused + timedelta(days=REFUSAL_PAUSE_DAYS)
