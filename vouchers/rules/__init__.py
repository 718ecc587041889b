"""Pure rules of vouchers: the status word, the code, the password, the counter."""

from .codes import (
    CODE_LENGTH,
    CODE_LIFE_SECONDS,
    REFRESH_AFTER_SECONDS,
    SCAN_LIFE_MINUTES,
    compose,
    groups_of_four,
    is_code,
    new_code,
)
from .counters import business_name, fits_institution
from .drawing import draw_code128, draw_qr
from .pins import PIN_LOCK_MINUTES, PIN_MAX_FAIL, is_pin, weakness
from .words import MIN_AGE, has_ended, is_sanction, may_show, word_of

__all__ = [
    "CODE_LENGTH",
    "CODE_LIFE_SECONDS",
    "MIN_AGE",
    "PIN_LOCK_MINUTES",
    "PIN_MAX_FAIL",
    "REFRESH_AFTER_SECONDS",
    "SCAN_LIFE_MINUTES",
    "business_name",
    "compose",
    "draw_code128",
    "draw_qr",
    "fits_institution",
    "groups_of_four",
    "has_ended",
    "is_code",
    "is_pin",
    "is_sanction",
    "may_show",
    "new_code",
    "weakness",
    "word_of",
]
