"""国密 as the national interface uses it: SM2 with SM3 for signatures, SM4 for the body.

``Suite`` seals and opens the messages of one client; nothing here knows a model or a request.
"""

from .cipher import CipherRefused, derive_key
from .envelope import EnvelopeRefused, Opened, Suite
from .signing import KeyPair, KeyRefused, LeafValues, UserId, generate, public_key_of

__all__ = [
    "CipherRefused",
    "EnvelopeRefused",
    "KeyPair",
    "KeyRefused",
    "LeafValues",
    "Opened",
    "Suite",
    "UserId",
    "derive_key",
    "generate",
    "public_key_of",
]
