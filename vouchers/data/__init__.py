"""Facts that leave the app: plain frozen values, no framework."""

from .agreement import AGREEMENT, Agreement
from .codes import CodePill, IssuedCode, Relative, Svg
from .counter import PAPERS, CounterAsk, CounterMatter
from .passes import ShownPass
from .policy import Policy
from .scans import PresenceAsk, ScanAsk, ScanOutcome, ScanResult
from .slips import PrintedSlip

__all__ = [
    "AGREEMENT",
    "Agreement",
    "CodePill",
    "CounterAsk",
    "CounterMatter",
    "PAPERS",
    "IssuedCode",
    "Policy",
    "PresenceAsk",
    "PrintedSlip",
    "ShownPass",
    "Relative",
    "ScanAsk",
    "ScanOutcome",
    "ScanResult",
    "Svg",
]
