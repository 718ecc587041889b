"""Which client a caller claims to be: for logs only, it proves nothing."""

import base64
import binascii
import hashlib
from typing import Any

from oauth2_provider.models import get_access_token_model

from accounts.models import PartnerClient

_LONGEST = 1024


def claimed_client(*, authorization: str, client_id: str = "") -> Any:
    """The key of the client whose token (also an ended one) or client id was shown, or None."""
    kind, _, proof = authorization[:_LONGEST].partition(" ")
    if kind.lower() == "bearer":
        checksum = hashlib.sha256(proof.strip().encode()).hexdigest()
        tokens = get_access_token_model().objects.filter(token_checksum=checksum)
        return tokens.values_list("application_id", flat=True).first()
    named = _pair(authorization)[0] or client_id
    if not named or "\x00" in named:
        return None
    return PartnerClient.objects.filter(client_id=named).values_list("pk", flat=True).first()


def proof_tail(*, authorization: str) -> str:
    """The last four characters of the token or secret that was shown; short ones show nothing."""
    kind, _, proof = authorization[:_LONGEST].partition(" ")
    shown = proof.strip() if kind.lower() == "bearer" else _pair(authorization)[1]
    return shown[-4:] if len(shown) >= 20 and shown.isascii() else ""


def _pair(authorization: str) -> tuple[str, str]:
    kind, _, proof = authorization[:_LONGEST].partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(proof.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return name, secret
