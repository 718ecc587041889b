"""What could not happen with a voucher, a code or a scan (P41). Codes are fixed for partners."""

from accounts.errors import TooYoung
from yibao.kernel.errors import DomainError

from .channels import (
    BinderLimit,
    ChannelClosed,
    ChannelLimit,
    ChannelNotJoined,
    PathDayWrong,
)
from .codes import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    PresentationEnded,
)
from .counter import (
    CounterActOver,
    CounterNotPossible,
    CounterOwnMatter,
    CounterPapersMissing,
    CounterSameClerk,
)
from .holders import (
    AlreadyActive,
    ConsentMissing,
    NotInsured,
    RealNameNeeded,
    SanctionNotYours,
    SanctionTermWrong,
    VoucherLocked,
    VoucherNotActive,
    VoucherRestricted,
    VoucherSuspended,
)
from .limits import LimitExceeded, OutsideServiceHours, PolicyDayTaken
from .passes import PassesNotOffered, PassIsForOutages, PassNeedsDevice, PassOver, PassRevoked
from .pins import (
    FaceNotRecognised,
    PinDiffers,
    PinMismatch,
    PinNotSet,
    PinNotSixDigits,
    PinWeak,
    PinWrong,
)
from .receipts import ScanAnswered, ScanDisowned, StepUpRequired
from .scans import (
    AgentIsPatient,
    AgentMismatch,
    CapabilityMissing,
    PresenceNotConfirmed,
    PresenceSaid,
    ScanExpired,
    ScanMismatched,
    ScanUnknown,
    ScanUsed,
    TerminalClosed,
    WrongInstitutionType,
)
from .slips import SlipNeedsTwoClerks, SlipRevoked, SlipsNotOffered

__all__ = [
    "AgentIsPatient",
    "AgentMismatch",
    "AlreadyActive",
    "BinderLimit",
    "CapabilityMissing",
    "ChannelClosed",
    "ChannelLimit",
    "ChannelNotJoined",
    "CodeExpired",
    "CodeUnknown",
    "CodeUsed",
    "ConsentMissing",
    "CounterActOver",
    "CounterNotPossible",
    "CounterOwnMatter",
    "CounterPapersMissing",
    "CounterSameClerk",
    "DomainError",
    "FaceNotRecognised",
    "LimitExceeded",
    "NotInsured",
    "OutsideServiceHours",
    "PathDayWrong",
    "PinDiffers",
    "PinMismatch",
    "PinNotSet",
    "PinNotSixDigits",
    "PinWeak",
    "PinWrong",
    "PolicyDayTaken",
    "PresenceNotConfirmed",
    "PresenceSaid",
    "PresentationEnded",
    "RealNameNeeded",
    "SanctionNotYours",
    "SanctionTermWrong",
    "ScanAnswered",
    "ScanDisowned",
    "ScanExpired",
    "ScanMismatched",
    "ScanUnknown",
    "ScanUsed",
    "SlipNeedsTwoClerks",
    "SlipRevoked",
    "SlipsNotOffered",
    "StepUpRequired",
    "TerminalClosed",
    "TooYoung",
    "VoucherLocked",
    "VoucherNotActive",
    "VoucherRestricted",
    "VoucherSuspended",
    "WrongInstitutionType",
    "PassIsForOutages",
    "PassNeedsDevice",
    "PassOver",
    "PassRevoked",
    "PassesNotOffered",
]
