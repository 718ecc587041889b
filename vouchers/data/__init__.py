"""Facts that leave the app: plain frozen values, no framework."""

from .agreement import AGREEMENT, Agreement
from .codes import IssuedCode, Svg
from .counter import CounterAsk
from .policy import Policy
from .scans import ScanAsk, ScanOutcome, ScanResult
from .slips import PrintedSlip

__all__ = [
    "AGREEMENT",
    "Agreement",
    "CounterAsk",
    "IssuedCode",
    "Policy",
    "PrintedSlip",
    "ScanAsk",
    "ScanOutcome",
    "ScanResult",
    "Svg",
]
