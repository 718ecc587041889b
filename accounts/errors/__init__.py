"""What can go wrong with phones, names, faces and staff accounts: one module a subject.

Everything is offered here, so that callers write ``from accounts import errors``.
"""

from accounts.errors.face import (
    FaceAway,
    FaceConsentMissing,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
)
from accounts.errors.identity import (
    AlreadyRealNamed,
    CounterOnly,
    EnrolmentUnknown,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
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
from accounts.errors.staff import (
    RegisterFileUnreadable,
    StaffGroupUnknown,
    StaffNameTaken,
    StaffOwnAccount,
    StaffPasswordWeak,
)

__all__ = [
    "AlreadyRealNamed",
    "CodeExpired",
    "CodeSpent",
    "CodeWrong",
    "CounterOnly",
    "EnrolmentUnknown",
    "FaceAway",
    "FaceConsentMissing",
    "FaceNotValid",
    "FacePaused",
    "FacePhotoUnusable",
    "IdentityTaken",
    "NameMismatch",
    "NotInRegister",
    "PhoneLocked",
    "RealNamePaused",
    "RegisterFileUnreadable",
    "SendTooSoon",
    "StaffGroupUnknown",
    "StaffNameTaken",
    "StaffOwnAccount",
    "StaffPasswordWeak",
    "TooManyCodes",
    "TooYoung",
]
