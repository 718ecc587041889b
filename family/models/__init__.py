"""Tables of the family account."""

from .aid import AidBlock, AidPolicy
from .binding import Binding, Place
from .consent import ConsentAsk
from .document import Document, UploadRoom
from .grant import Grant, GrantTerms
from .policy import FamilyPolicy, ProofSet, ProofSlot
from .request import BindingRequest, Defect, Finding, RequestEvent
from .simulated import BirthRecord, KinshipRecord

__all__ = [
    "AidBlock",
    "AidPolicy",
    "Binding",
    "BindingRequest",
    "BirthRecord",
    "ConsentAsk",
    "Defect",
    "Document",
    "FamilyPolicy",
    "Finding",
    "Grant",
    "GrantTerms",
    "KinshipRecord",
    "Place",
    "ProofSet",
    "ProofSlot",
    "RequestEvent",
    "UploadRoom",
]
