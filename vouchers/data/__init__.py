"""Facts that leave the app: plain frozen values, no framework."""

from .agreement import AGREEMENT, Agreement
from .codes import IssuedCode, Svg
from .scans import ScanAsk, ScanOutcome, ScanResult

__all__ = [
    "AGREEMENT",
    "Agreement",
    "IssuedCode",
    "ScanAsk",
    "ScanOutcome",
    "ScanResult",
    "Svg",
]
