"""Pure rules of bills taken without a network: which care, how late (feature 21)."""

from datetime import datetime, timedelta

from .visits import CHRONIC_MED_TYPE, MED_TYPES, ORDINARY_MED_TYPES, PHARMACY_MED_TYPES

#: Care that is given and over on the spot.
OFFLINE_MED_TYPES = (ORDINARY_MED_TYPES | PHARMACY_MED_TYPES | {CHRONIC_MED_TYPE}) & MED_TYPES
UPLOAD_HOURS = 72
CLOCK_TOLERANCE = timedelta(minutes=5)
#: Nobody is at two places within so short a time.
ELSEWHERE = timedelta(minutes=30)


def is_ahead(taken_at: datetime, now: datetime) -> bool:
    """Whether the terminal's clock says a time that has not come yet."""
    return taken_at > now + CLOCK_TOLERANCE


def is_late(taken_at: datetime, received_at: datetime) -> bool:
    """Whether it came later than a cellar without a network explains."""
    return received_at - taken_at > timedelta(hours=UPLOAD_HOURS)


def fits_cap(*, limit_fen: int, used_fen: int, asked_fen: int) -> bool:
    """Whether the day's cap has room for so much more (分)."""
    return used_fen + asked_fen <= limit_fen
