"""Where a face check on another phone stands; no writing."""

import hmac
from hashlib import sha256
from typing import Any

from django.utils.crypto import salted_hmac

from accounts.models import FaceCheck, FaceHandover, Person
from accounts.rules import limits
from yibao.kernel import clock

_SALT = "accounts.face.handover"
_MAC_LENGTH = 16
OPEN, CLAIMED, CONFIRMED, PASSED, ENDED = "open", "claimed", "confirmed", "passed", "ended"


def token_of(row: FaceHandover) -> str:
    """What the link carries: the reference and its seal, so that a copied table opens nothing."""
    return f"{row.ref}-{_seal(row.ref)}"


def by_token(token: str) -> FaceHandover | None:
    """The row of a link that this site made."""
    ref, _, seal = token.partition("-")
    if not hmac.compare_digest(seal.encode(), _seal(ref).encode()):
        return None
    return (
        FaceHandover.objects.select_related("user", "person", "check_made").filter(ref=ref).first()
    )


def hash_of(secret: str) -> str:
    """What stands for a browser's secret; empty where it has none."""
    return sha256(f"{_SALT}:{secret}".encode()).hexdigest() if secret else ""


def waiting(*, user: Any, person: Person, purpose: str, session: str) -> FaceHandover | None:
    """The one that this very session waits for."""
    if not session:
        return None
    return (
        FaceHandover.objects.select_related("check_made")
        .filter(
            user=user,
            person=person,
            purpose=purpose,
            session_hash=hash_of(session),
            ended_at__isnull=True,
        )
        .first()
    )


def state(row: FaceHandover) -> str:
    """open → claimed by a phone → its number was typed → passed; or ended."""
    if row.ended_at is not None:
        return ENDED
    if row.check_made is not None and is_good(row.check_made):
        return PASSED
    if row.expires_at <= clock.now():
        return ENDED
    if row.confirmed_at is not None:
        return CONFIRMED
    return CLAIMED if row.phone_hash else OPEN


def is_good(check: FaceCheck) -> bool:
    """Whether the check has passed, is fresh and was not used (T20)."""
    return (
        check.outcome == FaceCheck.Outcome.PASSED
        and check.used_at is None
        and check.ended_at is not None
        and check.ended_at > clock.now() - limits.FACE_RESULT_LIFE
    )


def _seal(ref: str) -> str:
    return salted_hmac(_SALT, ref, algorithm="sha256").hexdigest()[:_MAC_LENGTH]
