"""Reading vouchers, codes and scans."""

from . import policies
from .holders import (
    Standing,
    has_fresh_face,
    insurance_warnings,
    is_sanctioned,
    refusal_of_insurance,
    refusal_of_suspension,
    refusal_of_word,
    reset_face,
    standing,
    standing_of,
    voucher_of,
    word,
)
from .presentations import (
    has_live_scan,
    history,
    last_scan_at,
    live_codes,
    result_of,
    scan_for_visit,
    scan_seen_by,
    scans_of_codes,
    why_code_failed,
)

__all__ = [
    "Standing",
    "has_fresh_face",
    "has_live_scan",
    "history",
    "insurance_warnings",
    "is_sanctioned",
    "last_scan_at",
    "live_codes",
    "policies",
    "refusal_of_insurance",
    "refusal_of_suspension",
    "refusal_of_word",
    "reset_face",
    "result_of",
    "scan_for_visit",
    "scan_seen_by",
    "scans_of_codes",
    "standing",
    "standing_of",
    "voucher_of",
    "why_code_failed",
    "word",
]
