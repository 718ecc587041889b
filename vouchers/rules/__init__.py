"""Pure rules of vouchers: the status word, the code, the password, the counter."""

from .channels import (
    STEP_WORDS,
    WrongChannelFile,
    fault_of_steps,
    has_room,
    normal_steps,
)
from .channels import read as read_channels
from .closing import ACCOUNT_CLOSED, AGREEMENT_WITHDRAWN, DEATH, OWN_CLOSING, may_apply_again
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
from .counter import PAPERS, SeenPapers, missing_papers, needs_second
from .counter import WAIT_HOURS as COUNTER_WAIT_HOURS
from .counters import business_name, fits_institution
from .drawing import draw_code128, draw_qr, draw_text_qr
from .passes import AUDIENCE as PASS_AUDIENCE
from .passes import VERSION as PASS_VERSION
from .passes import PassPayload, is_pass, pass_part, read_pass, split_pass
from .pins import PIN_LOCK_MINUTES, PIN_MAX_FAIL, is_pin, weakness
from .risk import DISTANCE, FREQUENCY, NIGHT, Place, Seen
from .risk import FREQUENCY_WINDOW as RISK_FREQUENCY_WINDOW
from .risk import LOOK_BACK as RISK_LOOK_BACK
from .risk import examine as examine_risk
from .risk import words_of as risk_words
from .sanctions import MAX_MONTHS, MIN_MONTHS, after_months, fits_term
from .slips import ALGORITHM as SLIP_ALGORITHM
from .slips import AUDIENCE as SLIP_AUDIENCE
from .slips import VERSION as SLIP_VERSION
from .slips import (
    NotASlip,
    Payload,
    compose_slip,
    groups_of_slip,
    is_in_time,
    is_slip,
    read_payload,
    signed_part,
    split_slip,
)
from .words import MIN_AGE, has_ended, is_sanction, may_show, word_of

__all__ = [
    "ACCOUNT_CLOSED",
    "AGREEMENT_WITHDRAWN",
    "CODE_LENGTH",
    "COUNTER_WAIT_HOURS",
    "PAPERS",
    "SeenPapers",
    "missing_papers",
    "needs_second",
    "CODE_LIFE_SECONDS",
    "DEATH",
    "DISTANCE",
    "FREQUENCY",
    "MAX_MONTHS",
    "MIN_AGE",
    "MIN_MONTHS",
    "NIGHT",
    "NotASlip",
    "OWN_CLOSING",
    "PASS_AUDIENCE",
    "PASS_VERSION",
    "PIN_LOCK_MINUTES",
    "PassPayload",
    "PIN_MAX_FAIL",
    "Payload",
    "REFRESH_AFTER_SECONDS",
    "RISK_FREQUENCY_WINDOW",
    "RISK_LOOK_BACK",
    "SCAN_LIFE_MINUTES",
    "SLIP_ALGORITHM",
    "SLIP_AUDIENCE",
    "SLIP_VERSION",
    "STEP_WORDS",
    "Place",
    "Seen",
    "WrongChannelFile",
    "after_months",
    "business_name",
    "compose",
    "compose_slip",
    "draw_code128",
    "draw_qr",
    "draw_text_qr",
    "examine_risk",
    "fault_of_steps",
    "fits_institution",
    "fits_term",
    "groups_of_four",
    "groups_of_slip",
    "has_ended",
    "has_room",
    "is_code",
    "is_in_time",
    "is_pass",
    "is_pin",
    "is_sanction",
    "is_slip",
    "may_apply_again",
    "may_show",
    "new_code",
    "pass_part",
    "read_pass",
    "read_payload",
    "normal_steps",
    "read_channels",
    "risk_words",
    "signed_part",
    "split_pass",
    "split_slip",
    "weakness",
    "word_of",
]
