"""Tables of accounts."""

from .consent import Consent
from .institution import Institution, Operator, Terminal
from .partner import PartnerClient
from .person import Enrolment, Person
from .phone import PhoneChallenge
from .region import Region
from .register_import import RegisterImport
from .user import User
from .verification import FaceCheck, RealNameAttempt

__all__ = [
    "Consent",
    "Enrolment",
    "FaceCheck",
    "Institution",
    "Operator",
    "PartnerClient",
    "Person",
    "PhoneChallenge",
    "RealNameAttempt",
    "Region",
    "RegisterImport",
    "Terminal",
    "User",
]
