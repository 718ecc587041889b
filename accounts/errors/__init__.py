"""What can go wrong with phones, names, faces and staff accounts: one module a subject.

Everything is offered here, so that callers write ``from accounts import errors``.
"""

from accounts.errors.access import (
    MoneyHeld,
    PasskeyNotValid,
    PhoneInUse,
    PhoneNotProved,
    PhoneSame,
    RecoveryNotPossible,
    TooManyPasskeys,
)
from accounts.errors.corrections import TooManyCorrections
from accounts.errors.face import (
    FaceAway,
    FaceConsentMissing,
    FaceNoReference,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    FaceRefusal,
    FaceUnclear,
)
from accounts.errors.identity import (
    AlreadyRealNamed,
    CounterOnly,
    DeathDateWrong,
    EnrolmentUnknown,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
    PersonMistaken,
    RealNamePaused,
    TooYoung,
)
from accounts.errors.phones import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
    TooManyCodes,
)
from accounts.errors.privacy import (
    AccountClosed,
    ClosingHindered,
    ConsentUnknown,
    ExportGone,
    ExportInWork,
    ExportTooOften,
)
from accounts.errors.staff import (
    RegisterFileUnreadable,
    StaffGroupUnknown,
    StaffNameTaken,
    StaffOwnAccount,
    StaffPasswordWeak,
)

__all__ = [
    "AccountClosed",
    "AlreadyRealNamed",
    "ClosingHindered",
    "CodeExpired",
    "CodeSpent",
    "CodeWrong",
    "ConsentUnknown",
    "CounterOnly",
    "DeathDateWrong",
    "EnrolmentUnknown",
    "ExportGone",
    "ExportInWork",
    "ExportTooOften",
    "FaceAway",
    "FaceConsentMissing",
    "FaceNoReference",
    "FaceNotValid",
    "FacePaused",
    "FacePhotoUnusable",
    "FaceRefusal",
    "FaceUnclear",
    "IdentityTaken",
    "MoneyHeld",
    "NameMismatch",
    "NotInRegister",
    "PersonMistaken",
    "PasskeyNotValid",
    "PhoneInUse",
    "PhoneLocked",
    "PhoneNotProved",
    "PhoneSame",
    "RealNamePaused",
    "RecoveryNotPossible",
    "RegisterFileUnreadable",
    "SendTooSoon",
    "StaffGroupUnknown",
    "StaffNameTaken",
    "StaffOwnAccount",
    "StaffPasswordWeak",
    "TooManyCodes",
    "TooManyCorrections",
    "TooManyPasskeys",
    "TooYoung",
]
