"""The envelope of mobile payment: the data is signed first, then encrypted, then left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from . import canonical, cipher, signing

#: Empty values that some clients sign because the interface requires the keys (6201).
_KEPT_EMPTY = frozenset({"diseCodg", "diseName"})


class EnvelopeRefused(ValueError):
    """The message cannot be opened; ``reason`` says what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Opened:
    """The data of a message, and how its sender signs."""

    data: dict[str, Any]
    user_id: bytes
    as_text: bool


@dataclass(frozen=True)
class Suite:
    """The keys and habits of one application; ``own`` signs what we send."""

    app_id: str
    app_secret: str = field(repr=False)
    own: signing.KeyPair = field(repr=False)
    peer_public: bytes = b""
    user_id: signing.UserId = signing.UserId.AUTO
    leaf_values: signing.LeafValues = signing.LeafValues.AUTO

    @cached_property
    def _key(self) -> bytes:
        return cipher.derive_key(app_id=self.app_id, app_secret=self.app_secret)

    def seal(
        self,
        fields: Mapping[str, Any],
        data: Mapping[str, Any],
        *,
        like: Opened | None = None,
        as_text: bool | None = None,
    ) -> dict[str, Any]:
        """The message with ``encData`` and ``signData``, signed as ``like`` was signed.

        Of what answers nothing ``as_text`` says how numbers are signed.
        """
        user_id = like.user_id if like else self.user_id.candidates(self.app_secret)[0]
        if as_text is None:
            as_text = like.as_text if like else self.leaf_values.candidates()[0]
        cleaned = canonical.clean(data)
        source = canonical.sign_source(fields, cleaned, secret=self.app_secret, as_text=as_text)
        plain = canonical.compact(cleaned)
        return {
            **fields,
            "encData": cipher.encrypt(self._key, plain.encode()),
            "signData": signing.sign(source, pair=self.own, user_id=user_id),
        }

    def open(self, message: Mapping[str, Any]) -> Opened:
        """Decrypt and verify. Raises ``EnvelopeRefused``: encrypted, data or signature."""
        data = self._decrypted(message.get("encData"))
        signature = message.get("signData")
        if not isinstance(signature, str) or not signature:
            raise EnvelopeRefused("signature")
        ways = product(
            self.leaf_values.candidates(),
            self.user_id.candidates(self.app_secret),
            (frozenset(), _KEPT_EMPTY),
        )
        for as_text, user_id, keep in ways:
            source = canonical.sign_source(
                message, data, secret=self.app_secret, as_text=as_text, keep=keep
            )
            if signing.verify(source, signature, public=self.peer_public, user_id=user_id):
                return Opened(data, user_id, as_text)
        raise EnvelopeRefused("signature")

    def _decrypted(self, text: Any) -> dict[str, Any]:
        if not isinstance(text, str) or not text:
            raise EnvelopeRefused("encrypted")
        try:
            data = canonical.loads(cipher.decrypt(self._key, text).decode())
        except cipher.CipherRefused as failure:
            raise EnvelopeRefused("encrypted") from failure
        except ValueError as failure:
            raise EnvelopeRefused("data") from failure
        if not isinstance(data, dict):
            raise EnvelopeRefused("data")
        return data
