"""Views of the identity pages, by topic."""

from .entry import code, login, logout, register, start
from .faces import face, face_consent, face_result
from .identity import real_name, real_name_check
from .insured import insured

__all__ = [
    "code",
    "face",
    "face_consent",
    "face_result",
    "insured",
    "login",
    "logout",
    "real_name",
    "real_name_check",
    "register",
    "start",
]
