"""The result of a face check as a signed word: one session, person and purpose, 5 minutes (T20)."""

import hmac
from hashlib import sha256

from django.core import signing

from accounts.errors import FaceNotValid
from accounts.models import FaceCheck, Person, User
from accounts.rules import limits

_SALT = "accounts.face.result"
_MARK = ":"


def issue(*, by: User, check: FaceCheck, session: str = "") -> str:
    """Sign what a passed check allows; ``session`` is any secret that only this session knows."""
    return signing.dumps(
        {
            "ref": check.ref,
            "user": str(by.pk),
            "person": str(check.person_id),
            "purpose": str(check.purpose),
            "session": _of_session(session),
        },
        salt=_SALT,
    )


def is_token(*, by: User, text: str) -> bool:
    """Whether it is a signed result rather than the bare reference of a check."""
    return _MARK in text


def ref_of(*, by: User, token: str, person: Person, purpose: str, session: str = "") -> str:
    """The check's reference from a token made for exactly this; raises ``FaceNotValid``."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=limits.FACE_RESULT_LIFE)
    except signing.BadSignature as forged:
        raise FaceNotValid from forged
    wanted = {"user": str(by.pk), "person": str(person.pk), "purpose": str(purpose)}
    if any(said.get(key) != value for key, value in wanted.items()):
        raise FaceNotValid
    if not hmac.compare_digest(str(said.get("session")), _of_session(session)):
        raise FaceNotValid
    return str(said["ref"])


def _of_session(secret: str) -> str:
    return sha256(f"{_SALT}:{secret}".encode()).hexdigest()[:32] if secret else ""
