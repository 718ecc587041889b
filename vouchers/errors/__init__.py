"""What could not happen with a voucher, a code or a scan (P41). Codes are fixed for partners."""

from accounts.errors import TooYoung
from yibao.kernel.errors import DomainError

from .codes import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
)
from .holders import (
    AlreadyActive,
    ConsentMissing,
    NotInsured,
    RealNameNeeded,
    SanctionNotYours,
    VoucherLocked,
    VoucherNotActive,
    VoucherRestricted,
    VoucherSuspended,
)
from .pins import (
    FaceNotRecognised,
    PinMismatch,
    PinNotSet,
    PinNotSixDigits,
    PinWeak,
    PinWrong,
)
from .scans import (
    CapabilityMissing,
    ScanExpired,
    ScanUnknown,
    ScanUsed,
    TerminalClosed,
    WrongInstitutionType,
)

__all__ = [
    "AlreadyActive",
    "CapabilityMissing",
    "CodeExpired",
    "CodeUnknown",
    "CodeUsed",
    "ConsentMissing",
    "DomainError",
    "FaceNotRecognised",
    "NotInsured",
    "PinMismatch",
    "PinNotSet",
    "PinNotSixDigits",
    "PinWeak",
    "PinWrong",
    "RealNameNeeded",
    "SanctionNotYours",
    "ScanExpired",
    "ScanUnknown",
    "ScanUsed",
    "TerminalClosed",
    "TooYoung",
    "VoucherLocked",
    "VoucherNotActive",
    "VoucherRestricted",
    "VoucherSuspended",
    "WrongInstitutionType",
]
