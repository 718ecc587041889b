"""Keys of signed codes: one signs, the ones before still verify, a stolen one nothing (T06)."""

import base64
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.errors import NotFound
from yibao.kernel.ids import new_ref

from .. import rules
from ..models import SigningKey

_LOCK = "vouchers.signing_keys"
_State = SigningKey.State


def active(*, by: Any) -> SigningKey:
    """The key that signs now; the first one is made when it is needed."""
    return _signing() or rotate(by=by, only_if_none=True)


def rotate(*, by: Any, only_if_none: bool = False) -> SigningKey:
    """Make a new key sign; codes of the one before stay good until they end."""
    with transaction.atomic():
        locks.advisory(_LOCK)
        known = _signing()
        if known is not None and only_if_none:
            return known
        if known is not None:
            _end(known, _State.RETIRED)
        made = _make()
        audit.record("vouchers.signing_key.rotated", by=by, subject=made, data={"kid": made.kid})
    return made


def compromise(*, by: Any, kid: str) -> SigningKey:
    """Void a key: from this commit on none of its codes is taken. Raises ``request.not_found``.

    Where it was the one that signs, another takes its place in the same moment.
    """
    with transaction.atomic():
        locks.advisory(_LOCK)
        key = SigningKey.objects.filter(kid=kid).first()
        if key is None:
            raise NotFound
        was_signing = key.state == _State.ACTIVE
        if key.state != _State.COMPROMISED:
            _end(key, _State.COMPROMISED)
            audit.record("vouchers.signing_key.compromised", by=by, subject=key, data={"kid": kid})
        if was_signing:
            _make()
    return key


def sign(*, by: Any, key: SigningKey, signed: str) -> bytes:
    """Ed25519 over the text."""
    private = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key.private_key))
    return private.sign(signed.encode("ascii"))


def verifier_of(*, by: Any, signed: bytes, signature: bytes) -> SigningKey | None:
    """The key of our own table that made the signature; the message chooses neither key nor
    algorithm, and is not read for it (T05)."""
    rows = SigningKey.objects.filter(alg=rules.SLIP_ALGORITHM).order_by("-created_at")
    return next((row for row in rows if _fits(row, signed, signature)), None)


def _fits(row: SigningKey, signed: bytes, signature: bytes) -> bool:
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(row.public_key))
    try:
        public.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _signing() -> SigningKey | None:
    found = SigningKey.objects.filter(alg=rules.SLIP_ALGORITHM, state=_State.ACTIVE)
    return found.first()


def _make() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey.objects.create(
        kid=new_ref("K")[:20],
        alg=rules.SLIP_ALGORITHM,
        public_key=base64.urlsafe_b64encode(private.public_key().public_bytes_raw()).decode(),
        private_key=base64.urlsafe_b64encode(private.private_bytes_raw()).decode(),
        state=_State.ACTIVE,
        created_at=clock.now(),
    )


def _end(key: SigningKey, state: str) -> None:
    """It signs nothing any more, so the private half is forgotten."""
    key.state, key.private_key = state, None
    key.ended_at = key.ended_at or clock.now()
    key.save(update_fields=["state", "private_key", "ended_at"])
