"""Tables of accounts."""

from .authenticator import Authenticator
from .client_key import ClientKey, KeyToken
from .consent import Consent
from .contribution import Contribution
from .face_handover import FaceHandover
from .face_reference import FaceReference
from .institution import Institution, Operator, Terminal
from .odd_access import OddAccess
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
    "ClientKey",
    "Consent",
    "Contribution",
    "DataExport",
    "Enrolment",
    "Erasure",
    "FaceCheck",
    "FaceHandover",
    "FaceReference",
    "Institution",
    "KeyToken",
    "OddAccess",
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
