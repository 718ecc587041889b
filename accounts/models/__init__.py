"""Tables of accounts."""

from .authenticator import Authenticator
from .consent import Consent
from .contribution import Contribution
from .face_reference import FaceReference
from .institution import Institution, Operator, Terminal
from .partner import PartnerClient
from .person import Enrolment, Person
from .phone import PhoneChallenge
from .privacy import DataExport, Erasure
from .region import Region
from .register_import import RegisterImport
from .sign_in import Passkey, PhoneChange, SignIn
from .user import User
from .verification import FaceCheck, RealNameAttempt

__all__ = [
    "Authenticator",
    "Consent",
    "Contribution",
    "DataExport",
    "Enrolment",
    "Erasure",
    "FaceCheck",
    "FaceReference",
    "Institution",
    "Operator",
    "PartnerClient",
    "Passkey",
    "Person",
    "PhoneChallenge",
    "PhoneChange",
    "RealNameAttempt",
    "Region",
    "RegisterImport",
    "SignIn",
    "Terminal",
    "User",
]
