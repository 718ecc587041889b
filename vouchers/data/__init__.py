"""Facts that leave the app: plain frozen values, no framework."""

from .agreement import AGREEMENT, Agreement
from .codes import IssuedCode, Svg
from .policy import Policy
from .scans import ScanAsk, ScanOutcome, ScanResult
from .slips import PrintedSlip

__all__ = [
    "AGREEMENT",
    "Agreement",
    "IssuedCode",
    "Policy",
    "PrintedSlip",
    "ScanAsk",
    "ScanOutcome",
    "ScanResult",
    "Svg",
]
